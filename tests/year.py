"""Months of a relationship lived day by day, with every letter that goes out.

The letters stand in ``tests/golden``: what a reader would say is too many, too late or missing can
be seen there. Write the files anew with ``WRITE_GOLDEN=1``.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import time_machine
from django.core import mail

from accounts.models import User
from core import clock
from notifications import delivery
from notifications.models import Message, MessageStatus
from relationships.models import Relationship
from relationships.tasks import keep_moving
from sessions.actions import meetings
from sessions.actions.meetings import SessionPlan
from sessions.models import MentoringSession
from sessions.tasks import plan_check_ins
from tests import stories

GOLDEN = Path(__file__).parent / "golden"
FIRST_DAY = datetime(2026, 1, 12, tzinfo=UTC)

Deeds = Sequence[Callable[[], object]]


@dataclass
class Year:
    """A relationship living through its program; ``names`` says who is who in the golden file."""

    names: Mapping[User, str]
    relationship: Relationship = field(init=False)
    lines: list[str] = field(default_factory=list)

    @property
    def diary(self) -> Mapping[int, Deeds]:
        """What its people do in the evening, by day after the proposal."""
        raise NotImplementedError

    def plan(self, days: int, by: User, kind: str = "working") -> None:
        starts_at = datetime.combine(clock.today() + timedelta(days=days), time(13), UTC)
        plan = SessionPlan(starts_at=starts_at, minutes=60, mode="video", kind=kind)
        meetings.plan(relationship=self.relationship, by=by, plan=plan)

    @property
    def planned(self) -> MentoringSession:
        return MentoringSession.objects.planned().latest("starts_at")

    def live(self, days: int) -> None:
        """Every morning and every evening of so many days."""
        for day in range(days):
            for hour in (6, 18):
                with time_machine.travel(FIRST_DAY + timedelta(days=day, hours=hour), tick=False):
                    if hour == 18:
                        for deed in self.diary.get(day, ()):
                            deed()
                    plan_check_ins()
                    keep_moving()
                    self.deliver(day)

    def deliver(self, day: int) -> None:
        """Send what is due, and note each letter."""
        due = Message.objects.filter(status=MessageStatus.DUE, due_at__lte=clock.now())
        for message in due.order_by("due_at", "kind", "recipient__email"):
            if delivery.deliver(message.pk) == MessageStatus.SENT:
                self.lines.append(self.line(day, message))

    def line(self, day: int, message: Message) -> str:
        to = self.names[message.recipient]
        return f"{day:3}  {to:6}  {message.kind:32}  {mail.outbox[-1].subject}"

    def check(self, golden: str) -> None:
        """The letters are those of the file, nothing waits, and nobody was flooded."""
        head = "day  to      kind                              subject"
        written, path = "\n".join([head, *self.lines, ""]), GOLDEN / golden
        if os.environ.get("WRITE_GOLDEN"):
            path.write_text(written)
        assert written == path.read_text()
        self.check_nothing_is_left()
        self.check_nobody_is_flooded()

    def check_nothing_is_left(self) -> None:
        ended = stories.again(self.relationship)
        assert (ended.status, ended.concluded_kind) == ("concluded", "completed")
        assert not Message.objects.exclude(
            status__in=[MessageStatus.SENT, MessageStatus.CANCELLED]
        ).exists()
        assert not ended.memberships.filter(is_open=True).exists()

    def check_nobody_is_flooded(self) -> None:
        """No more than three letters to one person on one day, not even on the busiest."""
        days = [(line[:3], line[5:11]) for line in self.lines]
        assert max(days.count(day) for day in days) <= 3
