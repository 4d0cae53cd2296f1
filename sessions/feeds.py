"""The secret address of a person's calendar, and what it contains."""

from datetime import timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Prefetch

from accounts.models import User
from core import clock
from core.web import absolute_url
from relationships.models import RUNNING_STATUSES, Membership
from relationships.wording import names_of
from sessions.calendar import CalendarEntry
from sessions.models import CalendarFeed, MentoringSession

PAST = timedelta(days=90)
_signer = signing.Signer(salt="sessions.calendar", sep=".")


def token(feed: CalendarFeed) -> str:
    """The secret part of the address: whoever holds it may read the calendar."""
    return _signer.sign(feed.pk.hex)


def url(feed: CalendarFeed) -> str:
    return absolute_url("calendar_read", token=token(feed))


def read(token: str) -> CalendarFeed | None:
    """The feed of an address; None when it is not ours, was stopped, or its person has left."""
    try:
        found = CalendarFeed.objects.filter(pk=_signer.unsign(token), user__is_active=True)
        return found.select_related("user").first()
    except (signing.BadSignature, ValidationError):
        return None


def entries(reader: User) -> list[CalendarEntry]:
    """Sessions of what the reader belongs to and runs, from three months ago on; two queries."""
    members = Prefetch("relationship__memberships", Membership.objects.select_related("user"))
    sessions = MentoringSession.objects.of(reader).filter(
        relationship__status__in=RUNNING_STATUSES,
        starts_at__gt=clock.now() - PAST,
    )
    rows = sessions.lasting().prefetch_related(members)
    return [CalendarEntry(session, reader, _partner(session, reader)) for session in rows]


def _partner(session: MentoringSession, reader: User) -> str:
    members = session.relationship.memberships.all()
    return names_of([one.user for one in members if one.is_present and one.user_id != reader.pk])
