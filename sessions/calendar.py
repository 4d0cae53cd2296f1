"""Sessions as calendar entries (RFC 5545): files, invitations and the feed somebody subscribes to.

A calendar is often read by others, so an entry says who meets, when and for how long, and links to
the record: never the agenda, the place or the kind of session. Times are in UTC, which every
calendar shows on its own clock and no change of the clocks can shift.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from accounts.models import User
from core import clock
from core.web import absolute_url
from sessions.models import MentoringSession, SessionStatus

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
MIME = "text/calendar"
REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class CalendarEntry:
    """One session in the calendar of ``reader``, who meets the person called ``partner``.

    ``is_gone``: the others meet, without the reader.
    """

    session: MentoringSession
    reader: User
    partner: str
    is_gone: bool = False

    @property
    def is_off(self) -> bool:
        """Whether the reader's calendar lets go of it."""
        return self.is_gone or self.session.status == SessionStatus.CANCELLED


def invitation(entry: CalendarEntry) -> str:
    """The file of a letter: puts the session into the reader's calendar, or takes it out."""
    event = _event(entry)
    event.add("attendee", _attendee(entry.reader))
    return _file(CANCEL if entry.is_off else REQUEST, [event])


def download(entry: CalendarEntry) -> str:
    """The file of a session's page: the same entry, without asking for an answer."""
    return _file(PUBLISH, [_event(entry)])


def several(entries: Iterable[CalendarEntry]) -> str:
    """The file of a letter about sessions planned at once; calendars take it in one go."""
    return _file(PUBLISH, [_event(entry) for entry in entries])


def feed(entries: Iterable[CalendarEntry]) -> str:
    """The calendar somebody subscribes to; it is looked at again about once an hour."""
    calendar = _calendar(PUBLISH, [_event(entry) for entry in entries])
    calendar.add("x-wr-calname", settings.MENTORING_NAME)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    return _text(calendar)


def _file(method: str, events: Iterable[Event]) -> str:
    return _text(_calendar(method, events))


def _text(calendar: Calendar) -> str:
    return str(calendar.to_ical(), "utf-8")


def _calendar(method: str, events: Iterable[Event]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.MENTORING_NAME}//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    return calendar


def _event(entry: CalendarEntry) -> Event:
    session = entry.session
    event = Event()
    event.add("uid", f"{session.pk}@{_host()}")
    event.add("sequence", sequence(entry))
    event.add("dtstamp", _whole(clock.now()))
    event.add("dtstart", _whole(session.starts_at))
    event.add("dtend", _whole(session.ends_at))
    event.add("summary", _("Mentoring: %(name)s") % {"name": entry.partner})
    event.add("url", absolute_url("session_detail", session=session.pk))
    event.add("status", "CANCELLED" if entry.is_off else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("organizer", _organizer())
    return event


def sequence(entry: CalendarEntry) -> int:
    """Grows with every new time, and once more when the session is called off (RFC 5546, 2.1.4)."""
    return entry.session.schedule_version + entry.is_off


def _whole(moment: datetime) -> datetime:
    """In UTC, and without fractions of a second, which calendars do not know."""
    return moment.astimezone(UTC).replace(microsecond=0)


def _host() -> str:
    return urlsplit(settings.MENTORING_BASE_URL).hostname or "localhost"


def _organizer() -> vCalAddress:
    """The product itself: an answer sent by a calendar goes to its address, not to the partner."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return _address(name or settings.MENTORING_NAME, address)


def _attendee(reader: User) -> vCalAddress:
    attendee = _address(str(reader), reader.email)
    attendee.params["partstat"] = vText("ACCEPTED")
    attendee.params["rsvp"] = vText("FALSE")
    return attendee


def _address(name: str, address: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{address}")
    found.params["cn"] = vText(" ".join(name.replace('"', "").split()))
    return found
