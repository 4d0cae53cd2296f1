"""A coordinator's rulings beside a run."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from matching import wording
from matching.models.runs import Decision, MatchRun, Ruling, RulingChange
from profiles.models import Enrollment
from programs.models import Program

RULINGS_A_PAGE = 10

MOST_STEPS = 50
"""Steps since a run that are looked at one by one; after more than that it is stale anyway."""

Pairing = tuple[uuid.UUID, uuid.UUID]


@dataclass(frozen=True)
class RulingPage:
    """Some of the rulings of a program. There is no count: it would be one question more."""

    number: int
    rulings: Sequence[Decision]
    has_next: bool

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1


@dataclass(frozen=True)
class Steps:
    """What was ruled lately. ``is_any``: whether anything was ever ruled; ``since``: how many pairs
    stand otherwise than in the run.

    ``last``: the newest step that can be undone, and what it did in words.
    """

    is_any: bool
    since: int
    last: RulingChange | None

    @property
    def last_words(self) -> str:
        return _step_words(self.last) if self.last else ""


def rulings_of(program: Program, page: str, steps: Steps) -> RulingPage:
    """The rulings of today; no question where nobody has ever ruled, as ``steps`` say."""
    if not steps.is_any:
        return RulingPage(1, [], has_next=False)
    number = int(page) if page.isdecimal() and 0 < len(page) < 6 else 1
    start = (max(number, 1) - 1) * RULINGS_A_PAGE
    rows = Decision.objects.filter(program=program).select_related("mentor__user", "mentee__user")
    ordered = rows.order_by("ruling", "mentee__user__full_name", "pk")
    found = list(ordered[start : start + RULINGS_A_PAGE + 1])
    return RulingPage(max(number, 1), found[:RULINGS_A_PAGE], len(found) > RULINGS_A_PAGE)


def steps(program: Program, run: MatchRun | None) -> Steps:
    """What was ruled since ``run``, and what an undo would take back; in one question."""
    rows = RulingChange.objects.filter(program=program).select_related(
        "by", "mentor__user", "mentee__user"
    )
    newest = list(rows[:MOST_STEPS])
    undone = {row.undoes_id for row in newest}
    standing = (row for row in newest if row.undoes_id is None and row.pk not in undone)
    later = [row for row in newest if run and row.created_at > run.created_at]
    return Steps(bool(newest), _net(later), next(standing, None))


def _net(newest: Sequence[RulingChange]) -> int:
    """How many pairs ended up otherwise than they began; ``newest`` comes newest first."""
    after: dict[Pairing, str] = {}
    before: dict[Pairing, str] = {}
    for row in newest:
        pair = row.mentor_id, row.mentee_id
        after.setdefault(pair, row.after)
        before[pair] = row.before
    return sum(after[pair] != before[pair] for pair in after)


def _step_words(step: RulingChange) -> str:
    names = {"mentor": step.mentor.user, "mentee": step.mentee.user, "by": step.by}
    return {
        Ruling.PINNED.value: _("%(by)s kept %(mentee)s together with %(mentor)s."),
        Ruling.REJECTED.value: _("%(by)s ruled out %(mentee)s with %(mentor)s."),
        "": _("%(by)s undid the decision about %(mentee)s and %(mentor)s."),
    }[step.after] % names


def refused(run: MatchRun) -> list[str]:
    """The pairs that could not be kept together, each in a sentence."""
    pins = run.summary["refused_pins"]
    if not pins:
        return []
    ids = [pin[side] for pin in pins for side in ("mentor", "mentee")]
    people = Enrollment.objects.filter(pk__in=ids).select_related("user")
    names = {str(row.pk): str(row.user) for row in people}
    return [
        _("%(mentee)s could not be kept with %(mentor)s: %(why)s.")
        % {
            "mentee": names.get(pin["mentee"], "?"),
            "mentor": names.get(pin["mentor"], "?"),
            "why": wording.rule_words(pin["rule"]),
        }
        for pin in pins
    ]
