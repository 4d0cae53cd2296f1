"""Writes down who has looked at the reasons for a pair."""

from collections.abc import Iterable

from accounts.models import User
from matching.models.runs import Proposal
from profiles import access_log


def note_pairs(proposals: Iterable[Proposal], by: User) -> None:
    """Write down that ``by`` has the reasons for these pairs before them."""
    people = [one for row in proposals for one in (row.mentor_id, row.mentee_id)]
    access_log.note_parts(enrollments=people, by=by)
