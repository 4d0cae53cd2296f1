"""What the matching room shows: a run in words, beside the run before it."""

from matching.presenters.counts import pool_counts, wishing
from matching.presenters.listing import ListFilter, clean_query
from matching.presenters.rulings import rulings_of, steps
from matching.presenters.view import RunView, run_view

__all__ = [
    "ListFilter",
    "RunView",
    "clean_query",
    "pool_counts",
    "rulings_of",
    "run_view",
    "steps",
    "wishing",
]
