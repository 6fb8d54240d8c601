import numpy as np

from data_tools.crc32c import crc32c, masked_crc32c


def test_known_values():
    """RFC 3720, appendix B.4, and the check value of CRC-32C; of pieces of any lengths side by side, in any order."""
    pieces = {b"123456789": 0xE3069283, b"\0" * 32: 0x8A9136AA, b"": 0, b"\xff" * 32: 0x62A8AB43, bytes(range(32)): 0x46DD794E}
    assert crc32c(list(pieces)).tolist() == list(pieces.values())
    assert [int(crc32c([piece])[0]) for piece in pieces] == list(pieces.values())
    assert crc32c([]).tolist() == []


def test_masked_as_tfrecord_stores_it(tmp_path):
    import tensorflow as tf

    with tf.io.TFRecordWriter(str(tmp_path / "shard")) as writer:
        writer.write(b"123456789")
    content = (tmp_path / "shard").read_bytes()
    stored = np.frombuffer(content[8:12] + content[-4:], "<u4")
    np.testing.assert_array_equal(masked_crc32c([content[:8], b"123456789"]), stored)
