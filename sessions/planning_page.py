"""The page on which a session is planned: agendas to start from and times that suit everybody."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from core import clock, dates
from programs.models import Side
from relationships.models import Membership
from sessions import agendas, common_availability
from sessions.agendas import Agenda
from sessions.forms import MomentForm
from sessions.models import MentoringSession

SUGGESTIONS = 4
BEST = 3


@dataclass(frozen=True)
class Suggestion:
    """A time that suits everybody, in words for all, and as ``value`` of its button."""

    value: str
    day: str
    start: str
    end: str
    for_partner: str


@dataclass
class Planner:
    """What ``mine`` is offered while planning a session of ``minutes`` with the others."""

    mine: Membership
    minutes: int

    @cached_property
    def others(self) -> list[Membership]:
        members = self.mine.relationship.memberships.present()
        rows = members.select_related("user", "enrollment")
        return list(rows.exclude(pk=self.mine.pk))

    @property
    def partner(self) -> Membership | None:
        """The other one of a pair; None in a group."""
        return self.others[0] if len(self.others) == 1 else None

    @cached_property
    def agendas(self) -> list[Agenda]:
        relationship = self.mine.relationship
        turns = relationship.shape if self.mine.role == Side.PEER else ""
        return agendas.offered(relationship.phase, relationship.sessions_held, turns=turns)

    @property
    def best_agendas(self) -> list[Agenda]:
        return self.agendas[:BEST]

    @property
    def more_agendas(self) -> list[Agenda]:
        return self.agendas[BEST:]

    @property
    def nobody_said_when(self) -> bool:
        """Without the half-days of everybody there is nothing to compare."""
        return not all(one.enrollment.availability for one in (self.mine, *self.others))

    @cached_property
    def suggestions(self) -> list[Suggestion]:
        """The first times that suit everybody, on days on which this person has no session yet."""
        weeks = [_week(one) for one in (self.mine, *self.others)]
        now = clock.now()
        found = common_availability.shared(
            *weeks, minutes=self.minutes, now=now, taken=self._taken(now)
        )
        return [self._suggestion(window) for window in found[:SUGGESTIONS]]

    def _taken(self, now: datetime) -> list[common_availability.TimeWindow]:
        rows = MentoringSession.objects.planned().of(self.mine.user)
        rows = rows.filter(ends_at__gt=now, starts_at__lt=now + common_availability.LOOK_AHEAD)
        return [
            common_availability.TimeWindow(*times)
            for times in rows.values_list("starts_at", "ends_at")
        ]

    def _suggestion(self, window: common_availability.TimeWindow) -> Suggestion:
        zone = ZoneInfo(self.mine.user.zone)
        mine, end = window.starts_at.astimezone(zone), window.ends_at.astimezone(zone)
        return Suggestion(
            value=f"{mine:%Y-%m-%dT%H:%M}",
            day=dates.weekday_and_day(mine.date()),
            start=dates.hour(mine.time()),
            end=dates.hour(end.time()),
            for_partner=self._for_partner(window),
        )

    def _for_partner(self, window: common_availability.TimeWindow) -> str:
        """The same stretch on the other's clock, "" when both show the same or it is unknown."""
        if self.partner is None or not self.partner.user.time_zone:
            return ""
        user = self.partner.user
        zone, mine = ZoneInfo(user.zone), ZoneInfo(self.mine.user.zone)
        theirs, end = window.starts_at.astimezone(zone), window.ends_at.astimezone(zone)
        if theirs.utcoffset() == window.starts_at.astimezone(mine).utcoffset():
            return ""
        same_day = theirs.date() == window.starts_at.astimezone(mine).date()
        day = "" if same_day else f"{dates.weekday(theirs.date())} "
        return _("%(start)s to %(end)s for %(name)s in %(city)s") % {
            "start": f"{day}{dates.hour(theirs.time())}",
            "end": dates.hour(end.time()),
            "name": user.get_short_name(),
            "city": dates.city(user.zone),
        }


def _week(member: Membership) -> common_availability.WeeklyAvailability:
    return common_availability.WeeklyAvailability(
        member.user.zone, frozenset(member.enrollment.availability)
    )


def from_link(query: QueryDict) -> dict[str, Any]:
    """What a link fills in: ``?agenda=first_meeting`` and ``?slot=2026-11-24T10:00``."""
    return _agenda(query.get("agenda", "")) | _slot(query.get("slot", ""))


def wants_filling_in(typed: QueryDict) -> bool:
    """Whether a button asked for an agenda or a time, and not for saving."""
    return "use_agenda" in typed or "use_slot" in typed


def filled_in(typed: QueryDict) -> dict[str, Any]:
    """What was typed, with the agenda or time of the button; words are never replaced."""
    kept = typed.dict()
    chosen = _agenda(typed.get("use_agenda", ""))
    words = "\n".join(str(kept.get("agenda", "")).strip().splitlines())
    if chosen and chosen["agenda"] not in words:
        chosen["agenda"] = f"{words}\n\n{chosen['agenda']}".lstrip()
    elif chosen:
        chosen["agenda"] = words
    return {**kept, **chosen, **_slot(typed.get("use_slot", ""))}


def _agenda(key: str) -> dict[str, Any]:
    agenda = agendas.AGENDAS.get(key)
    if agenda is None:
        return {}
    length = {"minutes": agenda.minutes} if agenda.minutes else {}
    return {"agenda": agenda.text, "kind": agenda.kind, **length}


def _slot(value: str) -> dict[str, str]:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return {}
    return {"day": f"{moment:%Y-%m-%d}", "start": f"{moment:%H:%M}"}


def tell_about_time(request: HttpRequest, form: MomentForm) -> None:
    """Tell somebody which of two equal times was taken, and that a day is after the end."""
    for remark in form.remarks:
        messages.warning(request, remark)
