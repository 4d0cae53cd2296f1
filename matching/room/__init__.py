"""What the matching room shows: a run in words, beside the run before it."""

from matching.room.counts import pool_counts, wishing
from matching.room.page import RunView, Wanted, clean_query, run_view
from matching.room.rulings import by_pair, ruled_since, rulings_of

__all__ = [
    "RunView",
    "Wanted",
    "by_pair",
    "clean_query",
    "pool_counts",
    "ruled_since",
    "rulings_of",
    "run_view",
    "wishing",
]
