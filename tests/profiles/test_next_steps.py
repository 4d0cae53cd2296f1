"""My mentoring begins with what waits for the person, wherever it comes from."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from profiles.admission import mentors_first
from profiles.invitations import actions as invitations
from profiles.manager_approval import actions as manager_approval
from profiles.models import Enrollment
from profiles.next_steps import steps_of
from profiles.queries import enrollments_of
from programs.models import Program
from tests import stories
from tests.cast import enroll, make_program


def sentences(user) -> list[str]:
    return [step.sentence for step in steps_of(user, enrollments_of(user))]


def test_an_invitation_waits_until_it_is_answered(cast, sign_in):
    invitation = stories.invited(cast)
    client = sign_in(cast.outsider)
    page = client.get(reverse("relationship_list")).content.decode()
    assert "Coordinator invites you to Leadership." in page
    url = steps_of(cast.outsider, [])[0].url
    assert "Would you like a mentor" in client.get(url).content.decode()
    invitations.decline(invitation=invitation)
    assert sentences(cast.outsider) == []


def test_an_invitation_nobody_can_follow_waits_for_nobody(cast):
    stories.invited(cast)
    Program.objects.filter(pk=cast.program.pk).update(status="running")
    assert sentences(cast.outsider) == []


def test_a_mentee_who_asked_to_be_told_finds_it_here_when_it_opens(cast):
    Program.objects.filter(pk=cast.program.pk).update(mentors_first="enrollment")
    cast.program.refresh_from_db()
    mentors_first.ask_to_be_told(program=cast.program, by=cast.outsider)
    assert sentences(cast.outsider) == []
    mentors_first.open_now(program=cast.program, by=cast.coordinator)
    assert sentences(cast.outsider) == ["You can join Leadership now."]


def test_a_line_manager_finds_who_waits_for_their_word(cast):
    asked = stories.manager_asked(cast)
    assert sentences(cast.line_manager) == [
        "Somebody on your team would like to take part, and is waiting for your answer."
    ]
    manager_approval.answer(asked=asked, word="yes", by=cast.line_manager)
    assert sentences(cast.line_manager) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"status": "draft"}, "Your enrollment in Leadership is not sent yet."),
        ({"status": "approved"}, ", there are three minutes of reading."),
        ({"status": "withdrawn"}, None),
    ],
)
def test_what_is_unfinished_is_said_with_the_way_to_finish_it(cast, changes, sentence):
    Program.objects.filter(pk=cast.program.pk).update(orientation_required=True)
    Enrollment.objects.filter(pk=cast.mentee_enrollment.pk).update(**changes)
    found = sentences(cast.mentee)
    assert len(found) == bool(sentence)
    assert all(sentence in one for one in found)


def test_nothing_waits_for_who_has_nothing_to_do(cast, sign_in):
    page = sign_in(cast.mentee).get(reverse("relationship_list")).content.decode()
    assert "Next for you" not in page


def test_the_enrollment_of_somebody_in_a_relationship_leads_to_its_record(cast, sign_in):
    relationship = stories.started(cast)
    url = reverse("enrollment_detail", args=[cast.mentee_enrollment.pk])
    page = sign_in(cast.mentee).get(url).content.decode()
    assert reverse("relationship_detail", args=[relationship.pk]) in page
    assert "When we propose a match" not in page


def test_the_page_costs_the_same_with_ten_programs(cast, sign_in):
    client = sign_in(cast.outsider)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("relationship_list"))
        return len(queries)

    def join(number: int) -> None:
        program = make_program(f"Round {number}", coordinator=cast.coordinator)
        enroll(cast.outsider, program, "mentee", status="draft")
        other = make_program(f"Other {number}")
        invitations.invite(
            program=other, people=[cast.outsider.pk], role="mentor", words="", by=cast.coordinator
        )

    join(0)
    cost()
    first = cost()
    for number in range(1, 5):
        join(number)
    assert cost() == first <= 10
