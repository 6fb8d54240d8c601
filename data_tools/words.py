"""Numbers of things, in words."""


def counted(number: int, thing: str) -> str:
    """`1 page`, `2 pages`, `1,200 pages`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
