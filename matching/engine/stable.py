"""Matching by what people ranked: deferred acceptance with capacities (Gale and Shapley)."""

import heapq
from collections.abc import Callable, Sequence


def deferred_acceptance(
    wishes: Sequence[Sequence[int]], liking: Callable[[int, int], int], places: Sequence[int]
) -> list[int]:
    """The mentor of each mentee, or -1; no mentee and mentor would both rather have each other.

    ``wishes``: for each mentee the mentors in order, best first. ``liking(mentee, mentor)``: the
    larger, the more the mentor wants the mentee; no mentor likes two mentees alike. Mentees ask
    in turn, so each gets the best mentor that any such matching could give.
    """
    mentor_of = [-1] * len(wishes)
    asked = [0] * len(wishes)
    held: list[list[tuple[int, int]]] = [[] for _mentor in places]
    waiting = list(range(len(wishes)))[::-1]
    while waiting:
        mentee = waiting.pop()
        if asked[mentee] == len(wishes[mentee]):
            continue
        mentor = wishes[mentee][asked[mentee]]
        asked[mentee] += 1
        mentor_of[mentee] = mentor
        heapq.heappush(held[mentor], (liking(mentee, mentor), mentee))
        if len(held[mentor]) > places[mentor]:
            _liking, refused = heapq.heappop(held[mentor])
            mentor_of[refused] = -1
            waiting.append(refused)
    return mentor_of
