"""Pairs who do not exist, as a program would show them to its coordinators."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from programs import formats
from programs.models import Phase, Program, Shape, Side
from relationships.models import Fit, Status
from reports.attention import Item, attention
from reports.attention_rules import (
    FIRST_SESSION_BY,
    PROPOSAL_WAITS,
    Limits,
    MemberFacts,
    PairFacts,
    health,
)
from reports.facts import ReportedPair, ReportedPerson, limits_of

DAY = timedelta(days=1)
SampleRow = tuple[str, str, PairFacts]


def items(program: Program, now: datetime) -> list[Item]:
    """One entry of the attention list for each way in which a pair may need somebody, by the
    limits of ``program``."""
    traits = formats.of(program.format)
    rows = _with_phases(program, now) if traits.has_phases else ()
    more = (_("Noor"), _("Luca")) if traits.shape in {Shape.GROUP, Shape.CIRCLE} else ()
    every = (*rows, *_of_every_format(program, now))
    return attention(_pair((mentee, mentor, *more), facts, now) for mentee, mentor, facts in every)


def _active(program: Program, now: datetime) -> PairFacts:
    limits = limits_of(program)
    return PairFacts(
        status=Status.ACTIVE,
        phase=Phase.CULTIVATION,
        proposed_at=now - 120 * DAY,
        answer_by=now - 110 * DAY,
        started_at=now - 118 * DAY,
        agreement_confirmed=True,
        goals_agreed=1,
        limits=limits.get(Phase.CULTIVATION, Limits()),
    )


def _with_phases(program: Program, now: datetime) -> Iterator[SampleRow]:
    """A long gap, a longer one, and an answer on the fit: a talk has none of them."""
    active = _active(program, now)
    last = now - (active.limits.red_gap_days + 3) * DAY
    yield _("Ana"), _("Minh"), replace(active, sessions_held=5, last_session_at=last)
    last = now - (active.limits.amber_gap_days + 1) * DAY
    yield _("Paula"), _("Omar"), replace(active, sessions_held=4, last_session_at=last)
    unsure = MemberFacts(Side.MENTEE, accepted=True, fit=Fit.NOT_GOOD, fit_at=now - 2 * DAY)
    met = replace(
        active,
        sessions_held=2,
        last_session_at=now - 2 * DAY,
        members=(unsure, MemberFacts(Side.MENTOR)),
    )
    yield _("Jonas"), _("Sofia"), met


def _of_every_format(program: Program, now: datetime) -> Iterator[SampleRow]:
    """No first meeting, and a proposal without an answer."""
    active, has_phases = _active(program, now), formats.of(program.format).has_phases
    phase = Phase.INITIATION if has_phases else ""
    started = now - FIRST_SESSION_BY - DAY
    yield _("Liv"), _("Tomasz"), replace(active, phase=phase, started_at=started)
    asked = now - PROPOSAL_WAITS
    silent = (MemberFacts(Side.MENTEE, accepted=True), MemberFacts(Side.MENTOR))
    proposed = replace(active, status=Status.PROPOSED, phase="", proposed_at=asked, members=silent)
    yield _("Hana"), _("Peter"), replace(proposed, answer_by=asked + 12 * DAY)


def _pair(names: tuple[str, ...], facts: PairFacts, now: datetime) -> ReportedPair:
    people = tuple(_person(name) for name in names)
    return ReportedPair(uuid.uuid4(), facts, people, concerns=health(facts, now))


def _person(name: str) -> ReportedPerson:
    return ReportedPerson(0, uuid.uuid4(), name, name, "")
