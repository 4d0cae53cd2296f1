"""Parts of a whole in whole percent that nobody can prove wrong. Pure."""

from collections.abc import Sequence

ALL = 100


def percent_of(part: int, whole: int) -> int:
    """``part`` of ``whole``, rounded down: 100 is everything, and nothing less. 1 is the least that
    something is. Raises ValueError for parts of nothing, and for parts that are no part."""
    if not 0 <= part <= whole or not whole:
        raise ValueError(f"{part} of {whole} is no part.")
    return max(part * ALL // whole, min(part, 1))


def percents(parts: Sequence[int]) -> list[int]:
    """Each of the ``parts`` of their sum, as :func:`percent_of`; never more than 100 together.

    Where many small ones are called 1, the largest gives up what that adds. Nothing has a share of
    nothing: all are 0 then.
    """
    whole = sum(parts)
    found = [percent_of(part, whole) if whole else 0 for part in parts]
    if sum(found) > ALL:
        found[found.index(max(found))] -= sum(found) - ALL
    return found
