"""How small a group is too small to be told about to people who may not know who is in it."""

FEWEST = 5


def at_least(number: int) -> int:
    """The most that may be said of ``number``: a multiple of five, so that one more is not seen."""
    return number - number % FEWEST
