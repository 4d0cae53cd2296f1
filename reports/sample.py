"""Pairs who do not exist, as a program would show them to its coordinators."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from programs.models import Phase, Program, Side
from relationships.models import Fit, Status
from reports.attention import Item, attention
from reports.facts import ReportedPair, ReportedPerson, limits_of
from reports.rules import FIRST_SESSION_BY, PROPOSAL_WAITS, Limits, MemberFacts, PairFacts, health

DAY = timedelta(days=1)


def items(program: Program, now: datetime) -> list[Item]:
    """One entry of the attention list for each way in which a pair may need somebody, by the
    limits of ``program``."""
    return attention(_pair(*row, now) for row in _rows(program, now))


def _rows(program: Program, now: datetime) -> Iterator[tuple[str, str, PairFacts]]:
    limits = limits_of(program)
    active = PairFacts(
        status=Status.ACTIVE,
        phase=Phase.CULTIVATION,
        proposed_at=now - 120 * DAY,
        answer_by=now - 110 * DAY,
        started_at=now - 118 * DAY,
        agreement_confirmed=True,
        goals_agreed=1,
        limits=limits.get(Phase.CULTIVATION, Limits()),
    )
    last = now - (active.limits.red_gap_days + 3) * DAY
    yield _("Ana"), _("Minh"), replace(active, sessions_held=5, last_session_at=last)
    last = now - (active.limits.amber_gap_days + 1) * DAY
    yield _("Paula"), _("Omar"), replace(active, sessions_held=4, last_session_at=last)
    started = now - FIRST_SESSION_BY - DAY
    yield _("Liv"), _("Tomasz"), replace(active, phase=Phase.INITIATION, started_at=started)
    unsure = MemberFacts(Side.MENTEE, accepted=True, fit=Fit.NOT_GOOD, fit_at=now - 2 * DAY)
    met = replace(
        active,
        sessions_held=2,
        last_session_at=now - 2 * DAY,
        members=(unsure, MemberFacts(Side.MENTOR)),
    )
    yield _("Jonas"), _("Sofia"), met
    asked = now - PROPOSAL_WAITS
    silent = (MemberFacts(Side.MENTEE, accepted=True), MemberFacts(Side.MENTOR))
    proposed = replace(active, status=Status.PROPOSED, phase="", proposed_at=asked, members=silent)
    yield _("Hana"), _("Peter"), replace(proposed, answer_by=asked + 12 * DAY)


def _pair(mentee: str, mentor: str, facts: PairFacts, now: datetime) -> ReportedPair:
    people = (_person(mentee), _person(mentor))
    return ReportedPair(uuid.uuid4(), facts, people, concerns=health(facts, now))


def _person(name: str) -> ReportedPerson:
    return ReportedPerson(0, uuid.uuid4(), name, name, "")
