"""The rhythm of one relationship, and the dates suggested to it now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext as _

from accounts.models import User
from core import dates, local_time
from profiles.models import Channel
from programs import queries as program_queries
from programs.models import PhasePlan
from relationships.models import Agreement, Membership, Relationship, end_after_pause
from relationships.models.relationship import MembershipQuerySet
from sessions import recurrence as rhythm
from sessions.common_availability import WeeklyAvailability
from sessions.models import (
    LaidOutDate,
    MentoringSession,
    Note,
    SessionKind,
    SessionStatus,
    Visibility,
)
from sessions.recurrence import Habit, Rhythm, Said, Turn
from sessions.rules import end_of_pause

AFTER_THE_END = "redefinition"


@dataclass
class Ahead:
    """The dates laid out for ``relationship`` at ``now``.

    ``members`` come as ``members()`` reads them; ``sessions`` are all but the called-off ones.
    """

    relationship: Relationship
    members: Collection[Membership]
    sessions: Collection[MentoringSession]
    now: datetime

    @cached_property
    def turns(self) -> list[Turn]:
        """Dates that could be planned, earliest first: after a pause; none during a hold."""
        if not self._is_laid_out:
            return []
        return rhythm.lay_out(
            self.rhythm, self._habit, booked=self._booked, said=self._said, now=self._earliest
        )

    @property
    def _earliest(self) -> datetime:
        """From when on they can meet: now, or when their pause is over."""
        until = self.relationship.resume_on
        return max(self.now, end_of_pause(until)) if until else self.now

    @property
    def _ends_on(self) -> date:
        """The last day on which they meet: the planned end, which moves with a pause that has not
        ended yet, or the closing conversation before it."""
        record = self.relationship
        ends_on = record.planned_end_on or program_queries.planned_end(record.program)
        ends_on = end_after_pause(ends_on, record.paused_at, record.resume_on) or ends_on
        return min([ends_on, *self._closings])

    @property
    def _closings(self) -> list[date]:
        """The days of closing conversations that are planned: nothing is suggested after one."""
        closings = (one for one in self.sessions if one.kind == SessionKind.CLOSING)
        planned = (one for one in closings if one.status == SessionStatus.PLANNED)
        return [self._day_of(one.starts_at) for one in planned if one.ends_at > self.now]

    @property
    def skipped(self) -> list[Turn]:
        """Dates to come that somebody has skipped and that can be brought back, as they were."""
        said = [one for one in self._said if one.moved_to is None] if self._is_laid_out else []
        today = self._day_of(self.now)
        days = [one.day for one in said if one.day > today]
        return [
            rhythm.proposed_first(self.rhythm, self._habit, day, self._earliest) for day in days
        ]

    @cached_property
    def rhythm(self) -> Rhythm:
        """What all have agreed on; until then what the program suggests for the phase."""
        program = self.relationship.program
        cadence_days = self._agreed.get("cadence_days") or self._term("phase_cadence")
        return Rhythm(
            cadence_days=cadence_days,
            minutes=self._agreed.get("minutes") or program.session_minutes,
            last_on=self._counted_from(cadence_days),
            ends_on=self._ends_on,
        )

    @property
    def is_agreed(self) -> bool:
        """Whether the rhythm is that of an agreement, and not what the program suggests."""
        return bool(self._agreed.get("cadence_days"))

    @property
    def mode(self) -> str:
        """How a session laid out is held: as they agreed to meet, else by video."""
        live = (one for one in self._agreed.get("channels", ()) if one != Channel.WRITTEN)
        return next(live, Channel.VIDEO)

    def find(self, day: date) -> Turn | None:
        return rhythm.find(self.turns, self.rhythm, day) if self.turns else None

    @property
    def _is_laid_out(self) -> bool:
        record = self.relationship
        is_open = record.is_running and not record.is_on_hold and not record.has_closed
        return is_open and record.phase not in {"", AFTER_THE_END}

    @property
    def _agreed(self) -> dict[str, Any]:
        """The terms of the agreement all have confirmed; empty until there is one."""
        return self._term("agreed") or {}

    def _term(self, name: str) -> Any:
        return next((vars(member)[name] for member in self.members), None)

    @cached_property
    def _said(self) -> list[Said]:
        return [_said(row) for row in self._term("said") or ()]

    @property
    def _booked(self) -> list[date]:
        coming = (one for one in self.sessions if one.status == SessionStatus.PLANNED)
        return [self._day_of(one.starts_at) for one in coming if one.ends_at > self.now]

    @cached_property
    def _past(self) -> list[MentoringSession]:
        return [one for one in self.sessions if one.starts_at <= self.now]

    def _counted_from(self, cadence_days: int) -> date:
        """The day of the last session; so long as there is none, the first one is due at once."""
        if self._past:
            return self._day_of(max(one.starts_at for one in self._past))
        started = self._day_of(self.relationship.started_at or self.now)
        return started - timedelta(days=cadence_days)

    @property
    def _zone(self) -> str:
        """The one clock whose days the dates are counted in, whoever looks."""
        return next((member.user.zone for member in self.members), "UTC")

    def _day_of(self, moment: datetime) -> date:
        return local_time.day_of(moment, self._zone)

    @property
    def _habit(self) -> Habit:
        weeks = [
            WeeklyAvailability(member.user.zone, frozenset(member.enrollment.availability))
            for member in self.members
            if member.is_present and member.enrollment.availability
        ]
        return Habit(weeks, self._usual_time(self._zone), self._zone)

    def _usual_time(self, zone: str) -> time:
        """When they last met, on one clock whoever looks, to the quarter of an hour."""
        if not self._past:
            return rhythm.USUAL_TIME
        local = max(one.starts_at for one in self._past).astimezone(ZoneInfo(zone))
        return time(local.hour, local.minute - local.minute % 15)


def members() -> MembershipQuerySet:
    """Memberships with their people and all a rhythm follows from, in one query: what they have
    agreed on last, how often the program lets this phase meet, and what was moved or skipped."""
    plans = PhasePlan.objects.filter(
        program=OuterRef("relationship__program"), phase=OuterRef("relationship__phase")
    )
    agreed = Agreement.objects.filter(
        relationship=OuterRef("relationship"), confirmed_at__isnull=False
    )
    said = LaidOutDate.objects.filter(relationship=OuterRef("relationship")).order_by("day")
    words = JSONObject(cadence_days="cadence_days", minutes="session_minutes", channels="channels")
    return Membership.objects.select_related("user", "enrollment").annotate(
        phase_cadence=Subquery(plans.values("cadence_days")[:1]),
        agreed=Subquery(agreed.order_by("-version").values(words=words)[:1]),
        own_notes=_own_notes(),
        said=ArraySubquery(said.values(words=JSONObject(day="day", starts_at="starts_at"))),
    )


def _own_notes() -> Coalesce:
    """The number of a membership's private notes."""
    own = Note.objects.filter(author=OuterRef("pk"), visibility=Visibility.PRIVATE)
    counted = own.order_by().values("author").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _said(row: dict[str, str | None]) -> Said:
    moved_to = row["starts_at"]
    return Said(
        date.fromisoformat(row["day"] or ""),
        datetime.fromisoformat(moved_to) if moved_to else None,
    )


