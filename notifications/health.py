"""Is anything late? The numbers an operator's alarm looks at."""

from datetime import timedelta

from django.db.models import Min

from core import clock
from notifications.models import OPEN, Message, Sweep, Trouble

LATE = timedelta(minutes=5)
SILENT = timedelta(minutes=3)


def lag_seconds() -> int:
    """Age of the oldest message that should have been sent, in seconds; 0 when none waits."""
    waiting = Message.objects.filter(status__in=OPEN)
    oldest = waiting.aggregate(oldest=Min("due_at"))["oldest"]
    return max(0, int((clock.now() - oldest).total_seconds())) if oldest else 0


def is_late(lag: int) -> bool:
    """Has a message been due for more than five minutes?"""
    return lag > LATE.total_seconds()


def last_sweep_age() -> int | None:
    """Seconds since the worker last looked for messages; None when it never has."""
    sweep = Sweep.objects.first()
    return int((clock.now() - sweep.at).total_seconds()) if sweep else None


def is_silent(sweep_age: int | None) -> bool:
    """Has no worker looked for messages for three minutes, or ever?"""
    return sweep_age is None or sweep_age > SILENT.total_seconds()


def records_in_trouble() -> int:
    """How many records background work could not handle when it last tried."""
    return Trouble.objects.count()
