"""Twelve months of a classic pair, day by day; its letters are in ``golden/classic_year.txt``."""

from dataclasses import dataclass

import pytest
import time_machine

from relationships.actions import phases, plans, proposals
from sessions.actions import check_ins, meetings
from tests import stories
from tests.cast import Cast, build_cast
from tests.year import FIRST_DAY, Deeds, Year

DAYS = 440


@dataclass(kw_only=True)
class ClassicYear(Year):
    cast: Cast

    @property
    def diary(self) -> dict[int, Deeds]:
        cast = self.cast
        return {
            0: [self.propose],
            2: [lambda: proposals.accept(relationship=self.relationship, by=cast.mentee)],
            4: [lambda: proposals.accept(relationship=self.relationship, by=cast.mentor)],
            9: [lambda: self.book(2)],
            11: [self.hold_last, lambda: self.book(7)],
            14: [lambda: self.say_fit("good")],
            18: [self.hold_last, lambda: self.book(10)],
            24: [self.agree, self.set_goal],
            28: [self.hold_last],
            30: [lambda: self.move("begin_cultivation"), lambda: self.book(20)],
            50: [self.hold_last, lambda: self.book(30)],
            80: [self.hold_last],
            # Two months without a word: the reminders do their work.
            150: [lambda: self.book(5)],
            155: [self.hold_last, lambda: self.book(28)],
            183: [self.hold_last, lambda: self.book(30), lambda: self.progress(50)],
            205: [self.call_off],
            211: [lambda: self.book(6)],
            217: [self.hold_last, lambda: self.book(28)],
            245: [self.hold_last, lambda: self.book(30)],
            275: [self.hold_last, lambda: self.progress(90)],
            290: [lambda: self.move("begin_separation"), lambda: self.book(11)],
            301: [self.hold_last, lambda: self.book(39, kind="closing")],
            340: [self.hold_last, self.close_goal],
            342: [self.choose, lambda: self.move("begin_redefinition")],
        }

    def propose(self) -> None:
        self.relationship = stories.proposed(self.cast)

    def book(self, days: int, kind: str = "working") -> None:
        self.plan(days, self.cast.mentee, kind)

    def hold_last(self) -> None:
        """Answer the question after the session; done on the evening of its day."""
        meetings.log(session=self.planned, by=self.cast.mentee)

    def call_off(self) -> None:
        meetings.cancel(session=self.planned, by=self.cast.mentor)

    def say_fit(self, answer: str) -> None:
        for role in ("mentor", "mentee"):
            check_ins.say_fit(membership=stories.membership(self.relationship, role), fit=answer)

    def agree(self) -> None:
        self.relationship = stories.again(self.relationship)
        stories.agreed(self.cast, self.relationship)

    def set_goal(self) -> None:
        stories.goal(self.cast, self.relationship)

    def progress(self, percent: int) -> None:
        plans.move_goal(goal=self.relationship.goals.get(), by=self.cast.mentee, progress=percent)

    def close_goal(self) -> None:
        goal = self.relationship.goals.get()
        plans.close_goal(goal=goal, by=self.cast.mentee, result="achieved")

    def choose(self) -> None:
        for person in (self.cast.mentor, self.cast.mentee):
            phases.choose_outcome(relationship=self.relationship, by=person, outcome="colleagues")

    def move(self, transition: str) -> None:
        if transition == "begin_separation":
            phases.mark_ready(relationship=self.relationship, by=self.cast.mentee)
        stories.move(self.cast, self.relationship, transition)


@pytest.mark.slow
def test_a_classic_year_completes_with_the_letters_of_the_golden_file(db: None) -> None:
    with time_machine.travel(FIRST_DAY, tick=False):
        cast = build_cast()
    year = ClassicYear(names={cast.mentor: "mentor", cast.mentee: "mentee"}, cast=cast)
    year.live(DAYS)
    year.check("classic_year.txt")