def of(relationship: Relationship, now: datetime) -> Ahead:
    """What is laid out for a relationship read by itself: two queries."""
    rows = MentoringSession.objects.lasting().filter(relationship=relationship)
    people = members().filter(relationship=relationship)
    return Ahead(relationship, list(people), list(rows), now)


@dataclass(frozen=True)
class DateLine:
    """One date as one member reads it, with what the others' clocks say."""

    turn: Turn
    for_others: list[str]


def lines(ahead: Ahead, mine: Membership) -> list[DateLine]:
    return [DateLine(turn, _clocks(ahead, mine, turn)) for turn in ahead.turns]


def clashes(user: User, sessions: Collection[MentoringSession]) -> bool:
    """Whether ``user`` has another session planned at the time of one of ``sessions``."""
    planned = MentoringSession.objects.planned().of(user)
    others = planned.exclude(pk__in=[session.pk for session in sessions])
    times = (Q(starts_at__lt=one.ends_at, ends_at__gt=one.starts_at) for one in sessions)
    return bool(sessions) and others.filter(reduce(or_, times)).exists()


def _clocks(ahead: Ahead, mine: Membership, turn: Turn) -> list[str]:
    """ "16:00 in Hanoi" for each other clock that is known and shows another time."""
    known = {member.user.time_zone for member in ahead.members if member.is_present}
    zones = known - {"", mine.user.zone}
    return [words for zone in sorted(zones) if (words := _clock(zone, mine, turn))]


def _clock(zone: str, mine: Membership, turn: Turn) -> str:
    here = turn.starts_at.astimezone(ZoneInfo(mine.user.zone))
    there = turn.starts_at.astimezone(ZoneInfo(zone))
    if there.utcoffset() == here.utcoffset():
        return ""
    return _("%(time)s in %(city)s") % {
        "time": dates.hour(there.time()),
        "city": dates.city(zone),
    }
