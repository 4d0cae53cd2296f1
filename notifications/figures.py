"""What HR admins are told of the outbox: how many messages were planned and sent, as of last night.

When a pair ends or pauses, the messages that were planned for the two go at once, and two go out. A
live count would tell it in the same minute, so the counts are made at night and pass through
``core.suppression`` (decision 25). What needs help is counted live, in ``notifications.listing``.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from core import dates, suppression
from core.local_time import day_of, moment_of
from core.small_groups import FEWEST
from core.suppression import Counts
from notifications import wording
from notifications.models import OPEN, Message, MessageStatus, OutboxFigures

DAYS = 7
"""How many whole days back the sent messages are told."""


@dataclass(frozen=True)
class MessageCount:
    """A number with its name, and its share of all or of the largest, 0 to 100; ``value`` is in
    words where the number is kept back."""

    label: str
    value: str
    share: float


@dataclass(frozen=True)
class MessageFigures:
    """All that is told; ``planned`` is empty and None while it is kept back."""

    total: int | None
    planned: list[MessageCount]
    sent: list[MessageCount]
    renewed_at: datetime


def renew(now: datetime) -> OutboxFigures:
    """Count again; the planned ones are told from now on when enough of them have changed."""
    before = OutboxFigures.objects.first()
    planned = suppression.renewed(before.planned if before else None, _planned(now))
    values = {"planned": planned, "sent": _sent(now), "renewed_at": now}
    row, _is_new = OutboxFigures.objects.update_or_create(pk=OutboxFigures.ONLY, defaults=values)
    return row


def sheet() -> MessageFigures | None:
    """What may be told; None until the first night."""
    row = OutboxFigures.objects.first()
    if row is None:
        return None
    total = sum(row.planned.values())
    return MessageFigures(
        total=total if suppression.is_told(total) else None,
        planned=_by_sort(row.planned),
        sent=_by_day(row.sent),
        renewed_at=row.renewed_at,
    )


# Counting ------------------------------------------------------------------------------------


def _planned(now: datetime) -> Counts:
    """Messages that wait for their time, by sort; every sort has a number."""
    rows = Message.objects.filter(status__in=OPEN, due_at__gt=now).order_by()
    found = dict.fromkeys(wording.SORTS, 0)
    for kind, number in rows.values_list("kind").annotate(Count("pk")):
        found[wording.sort_of(kind)] += number
    return found


def _sent(now: datetime) -> Counts:
    """Messages sent on each of the last whole days of the organization, by its ISO date."""
    zone = settings.TIME_ZONE
    today = day_of(now, zone)
    days = [today - timedelta(days=number) for number in range(1, DAYS + 1)]
    first, end = (moment_of(day, time(), zone) for day in (days[-1], today))
    rows = Message.objects.filter(status=MessageStatus.SENT, sent_at__gte=first, sent_at__lt=end)
    by_day = rows.order_by().annotate(day=TruncDate("sent_at", tzinfo=ZoneInfo(zone)))
    found = dict(by_day.values_list("day").annotate(Count("pk")))
    return {day.isoformat(): found.get(day, 0) for day in days}


# In words ------------------------------------------------------------------------------------


def _by_sort(counts: Counts) -> list[MessageCount]:
    told = suppression.groups(counts)
    if told is None or not told.total:
        return []
    rows = [(wording.sort(key), told.named[key]) for key in counts if key in told.named]
    if told.rest:
        rows.append((_("Other sorts, together"), told.rest))
    return [MessageCount(label, str(number), number * 100 / told.total) for label, number in rows]


def _by_day(counts: Counts) -> list[MessageCount]:
    most = max(counts.values(), default=0) or 1
    return [_day(date.fromisoformat(day), number, most) for day, number in counts.items()]


def _day(day: date, number: int, most: int) -> MessageCount:
    label = dates.day(day)
    if suppression.is_told(number):
        return MessageCount(label, str(number), number * 100 / most)
    return MessageCount(label, _("fewer than %(few)d") % {"few": FEWEST}, 0)
