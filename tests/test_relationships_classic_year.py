"""Twelve months of a classic pair, day by day, with every letter that goes out.

The letters stand in ``tests/golden/classic_year.txt``: what a reader would say is too many, too
late or missing can be seen there. Write the file anew with ``WRITE_GOLDEN=1``.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core import mail

from mentoring.lib import clock
from notifications import delivery
from notifications.models import Message, Status
from relationships.actions import phases, plans, proposals
from relationships.models import Relationship
from relationships.tasks import keep_moving
from sessions.actions import asking, meetings
from sessions.actions.meetings import Plan
from sessions.models import MentoringSession
from sessions.tasks import plan_check_ins
from tests import stories
from tests.cast import Cast, build_cast

GOLDEN = Path(__file__).parent / "golden" / "classic_year.txt"
FIRST_DAY = datetime(2026, 1, 12, tzinfo=UTC)
DAYS = 440


@dataclass
class Year:
    """A pair living through its program: what the two do, and what is written to them."""

    cast: Cast
    pair: Relationship = field(init=False)
    lines: list[str] = field(default_factory=list)

    # What the two do, by day after the proposal ---------------------------------------------------

    @property
    def diary(self) -> dict[int, list[Callable[[], object]]]:
        cast = self.cast
        return {
            0: [self.propose],
            2: [lambda: proposals.accept(relationship=self.pair, by=cast.mentee)],
            4: [lambda: proposals.accept(relationship=self.pair, by=cast.mentor)],
            9: [lambda: self.plan(2)],
            11: [self.hold_last, lambda: self.plan(7)],
            14: [lambda: self.say_fit("good")],
            18: [self.hold_last, lambda: self.plan(10)],
            24: [self.agree, self.set_goal],
            28: [self.hold_last],
            30: [lambda: self.move("begin_cultivation"), lambda: self.plan(20)],
            50: [self.hold_last, lambda: self.plan(30)],
            80: [self.hold_last],
            # Two months without a word: the reminders do their work.
            150: [lambda: self.plan(5)],
            155: [self.hold_last, lambda: self.plan(28)],
            183: [self.hold_last, lambda: self.plan(30), lambda: self.progress(50)],
            205: [self.call_off],
            211: [lambda: self.plan(6)],
            217: [self.hold_last, lambda: self.plan(28)],
            245: [self.hold_last, lambda: self.plan(30)],
            275: [self.hold_last, lambda: self.progress(90)],
            290: [lambda: self.move("begin_separation"), lambda: self.plan(11)],
            301: [self.hold_last, lambda: self.plan(39, kind="closing")],
            340: [self.hold_last, self.close_goal],
            342: [self.choose, lambda: self.move("begin_redefinition")],
        }

    def propose(self) -> None:
        self.pair = stories.proposed(self.cast)

    def plan(self, days: int, kind: str = "working") -> None:
        starts_at = datetime.combine(clock.today() + timedelta(days=days), time(13), UTC)
        plan = Plan(starts_at=starts_at, minutes=60, mode="video", kind=kind)
        meetings.plan(relationship=self.pair, by=self.cast.mentee, plan=plan)

    @property
    def planned(self) -> MentoringSession:
        return MentoringSession.objects.planned().latest("starts_at")

    def hold_last(self) -> None:
        """Answer the question after the session; done on the evening of its day."""
        meetings.log(session=self.planned, by=self.cast.mentee)

    def call_off(self) -> None:
        meetings.cancel(session=self.planned, by=self.cast.mentor)

    def say_fit(self, answer: str) -> None:
        for role in ("mentor", "mentee"):
            asking.say_fit(membership=stories.membership(self.pair, role), fit=answer)

    def agree(self) -> None:
        self.pair = stories.again(self.pair)
        stories.agreed(self.cast, self.pair)

    def set_goal(self) -> None:
        stories.goal(self.cast, self.pair)

    def progress(self, percent: int) -> None:
        plans.move_goal(goal=self.pair.goals.get(), by=self.cast.mentee, progress=percent)

    def close_goal(self) -> None:
        goal = self.pair.goals.get()
        plans.close_goal(goal=goal, by=self.cast.mentee, result="achieved")

    def choose(self) -> None:
        for person in (self.cast.mentor, self.cast.mentee):
            phases.choose_outcome(relationship=self.pair, by=person, outcome="colleagues")

    def move(self, transition: str) -> None:
        if transition == "begin_separation":
            phases.mark_ready(relationship=self.pair, by=self.cast.mentee)
        stories.move(self.cast, self.pair, transition)

    # Day by day ----------------------------------------------------------------------------------

    def live(self) -> None:
        for day in range(DAYS):
            for hour in (6, 18):
                with time_machine.travel(FIRST_DAY + timedelta(days=day, hours=hour), tick=False):
                    if hour == 18:
                        for deed in self.diary.get(day, []):
                            deed()
                    plan_check_ins()
                    keep_moving()
                    self.deliver(day)

    def deliver(self, day: int) -> None:
        """Send what is due, and note each letter."""
        due = Message.objects.filter(status=Status.DUE, due_at__lte=clock.now())
        for message in due.order_by("due_at", "kind", "recipient__email"):
            if delivery.deliver(message.pk) == Status.SENT:
                self.lines.append(self.line(day, message))

    def line(self, day: int, message: Message) -> str:
        to = "mentor" if message.recipient == self.cast.mentor else "mentee"
        return f"{day:3}  {to:6}  {message.kind:32}  {mail.outbox[-1].subject}"


@pytest.mark.slow
def test_a_classic_year_completes_with_the_letters_of_the_golden_file(db: None) -> None:
    with time_machine.travel(FIRST_DAY, tick=False):
        year = Year(build_cast())
    year.live()
    written = "\n".join(["day  to      kind                              subject", *year.lines, ""])
    if os.environ.get("WRITE_GOLDEN"):
        GOLDEN.write_text(written)
    assert written == GOLDEN.read_text()
    check_nothing_is_left(stories.again(year.pair))
    check_nobody_is_flooded(year)


def check_nothing_is_left(pair: Relationship) -> None:
    assert (pair.status, pair.concluded_kind) == ("concluded", "completed")
    assert not Message.objects.exclude(status__in=[Status.SENT, Status.CANCELLED]).exists()
    assert not pair.memberships.filter(is_open=True).exists()


def check_nobody_is_flooded(year: Year) -> None:
    """No more than three letters to one person on one day, not even on the busiest."""
    days = [(line[:3], line[5:11]) for line in year.lines]
    assert max(days.count(day) for day in days) <= 3
