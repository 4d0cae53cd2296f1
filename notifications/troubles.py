"""Records that background work could not handle, kept until a later pass can."""

from datetime import datetime

from django.db.models import F

from core import clock
from notifications.models import Trouble


class Troubles:
    """The ledger of :mod:`core.sweeps` as rows."""

    def failed(self, work: str, record: str, error: Exception) -> None:
        """Note it, or that it has failed once more."""
        now, kind = clock.now(), type(error).__name__
        row, is_new = Trouble.objects.get_or_create(
            work=work, record=record, defaults={"error": kind, "first_at": now, "last_at": now}
        )
        if not is_new:
            again = Trouble.objects.filter(pk=row.pk)
            again.update(error=kind, last_at=now, times=F("times") + 1)

    def ended(self, work: str, started: datetime) -> None:
        """Forget those that did not fail again."""
        Trouble.objects.filter(work=work, last_at__lt=started).delete()
