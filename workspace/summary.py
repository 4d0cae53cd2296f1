"""The record at a glance, for one member: what is next, promised, and theirs alone."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from sessions.models import Action, MentoringSession
from workspace.record import RelationshipRecord


@dataclass
class Glance:
    """The three facts somebody looks for first."""

    record: RelationshipRecord

    @property
    def next_session(self) -> MentoringSession | None:
        return self.record.next_session

    @property
    def further(self) -> int:
        """How many sessions are planned after the next one."""
        return len(self.record.coming[1:])

    @property
    def how_soon(self) -> str:
        """ "today", "tomorrow", "in 5 days"; "" when nothing is planned."""
        if self.next_session is None:
            return ""
        days = (self._day(self.next_session.starts_at) - self._day(self.record.now)).days
        if days <= 1:
            return _("tomorrow") if days == 1 else _("today")
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}

    def _day(self, moment: datetime) -> datetime:
        local = moment.astimezone(ZoneInfo(self.record.mine.user.zone))
        return local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)

    @property
    def owed(self) -> list[Action]:
        return self.record.i_owe

    @property
    def overdue(self) -> list[Action]:
        today = clock.today(self.record.mine.user.zone)
        return [action for action in self.owed if action.due_on and action.due_on < today]

    @property
    def own_notes(self) -> int:
        """How many notes and takeaways this person alone reads."""
        mine = next(one for one in self.record.members if one.pk == self.record.mine.pk)
        number: int = vars(mine)["own_notes"]
        return number
