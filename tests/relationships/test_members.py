"""Records with peers, a group or one talk: who belongs, who agrees, who leaves."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.errors import DomainError
from notifications import kinds
from notifications.models import Message
from profiles.models import Enrollment
from programs.models import Format, Side
from relationships import facts, rules, wording
from relationships.actions import (
    development,
    endings,
    phases,
    plans,
    proposals,
    skills,
    talks,
)
from relationships.actions.development import ActivityPlan
from relationships.actions.plans import GoalWords
from relationships.actions.skills import Rating
from relationships.models import Goal, Relationship
from sessions import feeds
from sessions.actions import meetings
from sessions.actions.meetings import SessionPlan
from tests import gatherings, stories
from tests.cast import Cast, SignIn, enroll, make_users
from tests.gatherings import again, agreement, composed, goal, ready_for_cultivation, refusal, who

Queries = Callable[[int], AbstractContextManager[object]]
MANY = pytest.mark.parametrize("format_key", [Format.GROUP, Format.CIRCLE])
ALL = pytest.mark.parametrize("format_key", list(gatherings.SIDES))


# Proposing and accepting -------------------------------------------------------------------------


@ALL
def test_it_starts_when_everybody_has_accepted(cast: Cast, format_key: Format) -> None:
    relationship = gatherings.proposed(cast, format_key)
    *early, last = relationship.memberships.select_related("user")
    for member in early:
        proposals.accept(relationship=relationship, by=member.user)
        assert again(relationship).status == "proposed"
    proposals.accept(relationship=relationship, by=last.user)
    relationship = again(relationship)
    phase = "" if format_key == Format.FLASH else "initiation"
    assert (relationship.status, relationship.phase) == ("active", phase)
    told = Message.objects.filter(kind="relationships.introduction")
    assert told.count() == len(gatherings.SIDES[format_key])


@MANY
def test_a_no_is_neutral_while_enough_are_left(cast: Cast, format_key: Format) -> None:
    relationship = gatherings.proposed(cast, format_key)
    members = list(relationship.memberships.select_related("user"))
    quitter = next(member for member in members if not member.is_mentor)
    proposals.decline(relationship=relationship, by=quitter.user)
    assert again(relationship).status == "proposed"
    for member in members:
        if member != quitter:
            proposals.accept(relationship=relationship, by=member.user)
    assert again(relationship).status == "active"
    assert relationship.memberships.present().count() == len(members) - 1
    quitter.refresh_from_db()
    assert (quitter.is_open, quitter.is_present) == (False, False)


@MANY
def test_too_few_who_want_it_end_the_proposal_for_all(cast: Cast, format_key: Format) -> None:
    relationship = gatherings.proposed(cast, format_key, 4)
    proposals.decline(relationship=relationship, by=who("dan"))
    relationship = again(relationship)
    assert (relationship.status, relationship.concluded_kind) == ("concluded", "declined")
    assert not relationship.memberships.filter(is_open=True).exists()
    told = Message.objects.filter(kind="relationships.proposal_closed")
    assert {message.recipient for message in told} == {who("ana"), who("bo"), who("cleo")}


@MANY
def test_on_the_day_it_begins_with_those_who_said_yes(cast: Cast, format_key: Format) -> None:
    relationship = gatherings.proposed(cast, format_key)
    for name in ("ana", "bo", "cleo", "dan"):
        proposals.accept(relationship=relationship, by=who(name))
    Relationship.objects.filter(pk=relationship.pk).update(
        proposed_at=clock.now() - timedelta(days=20), answer_by=clock.now() - timedelta(minutes=1)
    )
    proposals.lapse(relationship=relationship)
    assert again(relationship).status == "active"
    assert {one.user for one in relationship.memberships.present()} == set(
        map(who, ("ana", "bo", "cleo", "dan"))
    )


def test_on_the_day_a_group_without_its_mentor_lapses(cast: Cast) -> None:
    relationship = gatherings.proposed(cast, Format.GROUP)
    for name in ("bo", "cleo", "dan", "eva"):
        proposals.accept(relationship=relationship, by=who(name))
    Relationship.objects.filter(pk=relationship.pk).update(
        proposed_at=clock.now() - timedelta(days=20), answer_by=clock.now() - timedelta(minutes=1)
    )
    proposals.lapse(relationship=relationship)
    assert again(relationship).concluded_kind == "lapsed"


@pytest.mark.parametrize(
    ("format_key", "sides", "code"),
    [
        (Format.GROUP, [Side.MENTOR, Side.MENTEE, Side.MENTEE], "wrong_number"),
        (Format.GROUP, [Side.MENTOR, Side.MENTOR, Side.MENTEE, Side.MENTEE], "wrong_roles"),
        (Format.GROUP, [Side.MENTEE] * 4, "wrong_roles"),
        (Format.CIRCLE, [Side.PEER] * 3, "wrong_number"),
    ],
)
def test_a_gathering_has_the_right_people(
    cast: Cast, format_key: Format, sides: list[Side], code: str
) -> None:
    program = gatherings.program(cast, format_key)
    users = make_users({name: {} for name in gatherings.NAMES[: len(sides)]})
    people = [enroll(user, program, side) for user, side in zip(users, sides, strict=True)]
    with pytest.raises(DomainError) as error:
        proposals.propose_group(program=program, people=people, by=cast.coordinator)
    assert refusal(error) == code


def test_two_peers_are_the_same_pair_whoever_comes_first(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.PEER)
    endings.end_no_fault(relationship=relationship, by=who("ana"))
    one, two = (member.enrollment for member in relationship.memberships.all())
    for first, second in ((one, two), (two, one)):
        with pytest.raises(DomainError) as error:
            proposals.propose(
                program=relationship.program,
                mentor=first,
                mentee=second,
                reasons=[],
                by=cast.coordinator,
            )
        assert refusal(error) == "former_pair"


# Agreeing ----------------------------------------------------------------------------------------


@MANY
def test_an_agreement_holds_when_everybody_has_confirmed_it(cast: Cast, format_key: Format) -> None:
    relationship = gatherings.started(cast, format_key)
    version = agreement(relationship)
    for name in ("bo", "cleo", "dan"):
        plans.confirm_agreement(agreement=version, by=who(name))
        version.refresh_from_db()
        assert not version.is_confirmed
    plans.confirm_agreement(agreement=version, by=who("eva"))
    version.refresh_from_db()
    assert version.is_confirmed
    assert again(relationship).planned_end_on == version.ends_on


def test_nobody_agrees_twice(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.CIRCLE)
    version = agreement(relationship)
    plans.confirm_agreement(agreement=version, by=who("bo"))
    for name in ("ana", "bo"):
        with pytest.raises(DomainError) as error:
            plans.confirm_agreement(agreement=version, by=who(name))
        assert refusal(error) == "own_proposal"


def test_who_leaves_is_not_waited_for(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.CIRCLE)
    version = agreement(relationship)
    for name in ("bo", "cleo", "dan"):
        plans.confirm_agreement(agreement=version, by=who(name))
    endings.end_no_fault(relationship=relationship, by=who("eva"))
    version.refresh_from_db()
    assert version.is_confirmed


@MANY
def test_more_than_half_move_a_group_on(cast: Cast, format_key: Format) -> None:
    relationship = ready_for_cultivation(cast, format_key)
    proposal = phases.propose(
        relationship=relationship, transition="begin_cultivation", by=who("ana")
    )
    phases.confirm(proposal=proposal, by=who("bo"))
    assert again(relationship).phase == "initiation"
    phases.confirm(proposal=proposal, by=who("cleo"))
    assert again(relationship).phase == "cultivation"


def test_each_of_two_peers_needs_a_goal(cast: Cast) -> None:
    relationship = ready_for_cultivation(cast, Format.PEER)
    known = facts.of(relationship, today=clock.today())
    assert rules.missing("begin_cultivation", known) == []
    Goal.objects.filter(owner__user=who("bo")).delete()
    known = facts.of(again(relationship), today=clock.today())
    (missing,) = rules.missing("begin_cultivation", known)
    assert (missing.key, missing.done, missing.needed) == ("goal_agreed", 1, 2)


def test_what_most_of_a_group_must_do_is_not_said_of_everybody() -> None:
    """Of four who learn in a group more than half are enough; two peers need one each."""
    group = rules.ConditionFacts(clock.today(), is_many=True, members=5, learners=4)
    peers = rules.ConditionFacts(clock.today(), learners=2)
    for known, needed in ((group, 3), (peers, 2)):
        asked = {one.key: one for one in rules.conditions("begin_cultivation", known)}
        words = wording.condition_text(asked["goal_agreed"])
        assert words == f"People with a goal of their own: 0 of the {needed} needed"


# Goals -------------------------------------------------------------------------------------------


def test_a_goal_in_a_group_is_between_its_owner_and_the_mentor(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.GROUP)
    aim = goal(relationship, "bo")
    told = Message.objects.filter(kind="relationships.goal_proposed")
    assert [message.recipient for message in told] == [who("ana")]
    readers = {one.user for one in relationship.memberships.all() if aim.is_read_by(one)}
    assert readers == {who("ana"), who("bo")}
    for act in (plans.confirm_goal, plans.close_goal):
        with pytest.raises(DomainError) as error:
            act(goal=aim, by=who("cleo"), **({"result": "achieved"} if "close" in str(act) else {}))
        assert refusal(error) == "not_your_goal"
    plans.confirm_goal(goal=aim, by=who("ana"))
    plans.share_goal(goal=aim, by=who("bo"), shared=True)
    aim.refresh_from_db()
    assert all(aim.is_read_by(one) for one in relationship.memberships.all())


def test_a_mentor_says_whose_goal_it_is(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.GROUP)
    with pytest.raises(DomainError) as error:
        goal(relationship, "ana")
    assert refusal(error) == "owner_needed"


def test_a_goal_in_a_circle_is_ones_own_and_needs_nobody(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.CIRCLE)
    aim = goal(relationship, "bo")
    assert not Message.objects.filter(kind="relationships.goal_proposed").exists()
    assert [one.user for one in relationship.memberships.all() if aim.is_read_by(one)] == [
        who("bo")
    ]
    with pytest.raises(DomainError) as error:
        plans.confirm_goal(goal=aim, by=who("bo"))
    assert refusal(error) == "own_goal"
    assert facts.agreed_goals(relationship) == [aim]


def test_who_reads_a_shared_goal_neither_changes_it_nor_learns_its_skills(
    cast: Cast, sign_in: SignIn
) -> None:
    relationship = gatherings.started(cast, Format.CIRCLE)
    aim, ana = goal(relationship, "ana"), relationship.memberships.get(user=who("ana"))
    own = skills.add(relationship=relationship, by=who("ana"), rating=Rating("Saying no", 1, 3))
    skills.link(goal=aim, by=who("ana"), skills=[own.pk])
    plan = ActivityPlan(kind="project", words="Lead the move")
    activity = development.plan_activity(goal=aim, by=who("ana"), owner=str(ana.pk), plan=plan)
    theirs = skills.add(relationship=relationship, by=who("bo"), rating=Rating("Asking", 1, 3))
    client, address = sign_in(who("bo")), reverse("goal_skills", args=[relationship.pk, aim.pk])
    assert client.post(address, {"skills": []}).status_code == 404
    plans.share_goal(goal=aim, by=who("ana"), shared=True)
    page = client.get(reverse("goal_detail", args=[relationship.pk, aim.pk])).text
    assert "Saying no" not in page
    assert address not in page
    client.post(address, {"skills": [str(theirs.pk)]})
    for change in (
        lambda: skills.link(goal=aim, by=who("bo"), skills=[theirs.pk]),
        lambda: development.move_activity(activity=activity, by=who("bo"), state="done"),
        lambda: development.replan_activity(activity=activity, by=who("bo"), plan=plan),
    ):
        with pytest.raises(DomainError) as error:
            change()
        assert refusal(error) == "not_your_goal"
    assert list(aim.skills.all()) == [own]
    page = client.get(reverse("activity_detail", args=[relationship.pk, activity.pk])).text
    assert "Lead the move" in page
    assert reverse("activity_state", args=[relationship.pk, activity.pk]) not in page


# Leaving -----------------------------------------------------------------------------------------


@MANY
def test_a_member_leaves_and_the_group_stays(cast: Cast, format_key: Format) -> None:
    relationship = gatherings.started(cast, format_key)
    endings.end_no_fault(relationship=relationship, by=who("cleo"))
    assert again(relationship).status == "active"
    assert who("cleo") not in {one.user for one in relationship.memberships.present()}
    entry = relationship.history.latest("created_at")
    assert (entry.transition, entry.by) == ("leave", None)
    told = Message.objects.filter(kind="relationships.member_left")
    assert {message.recipient for message in told} == set(map(who, ("ana", "bo", "dan", "eva")))
    assert Message.objects.get(kind="relationships.left").recipient == who("cleo")
    with pytest.raises(DomainError) as error:
        agreement(relationship, "cleo")
    assert refusal(error) == "no_longer_a_member"


@MANY
def test_with_fewer_than_three_left_it_ends_for_all(cast: Cast, format_key: Format) -> None:
    relationship = gatherings.started(cast, format_key, 4)
    endings.end_no_fault(relationship=relationship, by=who("dan"))
    assert again(relationship).status == "active"
    endings.end_no_fault(relationship=again(relationship), by=who("cleo"))
    ended = again(relationship)
    assert (ended.status, ended.concluded_kind) == ("concluded", "no_fault")
    assert not ended.memberships.filter(is_open=True).exists()


def test_a_group_does_not_go_on_without_its_mentor(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.GROUP)
    endings.end_no_fault(relationship=relationship, by=who("ana"))
    assert again(relationship).concluded_kind == "no_fault"


def test_who_left_a_group_is_not_put_into_one_of_the_same_mentor(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.GROUP)
    members = {one.user: one.enrollment for one in relationship.memberships.all()}
    endings.end_no_fault(relationship=relationship, by=who("eva"))
    endings.end_administratively(relationship=again(relationship), by=cast.coordinator)
    with pytest.raises(DomainError) as error:
        proposals.propose_group(
            program=relationship.program, people=list(members.values()), by=cast.coordinator
        )
    assert refusal(error) == "former_pair"


@MANY
def test_who_has_left_gets_no_more_letters_of_the_group(cast: Cast, format_key: Format) -> None:
    relationship = gatherings.started(cast, format_key)
    soon = SessionPlan(starts_at=clock.now() + timedelta(days=3), minutes=60, mode="video")
    meetings.plan(relationship=relationship, by=who("ana"), plan=soon)
    endings.end_no_fault(relationship=again(relationship), by=who("cleo"))
    for name, is_sent in (("cleo", False), ("dan", True)):
        waiting = Message.objects.filter(recipient=who(name))
        for kind in ("sessions.reminder", "sessions.check_in"):
            assert (composed(waiting.get(kind=kind)) is not None) == is_sent
    assert composed(Message.objects.get(kind="relationships.left"))


@MANY
def test_who_has_said_no_is_not_reminded_to_answer(cast: Cast, format_key: Format) -> None:
    relationship = gatherings.proposed(cast, format_key)
    proposals.decline(relationship=relationship, by=who("cleo"))
    reminders = Message.objects.filter(kind="relationships.proposal_reminder")
    assert not any(composed(one) for one in reminders.filter(recipient=who("cleo")))
    assert all(composed(one) for one in reminders.filter(recipient=who("dan")))


def test_a_letter_to_a_group_names_the_one_who_did_it(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.GROUP)
    agreement(relationship, "bo")
    soon = SessionPlan(starts_at=clock.now() + timedelta(days=3), minutes=60, mode="video")
    session = meetings.plan(relationship=relationship, by=who("ana"), plan=soon)
    meetings.cancel(session=session, by=who("dan"))
    for kind, name in (("relationships.agreement_proposed", "bo"), ("sessions.cancelled", "dan")):
        letter = composed(Message.objects.get(kind=kind, recipient=who("eva")))
        assert letter is not None
        words = " ".join([str(letter.subject), *map(str, letter.paragraphs)])
        named = [one for one in ("ana", "bo", "cleo", "dan") if str(who(one)) in words]
        assert named == [name]


@MANY
def test_dates_of_a_group_are_in_no_calendar_of_who_has_left(
    cast: Cast, format_key: Format
) -> None:
    relationship = gatherings.started(cast, format_key)
    soon = SessionPlan(starts_at=clock.now() + timedelta(days=3), minutes=60, mode="video")
    session = meetings.plan(relationship=relationship, by=who("ana"), plan=soon)
    endings.end_no_fault(relationship=again(relationship), by=who("cleo"))
    assert not feeds.entries(who("cleo"))
    assert [entry.session for entry in feeds.entries(who("dan"))] == [session]


# A single session --------------------------------------------------------------------------------


def held(cast: Cast) -> Relationship:
    relationship = gatherings.started(cast, Format.FLASH)
    moment = clock.now()
    Relationship.objects.filter(pk=relationship.pk).update(
        sessions_held=1, last_session_at=moment, first_session_at=moment
    )
    return again(relationship)


def test_the_list_says_what_is_next_in_a_talk(cast: Cast, sign_in: SignIn) -> None:
    relationship = gatherings.started(cast, Format.FLASH)
    client = sign_in(who("bo"))
    assert "no time agreed yet" in client.get(reverse("relationship_list")).text
    Relationship.objects.filter(pk=relationship.pk).update(sessions_held=1)
    page = client.get(reverse("relationship_list")).text
    assert "you have talked: say thanks" in page
    assert "no next session yet" not in page


def test_a_talk_is_thanked_for_and_what_one_alone_wishes_is_told_to_nobody(cast: Cast) -> None:
    relationship = held(cast)
    talks.thank(relationship=relationship, by=who("bo"), wants_more=True)
    before = Message.objects.count()
    talks.thank(relationship=relationship, by=who("ana"), wants_more=False)
    done = again(relationship)
    assert (done.status, done.concluded_kind) == ("concluded", "completed")
    assert not done.following.exists()
    assert Message.objects.count() == before


def test_when_both_want_to_go_on_they_are_proposed_as_a_pair(cast: Cast) -> None:
    relationship = held(cast)
    for name in ("bo", "ana"):
        talks.thank(relationship=relationship, by=who(name), wants_more=True)
    following = relationship.following.get()
    assert (following.shape, following.status) == ("pair", "proposed")
    assert {one.user for one in following.memberships.all()} == {who("ana"), who("bo")}


def test_what_stands_in_the_way_of_a_pair_keeps_nobody_from_saying_thanks(cast: Cast) -> None:
    relationship = held(cast)
    talks.thank(relationship=relationship, by=who("bo"), wants_more=True)
    Enrollment.objects.filter(user=who("bo")).update(status="withdrawn")
    talks.thank(relationship=relationship, by=who("ana"), wants_more=True, words="Thank you!")
    assert relationship.memberships.get(user=who("ana")).wants_more
    assert not relationship.following.exists()


def test_a_talk_is_called_off_before_it_was_held_and_not_after(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.FLASH)
    with pytest.raises(DomainError) as error:
        talks.thank(relationship=relationship, by=who("bo"), wants_more=True)
    assert refusal(error) == "not_held"
    talks.call_off(relationship=relationship, by=who("bo"))
    assert again(relationship).concluded_kind == "declined"
    assert relationship.history.get(transition="call_off").by is None


def test_a_talk_that_nobody_closes_is_complete_after_two_weeks(cast: Cast) -> None:
    relationship = held(cast)
    talks.thank_by_time(relationship=relationship)
    assert again(relationship).status == "active"
    old = clock.now() - rules.TALK_IS_OVER_AFTER
    Relationship.objects.filter(pk=relationship.pk).update(last_session_at=old)
    talks.thank_by_time(relationship=again(relationship))
    assert again(relationship).concluded_kind == "completed"


# Another cycle -----------------------------------------------------------------------------------


def redefining(cast: Cast) -> Relationship:
    relationship = gatherings.started(cast, Format.PEER)
    Relationship.objects.filter(pk=relationship.pk).update(
        phase="redefinition", phase_since=clock.now()
    )
    return again(relationship)


def test_two_who_both_want_another_cycle_are_proposed_anew(cast: Cast) -> None:
    relationship = redefining(cast)
    stories.completed(relationship, "new_cycle")
    following = relationship.following.get()
    assert (following.status, following.previous) == ("proposed", again(relationship))
    assert not following.memberships.filter(accepted=True).exists()


def test_one_alone_begins_no_other_cycle_and_nothing_keeps_them_from_concluding(
    cast: Cast,
) -> None:
    relationship = redefining(cast)
    phases.complete(relationship=relationship, by=who("ana"), outcome="new_cycle")
    phases.complete(relationship=relationship, by=who("bo"), outcome="colleagues")
    assert again(relationship).outcome == ""
    assert not relationship.following.exists()


def test_what_stands_in_the_way_of_another_cycle_stops_no_conclusion(cast: Cast) -> None:
    relationship = redefining(cast)
    Enrollment.objects.filter(user=who("bo")).update(status="withdrawn")
    stories.completed(relationship, "new_cycle")
    assert again(relationship).concluded_kind == "completed"
    assert not relationship.following.exists()


# What somebody who has left can still do ---------------------------------------------------------


def test_a_goal_worded_anew_is_asked_about_again(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.PEER)
    aim = goal(relationship, "bo")
    plans.confirm_goal(goal=aim, by=who("ana"))
    words = GoalWords(title="Lead two projects", kind="skill", horizon="long_term")
    plans.rework_goal(goal=aim, by=who("bo"), words=words)
    told = Message.objects.filter(kind="relationships.goal_proposed", recipient=who("ana"))
    assert told.count() == 2
    newest = told.latest("created_at")
    assert kinds.get(newest.kind).compose(newest) is not None
