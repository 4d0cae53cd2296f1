"""A group and two peers, day by day; their letters are in ``golden/group_year.txt`` and so on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine

from accounts.models import User
from core import clock
from programs.models import Format, Program
from relationships.actions import endings, phases, plans, proposals
from relationships.actions.plans import GoalWords
from sessions.actions import check_ins, host_rotation, meetings
from tests import gatherings, stories
from tests.cast import build_cast
from tests.year import FIRST_DAY, Deeds, Year

Deed = Callable[[], object]


@dataclass
class GatheredYear(Year):
    """What people do in a record with several members, by name; the members propose in turn."""

    def user(self, name: str) -> User:
        return {name: user for user, name in self.names.items()}[name]

    def accept(self, *names: str) -> Deed:
        return lambda: [
            proposals.accept(relationship=self.relationship, by=self.user(name)) for name in names
        ]

    def book(self, name: str, days: int, kind: str = "working") -> Deed:
        return lambda: self.plan(days, self.user(name), kind)

    def hold(self, *absent: str) -> Deed:
        """The evening after: somebody says that they met, and who was not there."""

        def deed() -> None:
            author = self.user("ana")
            session = meetings.log(session=self.planned, by=author)
            away = [self.user(name) for name in absent]
            there = session.attendances.exclude(membership__user__in=away)
            if away:
                ids = {str(pk) for pk in there.values_list("membership", flat=True)}
                host_rotation.say_who_was_there(session=session, by=author, there=ids)

        return deed

    def call_off(self, name: str) -> Deed:
        return lambda: meetings.cancel(session=self.planned, by=self.user(name))

    def fits(self, *names: str) -> Deed:
        members = self.relationship.memberships
        return lambda: [
            check_ins.say_fit(membership=members.get(user=self.user(name)), fit="good")
            for name in names
        ]

    def agreement(self, name: str) -> Deed:
        def deed() -> None:
            record = stories.again(self.relationship)
            terms = stories.terms(record)
            plans.propose_agreement(relationship=record, by=self.user(name), terms=terms)

        return deed

    def confirm_agreement(self, *names: str) -> Deed:
        agreements = self.relationship.agreements
        return lambda: [
            plans.confirm_agreement(agreement=agreements.latest("version"), by=self.user(name))
            for name in names
        ]

    def goals(self, *names: str) -> Deed:
        words = GoalWords(title="Lead a project", kind="skill", horizon="long_term")
        return lambda: [
            plans.propose_goal(relationship=self.relationship, by=self.user(name), words=words)
            for name in names
        ]

    def confirm_goals(self, name: str) -> Deed:
        """All that others have proposed."""
        waiting = self.relationship.goals.filter(confirmed_at=None)
        return lambda: [
            plans.confirm_goal(goal=goal, by=self.user(name))
            for goal in waiting.exclude(proposed_by__user=self.user(name))
        ]

    def close_goals(self, *names: str) -> Deed:
        goals = self.relationship.goals
        return lambda: [
            plans.close_goal(goal=goals.get(owner__user=user), by=user, result="achieved")
            for user in map(self.user, names)
        ]

    def propose(self, name: str, transition: str) -> Deed:
        record = self.relationship
        return lambda: phases.propose(
            relationship=record, transition=transition, by=self.user(name)
        )

    def confirm(self, *names: str) -> Deed:
        proposals = self.relationship.phase_proposals
        return lambda: [
            phases.confirm(proposal=proposals.latest("proposed_at"), by=self.user(name))
            for name in names
        ]

    def choose(self, *names: str) -> Deed:
        return lambda: [
            phases.choose_outcome(
                relationship=self.relationship, by=self.user(name), outcome="colleagues"
            )
            for name in names
        ]

    def complete(self, name: str, follow_up: int) -> Deed:
        """With a look back so many days later."""
        return lambda: phases.complete(
            relationship=self.relationship,
            by=self.user(name),
            outcome="colleagues",
            follow_up_on=clock.today() + timedelta(days=follow_up),
        )


class GroupYear(GatheredYear):
    """Ana mentors; Eva says no, Dan never makes up his mind and leaves in spring."""

    @property
    def diary(self) -> dict[int, Deeds]:
        return {
            1: [self.accept("ana", "bo")],
            2: [lambda: proposals.decline(relationship=self.relationship, by=self.user("eva"))],
            3: [self.accept("cleo")],
            5: [self.accept("dan")],
            8: [self.book("bo", 3)],
            11: [self.hold(), self.book("cleo", 14)],
            14: [self.fits("ana", "bo", "cleo")],
            25: [self.hold("dan"), self.book("bo", 14)],
            26: [self.agreement("ana")],
            27: [self.confirm_agreement("bo", "cleo")],
            29: [self.confirm_agreement("dan")],
            30: [self.goals("bo", "cleo", "dan")],
            31: [self.confirm_goals("ana")],
            39: [self.hold()],
            40: [self.propose("bo", "begin_cultivation")],
            41: [self.confirm("ana", "cleo"), self.book("cleo", 14)],
            55: [self.hold("dan"), self.book("bo", 21)],
            76: [self.hold("dan"), self.book("bo", 21)],
            80: [lambda: endings.end_no_fault(relationship=self.relationship, by=self.user("dan"))],
            97: [self.hold("cleo"), self.book("ana", 21)],
            110: [self.call_off("ana"), self.book("ana", 10)],
            120: [self.hold()],
            150: [self.propose("cleo", "begin_separation")],
            151: [self.confirm("ana"), self.book("bo", 14, kind="closing")],
            165: [self.hold(), self.close_goals("bo", "cleo")],
            166: [self.choose("bo", "cleo"), self.propose("bo", "begin_redefinition")],
            167: [self.confirm("cleo")],
            210: [self.complete("ana", follow_up=20)],
            212: [self.complete("bo", follow_up=18)],
        }


class PeerYear(GatheredYear):
    @property
    def diary(self) -> dict[int, Deeds]:
        return {
            1: [self.accept("ana")],
            3: [self.accept("bo")],
            6: [self.book("bo", 5)],
            11: [self.hold(), self.book("ana", 7)],
            12: [self.fits("ana", "bo")],
            18: [self.hold()],
            20: [self.agreement("ana")],
            21: [self.confirm_agreement("bo"), self.goals("ana", "bo")],
            22: [self.confirm_goals("ana"), self.confirm_goals("bo")],
            23: [self.propose("ana", "begin_cultivation")],
            24: [self.confirm("bo"), self.book("bo", 20)],
            44: [self.hold(), self.book("ana", 21)],
            65: [self.hold()],
            # Two months without a word: both are asked, for both learn.
            130: [self.book("ana", 5)],
            135: [self.hold(), self.book("bo", 30)],
            150: [self.call_off("bo"), self.book("bo", 10)],
            160: [self.hold()],
            170: [self.propose("ana", "begin_separation")],
            171: [self.confirm("bo"), self.book("bo", 10, kind="closing")],
            181: [self.hold(), self.close_goals("ana", "bo")],
            182: [self.choose("ana", "bo"), self.propose("bo", "begin_redefinition")],
            183: [self.confirm("ana")],
            224: [self.complete("ana", follow_up=20)],
            225: [self.complete("bo", follow_up=20)],
        }


@pytest.mark.slow
@pytest.mark.parametrize(("format_key", "kind"), [("group", GroupYear), ("peer", PeerYear)])
def test_a_year_completes_with_the_letters_of_its_golden_file(
    db: None, format_key: str, kind: type[GatheredYear]
) -> None:
    with time_machine.travel(FIRST_DAY, tick=False):
        cast = build_cast()
        record = gatherings.proposed(cast, Format(format_key))
        ends_on = clock.today() + timedelta(days=190)
        Program.objects.filter(pk=record.program_id).update(ends_on=ends_on)
        members = record.memberships.select_related("user")
    names = {one.user: one.user.email.partition("@")[0] for one in members}
    year = kind({**names, cast.coordinator: "coord."})
    year.relationship = record
    year.live(250)
    year.check(f"{format_key}_year.txt")
