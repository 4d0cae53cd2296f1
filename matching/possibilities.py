"""What else is possible for one mentee of a draft, and what each possibility would cost others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching import pool, wording
from matching.choosing import plain
from matching.engine import Pair, Problem, Solution
from matching.engine.codec import digest
from matching.engine.whatif import Alternative, Cost, alternatives, cost_of_pair
from matching.keeping import hold, solution_of
from matching.models import MatchRun
from matching.wishing import Wishes, wishes_of, with_wishes
from profiles.models import Enrollment

MOST_NAMED = 4
"""How many people who would move are named; the others are counted."""


@dataclass(frozen=True)
class Possibility:
    """Another mentor for the mentee. ``fit``: 0 to 100; ``costs``: what others would notice."""

    mentor: Enrollment
    fit: int
    is_free: bool
    reasons: Sequence[str]
    concerns: Sequence[str]
    costs: Sequence[str]


@dataclass(frozen=True)
class _Draft:
    """A run nobody has been told about, and the people as they are now."""

    people: Mapping[str, Enrollment]
    problem: Problem
    wishes: Wishes
    before: Solution


def possibilities(run: MatchRun, mentee: Enrollment) -> list[Possibility] | None:
    """The best other mentors of ``mentee``, each with its costs, best fit first.

    None when ``run`` is published or no longer true: then a new run comes first.
    """
    draft = _draft(run)
    if draft is None or str(mentee.pk) not in draft.people:
        return None
    others = alternatives(draft.problem, draft.before, str(mentee.pk))
    tried = [(other, _cost(draft, other.mentor, str(mentee.pk))) for other in others]
    return [_possibility(draft, other, cost, str(mentee.pk)) for other, cost in tried if cost]


def _draft(run: MatchRun) -> _Draft | None:
    if run.published_at is not None:
        return None
    loaded, wishes = pool.load(run.program), wishes_of(run.program)
    if digest(with_wishes(loaded.problem, wishes)) != run.digest:
        return None
    before = solution_of(run)
    return _Draft(loaded.enrollments, hold(loaded.problem, before), wishes, before)


def _cost(draft: _Draft, mentor: str, mentee: str) -> Cost | None:
    """What the next run would change if the two were kept together."""
    pins = tuple(pin for pin in draft.problem.pins if pin[1] != mentee)
    ruled = replace(draft.problem, pins=(*pins, (mentor, mentee)))
    return cost_of_pair(with_wishes(ruled, draft.wishes), draft.before, mentor, mentee)


def _possibility(draft: _Draft, other: Alternative, cost: Cost, mentee: str) -> Possibility:
    mentor = draft.people[other.mentor]
    pair = next(pair for pair in cost.after.pairs if pair.mentee == mentee)
    name = mentor.user.get_short_name()
    return Possibility(
        mentor=mentor,
        fit=_percent(other.fit),
        is_free=other.is_free,
        reasons=wording.reason_words(plain(pair.reasons), name),
        concerns=wording.concern_words(plain(pair.concerns), name),
        costs=_costs(draft, cost, mentee),
    )


def _percent(points: int) -> int:
    return round(points / 100)


# Costs in words ------------------------------------------------------------------------------


def _costs(draft: _Draft, cost: Cost, mentee: str) -> list[str]:
    had = {pair.mentee: pair for pair in draft.before.pairs}
    have = {pair.mentee: pair for pair in cost.after.pairs}
    lost = [_lost(draft, name) for name in cost.lost]
    moved = [_moved(draft, had[name], have[name]) for name in cost.moved]
    gained = [_gained(draft, have[name]) for name in sorted(have.keys() - had.keys() - {mentee})]
    if not lost + moved + gained:
        return [_("Nothing changes for anybody else.")]
    return [*lost, *_shortened(moved), *gained, *([] if lost else [_("Nobody is left over.")])]


def _shortened(sentences: list[str]) -> Iterator[str]:
    yield from sentences[:MOST_NAMED]
    more = len(sentences) - MOST_NAMED
    if more > 0:
        yield ngettext(
            "%(count)d more mentee would get another mentor.",
            "%(count)d more mentees would get another mentor.",
            more,
        ) % {"count": more}


def _lost(draft: _Draft, mentee: str) -> str:
    return _("%(name)s would be left without a mentor.") % {"name": draft.people[mentee].user}


def _moved(draft: _Draft, had: Pair, have: Pair) -> str:
    return _("%(name)s would move to %(mentor)s, fit %(before)d → %(after)d.") % {
        "name": draft.people[have.mentee].user,
        "mentor": draft.people[have.mentor].user,
        "before": _percent(had.fit),
        "after": _percent(have.fit),
    }


def _gained(draft: _Draft, have: Pair) -> str:
    return _("%(name)s would get %(mentor)s, fit %(after)d.") % {
        "name": draft.people[have.mentee].user,
        "mentor": draft.people[have.mentor].user,
        "after": _percent(have.fit),
    }
