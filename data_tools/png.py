"""The parts of a PNG file: a signature of 8 bytes, then length, name, bytes and CRC of each. Nothing is unpacked."""

import zlib


def part_names(content: bytes) -> list[bytes] | None:
    """Names of its parts up to IEND, in their order; None where one is missing or damaged, as its CRC has it."""
    names, at, view = [], 8, memoryview(content)
    while at + 12 <= len(content):
        end = at + 8 + int.from_bytes(view[at : at + 4], "big")
        if end + 4 > len(content) or int.from_bytes(view[end : end + 4], "big") != zlib.crc32(view[at + 4 : end]):
            return None
        names.append(bytes(view[at + 4 : at + 8]))
        if names[-1] == b"IEND":
            return names
        at = end + 4
    return None
