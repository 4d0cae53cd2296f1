"""What one mentee may choose from: the mentors the rules allow, best fit first."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matching import pool
from matching.engine import Person, Problem, Remark
from matching.engine.explain import reasons
from matching.engine.model import SLOT_MINUTES, shared_slots
from matching.engine.rules import RULES, Rules
from matching.engine.scoring import contributions
from matching.models.runs import IntroTalk, MentorRequest
from matching.refusals import asked_in_vain
from profiles.models import Enrollment


@dataclass(frozen=True)
class Candidate:
    """A mentor this mentee could have. ``offered``: level by skill; ``minutes``: free time in
    common a week, None where one of the two has not said when; ``fit``: for the order only."""

    mentor: Enrollment
    fit: int
    reasons: Sequence[Mapping[str, Any]]
    offered: Mapping[str, int]
    minutes: int | None


@dataclass(frozen=True)
class Choices:
    """``refused``: for each other mentor the first rule in the way; nobody is told which.

    ``asked``: the request that waits for an answer, without its words; ``talks``: those that
    are open. ``obstacle``: what keeps
    the mentee from choosing (``profiles.eligibility``), such as a mentor they have; "" for nothing.
    """

    obstacle: str
    candidates: Sequence[Candidate]
    refused: Mapping[uuid.UUID, str]
    asked: MentorRequest | None
    talks: Sequence[IntroTalk]

    @property
    def is_looking(self) -> bool:
        return not self.obstacle

    def refusal(self, mentor: Enrollment) -> str:
        """The rule in the way of ``mentor``, or ""."""
        if not self.is_looking:
            return "not_looking"
        possible = {candidate.mentor.pk for candidate in self.candidates}
        return "" if mentor.pk in possible else self.refused.get(mentor.pk, "unavailable")


def choices_of(mentee: Enrollment, present: Collection[uuid.UUID] = ()) -> Choices:
    """The mentors with room ``mentee`` could have, in a fixed number of queries. ``present``:
    mentors who count although they are away, or did not answer before, because they answer now."""
    loaded = pool.load(mentee.program, present=present, is_for_runs=False)
    me = next((one for one in loaded.problem.mentees if one.id == str(mentee.pk)), None)
    if me is None:
        return Choices(loaded.obstacles.get(str(mentee.pk), ""), (), {}, None, ())
    problem = _of_one(loaded.whole, me)
    rules = _first_rules(problem)
    made, talks = _requests(mentee), _talks(mentee)
    rules |= dict.fromkeys(asked_in_vain(made, talks) - {*present}, "unavailable")
    found = [row for row in _candidates(problem, me, loaded) if row.mentor.pk not in rules]
    found.sort(key=lambda row: (-row.fit, str(row.mentor.user)))
    asked = next((one for one in made if one.is_open), None)
    return Choices("", found, rules, asked, [talk for talk in talks if talk.is_open])


def _first_rules(problem: Problem) -> dict[uuid.UUID, str]:
    """For each mentor the rules leave out, the first of them."""
    masks = Rules(problem).masks(np.array([0]), np.arange(len(problem.mentors)))
    hits = {
        mentor.id: next((rule for rule in RULES if masks[rule][0, place]), "")
        for place, mentor in enumerate(problem.mentors)
    }
    return {uuid.UUID(mentor): rule for mentor, rule in hits.items() if rule}


def _of_one(problem: Problem, me: Person) -> Problem:
    """The problem with nothing in it that is about another mentee."""
    return replace(
        problem,
        mentees=(me,),
        forbidden={pair: rule for pair, rule in problem.forbidden.items() if pair[1] == me.id},
        rejects=frozenset(pair for pair in problem.rejects if pair[1] == me.id),
        pins=(),
    )


def _requests(mentee: Enrollment) -> list[MentorRequest]:
    rows = MentorRequest.objects.filter(mentee=mentee).defer("words")
    return list(rows.select_related("mentor__user"))


def _talks(mentee: Enrollment) -> list[IntroTalk]:
    return list(IntroTalk.objects.filter(mentee=mentee).select_related("mentor__user"))


def _candidates(problem: Problem, me: Person, loaded: pool.Pool) -> list[Candidate]:
    points = contributions(problem)
    return [
        _candidate(mentor, me, {key: int(grid[0, place]) for key, grid in points.items()}, loaded)
        for place, mentor in enumerate(problem.mentors)
    ]


def _candidate(mentor: Person, me: Person, own: dict[str, int], loaded: pool.Pool) -> Candidate:
    is_known = bool(mentor.slots and me.slots)
    return Candidate(
        mentor=loaded.enrollments[mentor.id],
        fit=sum(own.values()),
        reasons=plain(reasons(mentor, me, own)),
        offered=mentor.offered,
        minutes=shared_slots(mentor, me) * SLOT_MINUTES if is_known else None,
    )


def plain(notes: Sequence[Remark]) -> list[dict[str, object]]:
    """Notes of the engine as they are stored with a relationship."""
    return [{"code": note.code, "params": dict(note.params)} for note in notes]
