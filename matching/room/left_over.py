"""The people a run found no place for, in words."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from matching import wording
from matching.models import MatchRun, Unmatched


@dataclass(frozen=True)
class PersonRow:
    """``is_blocked``: no candidate at all passes the rules; otherwise all places were taken.

    ``mentee_id``: the enrollment of a mentee, None for a mentor.
    """

    person: User
    mentee_id: uuid.UUID | None
    is_blocked: bool
    why: Sequence[str]
    help: Sequence[str]


def left_over(run: MatchRun, query: str) -> tuple[list[PersonRow], list[PersonRow]]:
    rows = Unmatched.objects.filter(run=run).select_related("enrollment__user")
    ordered = rows.order_by("enrollment__user__full_name")
    found = [row for row in ordered if query.casefold() in str(row.enrollment.user).casefold()]
    mentees = [_person(row) for row in found if not row.enrollment.is_mentor]
    mentees.sort(key=lambda row: not row.is_blocked)
    return mentees, [_person(row) for row in found if row.enrollment.is_mentor]


def _person(row: Unmatched) -> PersonRow:
    user = row.enrollment.user
    name = user.get_short_name()
    why, help_ = wording.why_words(row.reasons, name), wording.help_words(row.reasons, name)
    is_blocked = any(note["code"] == "census" for note in row.reasons)
    mentee_id = None if row.enrollment.is_mentor else row.enrollment_id
    return PersonRow(user, mentee_id, is_blocked, why, help_)
