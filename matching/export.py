"""A run as a CSV file: the pairs with fits and reasons, then the people left over with theirs."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from core import spreadsheet
from matching import wording
from matching.models.runs import MatchRun, Proposal, Unmatched
from matching.presenters.pairs import ranks
from matching.presenters.shares import quotas_of
from programs import formats
from programs.models import CriterionKey, Side


@dataclass(frozen=True)
class File:
    """``text`` is the whole file, ``rows`` how many lines it has below the heading."""

    text: str
    rows: int


def run_as_file(run: MatchRun) -> File:
    """For coordinators of the program only: it names who fits whom, and why."""
    most = quotas_of(run)
    weighed = [key for key in CriterionKey if most.get(key)]
    rows = [*_pairs(run, weighed), *_left_over(run, weighed)]
    return File(spreadsheet.as_csv([_heading(run.program.format, weighed), *rows]), len(rows))


def _heading(kind: str, weighed: list[CriterionKey]) -> list[str]:
    mentee, mentor = (formats.role_name(kind, side) for side in (Side.MENTEE, Side.MENTOR))
    return [
        mentee,
        _("%(role)s’s unit") % {"role": mentee},
        mentor,
        _("%(role)s’s unit") % {"role": mentor},
        _("Fit (of 100)"),
        _("What speaks for it"),
        _("What to think about"),
        _("Choice no."),
        _("Kept together"),
        _("Status"),
        *(formats.criterion(kind, key) for key in weighed),
    ]


def _pairs(run: MatchRun, weighed: list[CriterionKey]) -> Iterator[list[object]]:
    rows = run.proposals.select_related("mentee__user__unit", "mentor__user__unit")
    found = list(rows)
    wished = ranks(run.program, found)
    for row in found:
        yield _pair(row, weighed, wished.get((row.mentor_id, row.mentee_id), ""))


def _pair(row: Proposal, weighed: list[CriterionKey], rank: object) -> list[object]:
    name = row.mentor.user.get_short_name()
    return [
        *_person(row.mentee.user),
        *_person(row.mentor.user),
        row.fit,
        "; ".join(wording.reason_words(row.reasons, name)),
        "; ".join(wording.concern_words(row.concerns, name)),
        rank,
        _("yes") if row.pinned else "",
        _state(row),
        *(round(row.contributions.get(key, 0) / 100) for key in weighed),
    ]


def _person(user: User) -> tuple[str, str]:
    return str(user), str(user.unit or "")


def _state(row: Proposal) -> str:
    if row.relationship_id:
        return _("published")
    if row.left_out:
        return _("not proposed: %(why)s") % {"why": wording.left_out_words()}
    return _("draft")


def _left_over(run: MatchRun, weighed: list[CriterionKey]) -> Iterator[list[object]]:
    rows = Unmatched.objects.filter(run=run).select_related("enrollment__user__unit")
    for row in rows.iterator(chunk_size=2000):
        yield _alone(row, len(weighed))


def _alone(row: Unmatched, criteria: int) -> list[object]:
    user = row.enrollment.user
    name, nobody = user.get_short_name(), ("", "")
    sides = (nobody, _person(user)) if row.role == Side.MENTOR else (_person(user), nobody)
    words = [*wording.why_words(row.reasons, name), *wording.help_words(row.reasons, name)]
    return [
        *sides[0],
        *sides[1],
        "",
        "",
        " ".join(words),
        "",
        "",
        _("without a match"),
        *[""] * criteria,
    ]
