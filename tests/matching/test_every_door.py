"""Every door that makes a proposal, in every format, while people have an avoid list.

The list is sealed, so each door opens it row by row. Who is on it differs from who is proposed:
the doors must open, and make what they say.
"""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from matching import actions
from matching.actions import requests
from matching.groups import actions as drafts
from matching.models.runs import MentorRequest
from profiles.models import Avoid, Enrollment
from programs.models import Format, Program, Side
from relationships.actions import endings
from relationships.models import Relationship
from tests import confirming, gatherings, stories
from tests.cast import Cast, SignIn, enroll, make_users

WITH_MENTORS = [key for key in Format if gatherings.SIDES[key] == [Side.MENTOR, Side.MENTEE]]
DRAFTED = [Format.GROUP, Format.CIRCLE, Format.PEER]
PAIRS = [key for key in Format if len(gatherings.SIDES[key]) == 2 and key != Format.FLASH]
TWO = [*PAIRS, Format.FLASH]


def everybody(cast: Cast, format_key: Format) -> tuple[Program, list[Enrollment]]:
    """The people of one relationship, each of whom would rather not meet somebody else."""
    program = gatherings.program(cast, format_key)
    sides = gatherings.SIDES[format_key]
    users = make_users({name: {} for name in gatherings.NAMES[: len(sides)]})
    people = [enroll(user, program, side) for user, side in zip(users, sides, strict=True)]
    avoid(cast, program)
    return program, people


def avoid(cast: Cast, program: Program) -> None:
    for row in program.enrollments.all():
        Avoid.objects.create(enrollment=row, user=cast.outsider)


def test_the_table_knows_every_format() -> None:
    assert set(WITH_MENTORS) | set(DRAFTED) == set(Format)


@pytest.mark.parametrize("one", [False, True], ids=["the whole run", "one pair"])
@pytest.mark.parametrize("format_key", WITH_MENTORS)
def test_publishing_a_run_proposes(
    cast: Cast, sign_in: SignIn, format_key: Format, one: bool
) -> None:
    program, people = everybody(cast, format_key)
    run = actions.run(program=program, by=cast.coordinator)
    data = {"pair": [str(run.proposals.get().pk)]} if one else {}
    url = reverse("matching_publish", args=[run.pk])
    assert sign_in(cast.coordinator).post(url, data).status_code == 302
    assert is_proposed_to(people)


@pytest.mark.parametrize("format_key", DRAFTED)
def test_proposing_a_draft_proposes(cast: Cast, sign_in: SignIn, format_key: Format) -> None:
    program, people = everybody(cast, format_key)
    drafts.arrange(program=program, by=cast.coordinator)
    chosen = {"gathering": [str(draft.pk) for draft in program.gatherings.all()]}
    url = reverse("gatherings_propose", args=[program.pk])
    answer = confirming.press(sign_in(cast.coordinator), url, chosen)
    assert answer.status_code == 302
    assert is_proposed_to(people)


def is_proposed_to(people: list[Enrollment]) -> bool:
    made = Relationship.objects.get(status="proposed")
    return set(made.memberships.values_list("enrollment", flat=True)) == {p.pk for p in people}


@pytest.mark.parametrize("format_key", WITH_MENTORS)
def test_a_yes_to_a_request_begins(cast: Cast, sign_in: SignIn, format_key: Format) -> None:
    program, (mentor, mentee) = everybody(cast, format_key)
    stories.let_mentees(program, "requests")
    now = clock.now()
    asked = MentorRequest.objects.create(
        mentor=mentor, mentee=mentee, asked_at=now, answer_until=now + timedelta(days=9)
    )
    url = reverse("request_answer", args=[asked.pk])
    answer = confirming.press(sign_in(mentor.user), url, {"answer": "yes"})
    assert answer.status_code == 302
    assert Relationship.objects.get(program=program).status == "active"


@pytest.mark.parametrize("format_key", PAIRS)
def test_two_people_are_asked_again(cast: Cast, sign_in: SignIn, format_key: Format) -> None:
    record = gatherings.started(cast, format_key)
    avoid(cast, record.program)
    endings.end_no_fault(relationship=record, by=gatherings.who("ana"))
    url = reverse("pair_propose_again", args=[record.program_id, record.pk])
    assert sign_in(cast.coordinator).post(url).status_code == 302
    assert record.following.get().status == "proposed"


@pytest.mark.parametrize("way", ["thanks", "asked again"])
def test_after_a_talk_both_go_on(cast: Cast, sign_in: SignIn, way: str) -> None:
    """The yes of the second makes them a pair; a coordinator can propose another talk."""
    record = gatherings.started(cast, Format.FLASH)
    avoid(cast, record.program)
    Relationship.objects.filter(pk=record.pk).update(
        sessions_held=1, last_session_at=clock.now() - timedelta(hours=1)
    )
    url = reverse("talk_thank", args=[record.pk])
    wish = {"wants_more": "yes" if way == "thanks" else "no"}
    for name in ("ana", "bo"):
        answer = confirming.press(sign_in(gatherings.who(name)), url, wish)
        assert answer.status_code == 302
    if way == "asked again":
        again = reverse("pair_propose_again", args=[record.program_id, record.pk])
        assert sign_in(cast.coordinator).post(again).status_code == 302
    made = record.following.get()
    assert (made.status, made.shape) == ("proposed", "pair" if way == "thanks" else "talk")


@pytest.mark.parametrize("format_key", PAIRS)
def test_both_want_a_new_cycle(cast: Cast, sign_in: SignIn, format_key: Format) -> None:
    record = gatherings.started(cast, format_key)
    avoid(cast, record.program)
    Relationship.objects.filter(pk=record.pk).update(
        phase="redefinition", closing_held_at=clock.now()
    )
    url = reverse("complete", args=[record.pk])
    for member in record.memberships.select_related("user"):
        answer = confirming.press(sign_in(member.user), url, {"outcome": "new_cycle"})
        assert answer.status_code == 302
    assert record.following.get().status == "proposed"


def test_a_request_is_asked_while_somebody_has_a_list(cast: Cast) -> None:
    program, (mentor, mentee) = everybody(cast, Format.CLASSIC)
    stories.let_mentees(program, "requests")
    for row in (mentor, mentee):
        row.refresh_from_db()
    wording = requests.Wording("Please")
    made = requests.ask(mentor=mentor, mentee=mentee, wording=wording, by=mentee.user)
    assert made.mentor == mentor
