"""What else is possible for one mentee of a draft, and what each possibility would cost others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from matching import format_words, wording
from matching.changes import changes
from matching.directory import plain
from matching.engine import Pair, Solution
from matching.engine.what_if import Alternative, alternatives
from matching.format_words import MatchingWords
from matching.models.runs import MatchRun
from matching.stability import solution_of
from matching.task import MatchingTask, task_of
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
    """A run nobody has been told about, and what it was asked, people as they are now."""

    task: MatchingTask
    before: Solution
    words: MatchingWords

    @property
    def people(self) -> Mapping[str, Enrollment]:
        return self.task.people.enrollments


def possibilities(run: MatchRun, mentee: Enrollment) -> list[Possibility] | None:
    """The best other mentors of ``mentee``, each with its costs, best fit first.

    None when ``run`` is published or no longer true: then a new run comes first.
    """
    draft = _draft(run)
    if draft is None or str(mentee.pk) not in draft.people:
        return None
    others = alternatives(draft.task.problem, draft.before, str(mentee.pk))
    tried = [(other, _after(draft, other.mentor, str(mentee.pk))) for other in others]
    return [_possibility(draft, other, after, str(mentee.pk)) for other, after in tried if after]


def _draft(run: MatchRun) -> _Draft | None:
    if run.published_at is not None:
        return None
    task = task_of(run.program)
    if task.fingerprint != run.digest:
        return None
    before = solution_of(run)
    return _Draft(task.near(before), before, format_words.of(run.program.format))


def _after(draft: _Draft, mentor: str, mentee: str) -> Solution | None:
    """The next run if the two were kept together; None when something forbids it."""
    problem = draft.task.problem
    pins = tuple(pin for pin in problem.pins if pin[1] != mentee)
    ruled = replace(problem, pins=(*pins, (mentor, mentee)))
    after = draft.task.with_problem(ruled).solve()
    refused = [(pin.mentor, pin.mentee) for pin in after.refused_pins]
    return None if (mentor, mentee) in refused else after


def _possibility(draft: _Draft, other: Alternative, after: Solution, mentee: str) -> Possibility:
    mentor = draft.people[other.mentor]
    pair = next(pair for pair in after.pairs if pair.mentee == mentee)
    name = mentor.user.get_short_name()
    return Possibility(
        mentor=mentor,
        fit=_percent(other.fit),
        is_free=other.is_free,
        reasons=wording.reason_words(plain(pair.reasons), name),
        concerns=wording.concern_words(plain(pair.concerns), name),
        costs=_costs(draft, after, mentee),
    )


def _percent(points: int) -> int:
    return round(points / 100)


# Costs in words ------------------------------------------------------------------------------


def _costs(draft: _Draft, after: Solution, mentee: str) -> list[str]:
    found = changes(draft.before, after)
    lost = [_lost(draft, name) for name in found.lost]
    moved = [_moved(draft, found.had[one], found.have[one]) for one in found.moved if one != mentee]
    gained = [_gained(draft, found.have[name]) for name in found.gained if name != mentee]
    if not lost + moved + gained:
        return [_("Nothing changes for anybody else.")]
    return [
        *lost,
        *_shortened(moved, draft.words),
        *gained,
        *([] if lost else [_("Nobody is left without a match.")]),
    ]


def _shortened(sentences: list[str], words: MatchingWords) -> Iterator[str]:
    yield from sentences[:MOST_NAMED]
    more = len(sentences) - MOST_NAMED
    if more > 0:
        yield words.more_moved % {"count": more}


def _lost(draft: _Draft, mentee: str) -> str:
    return _("%(name)s would be left without a match.") % {"name": draft.people[mentee].user}


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
