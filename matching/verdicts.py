"""Pairs that an earlier publishing left out, and for how long runs respect that.

Everybody who coordinates a program has seen that such a pair was left out, and nobody why. So what
a coordinator reads about it afterwards is the same for every reason, and a verdict ends in the same
way for every reason: when one of the two saves their answers, whether or not anything has changed
that coordinators can see (decision 12).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Max

from accounts.models import AuditEvent
from matching.engine import Problem
from matching.models.runs import Arrangement, Proposal
from matching.publish_checks import first_broken
from profiles.actions import ANSWERS_SAVED
from programs import formats
from programs.models import Program

Pair = tuple[str, str]
"""The enrollments of a mentor and a mentee, or of two peers in either order."""

NOT_REPEATED = frozenset({"unavailable", "former_pair"})
"""Rules after which a pair is not made again, since nothing that coordinators see forbids it."""

OWN_WORDS = frozenset({"", "rejected"})
"""What a pair is not called unavailable for: nothing, and what the coordinators have ruled."""


@dataclass(frozen=True)
class Verdict:
    """A publishing left out ``pair`` at a moment, because of ``rule``."""

    pair: Pair
    rule: str
    at: datetime


def standing(program: Program) -> list[Verdict]:
    """The verdicts about which neither of the two has saved anything since. One question, and one
    more where pairs have been left out."""
    gathers = formats.of(program.format).gathers
    found = list(_of_drafts(program) if gathers else _of_runs(program))
    if not found:
        return []
    saved = _saved(program, min(one.at for one in found))
    return [one for one in found if not any(saved.get(key, one.at) > one.at for key in one.pair)]


def _of_runs(program: Program) -> Iterator[Verdict]:
    rows = Proposal.objects.filter(run__program=program).exclude(left_out_at=None).order_by()
    columns = rows.values_list("mentor_id", "mentee_id", "left_out", "left_out_at")
    for mentor, mentee, rule, at in columns:
        if at:
            yield Verdict((str(mentor), str(mentee)), rule, at)


def _of_drafts(program: Program) -> Iterator[Verdict]:
    for pairs in Arrangement.objects.filter(program=program).values_list("overtaken", flat=True):
        for one, other, moment in pairs:
            at = datetime.fromisoformat(moment)
            yield Verdict((one, other), "unavailable", at)
            yield Verdict((other, one), "unavailable", at)


def _saved(program: Program, since: datetime) -> Mapping[str, datetime]:
    """When people of ``program`` last saved their answers, by the id of their enrollment."""
    rows = AuditEvent.objects.filter(program_id=program.pk, created_at__gt=since).order_by()
    saves = rows.filter(verb__in=ANSWERS_SAVED).values_list("target_id")
    return dict(saves.annotate(Max("created_at")))


def respected(problem: Problem, verdicts: Sequence[Verdict]) -> Problem:
    """``problem`` without the pairs of ``verdicts``.

    A pair that was left out for a reason coordinators can see is possible as soon as the reason
    has gone; until then it has the same name as the others.
    """
    always = {one.pair for one in verdicts if one.rule in NOT_REPEATED}
    broken = _still_broken(problem, {one.pair for one in verdicts} - always)
    return replace(
        problem, forbidden={**problem.forbidden, **dict.fromkeys(always | broken, "unavailable")}
    )


def _still_broken(problem: Problem, pairs: Collection[Pair]) -> set[Pair]:
    if not pairs:
        return set()
    people = {one for pair in pairs for one in pair}
    mentors = tuple(person for person in problem.mentors if person.id in people)
    mentees = tuple(person for person in problem.mentees if person.id in people)
    rules = first_broken(replace(problem, mentors=mentors, mentees=mentees), list(pairs))
    return {pair for pair, rule in rules.items() if rule not in OWN_WORDS}
