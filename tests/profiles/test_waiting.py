"""Approved and without a mentor: people read where they stand and why."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from profiles import actions, waiting_list
from profiles.models import Enrollment
from profiles.profile_data import Profile
from profiles.waiting_list import WaitingPosition
from programs.models import Program
from tests import stories
from tests.cast import enroll, make_user


@pytest.fixture
def in_order(cast):
    """The second mentee was approved an hour before the first."""
    earlier = clock.now() - timedelta(hours=1)
    Enrollment.objects.filter(pk=cast.second_mentee_enrollment.pk).update(decided_at=earlier)
    return cast


def test_the_line_is_in_the_order_of_approval(in_order):
    assert waiting_list.place_of(in_order.second_mentee_enrollment) == WaitingPosition(
        1, 2, mentors=1, free=2
    )
    assert waiting_list.place_of(in_order.mentee_enrollment) == WaitingPosition(
        2, 2, mentors=1, free=2
    )


def test_who_has_a_mentor_or_a_proposal_waits_no_more(in_order):
    stories.ready_for_cultivation(in_order)
    assert waiting_list.place_of(in_order.mentee_enrollment) is None
    assert waiting_list.place_of(in_order.second_mentee_enrollment) == WaitingPosition(
        1, 1, mentors=1, free=1
    )


@pytest.mark.parametrize("changes", [{"status": "submitted"}, {"status": "withdrawn"}])
def test_only_approved_people_stand_in_line(cast, changes):
    Enrollment.objects.filter(pk=cast.second_mentee_enrollment.pk).update(**changes)
    cast.second_mentee_enrollment.refresh_from_db()
    assert waiting_list.place_of(cast.second_mentee_enrollment) is None
    assert waiting_list.place_of(cast.mentee_enrollment).waiting == 1


def test_people_who_may_not_sign_in_hold_up_nobody(in_order):
    in_order.second_mentee.is_active = False
    in_order.second_mentee.save()
    assert waiting_list.place_of(in_order.mentee_enrollment).position == 1


def test_mentors_and_closed_programs_have_no_line(cast):
    assert waiting_list.place_of(cast.mentor_enrollment) is None
    Program.objects.filter(pk=cast.program.pk).update(status="closed")
    assert waiting_list.place_of(cast.mentee_enrollment) is None


def test_other_programs_have_lines_of_their_own(cast):
    enroll(cast.outsider, cast.other_program, "mentee")
    assert waiting_list.place_of(cast.mentee_enrollment).waiting == 2


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (WaitingPosition(1, 3, mentors=0, free=0), "No mentor is approved yet"),
        (WaitingPosition(1, 3, mentors=2, free=0), "as many mentees as they can take"),
        (WaitingPosition(1, 3, mentors=2, free=1), "1 free place, and more people"),
        (WaitingPosition(1, 3, mentors=2, free=2), "2 free places, and more people"),
        (WaitingPosition(1, 3, mentors=2, free=3), "a free place for everybody"),
    ],
)
def test_the_reason_is_said_in_words(place, words):
    assert words in place.reason


def test_the_person_reads_it_on_their_page(in_order, sign_in):
    url = reverse("enrollment_detail", args=[in_order.mentee_enrollment.pk])
    page = sign_in(in_order.mentee).get(url).content.decode()
    assert "You are number 2 of 2 people waiting for a mentor." in page
    assert "Second Mentee" not in page


def test_somebody_alone_is_not_called_number_one_of_one():
    assert "the only person waiting" in WaitingPosition(1, 1, mentors=1, free=1).sentence


def test_the_page_costs_the_same_with_thirty_people_in_line(cast, sign_in):
    client = sign_in(cast.mentee)
    url = reverse("enrollment_detail", args=[cast.mentee_enrollment.pk])

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    cost()
    first = cost()
    for number in range(30):
        enroll(make_user(f"waiting-{number}"), cast.program, "mentee")
        enroll(make_user(f"teaching-{number}"), cast.program, "mentor")
    assert cost() == first <= 12


# Ahead next time -----------------------------------------------------------------------------


@pytest.fixture
def in_vain(cast):
    """The outsider was approved in a program that has closed, and never had a mentor there."""
    row = enroll(cast.outsider, cast.other_program, "mentee")
    Program.objects.filter(pk=cast.other_program.pk).update(status="closed")
    row.refresh_from_db()
    return row


def joins(cast, user):
    """What is kept about ``user`` when they send their enrollment as mentee."""
    profile = Profile(values={"expectations": "Courage"})
    row = actions.submit(program=cast.program, role="mentee", profile=profile, by=user)
    return actions.approve(enrollment=row, by=cast.coordinator)


def test_who_waited_in_vain_is_ahead_in_the_next_program(cast, in_vain, sign_in):
    row = joins(cast, cast.outsider)
    assert row.rounds_waited == 1
    assert waiting_list.place_of(row) == WaitingPosition(1, 3, mentors=1, free=2, ahead=True)
    page = sign_in(cast.outsider).get(reverse("enrollment_detail", args=[row.pk]))
    assert "That puts you ahead on this waiting list." in page.content.decode()
    page = sign_in(cast.outsider).get(reverse("enrollment_detail", args=[in_vain.pk]))
    assert "you will be ahead of others on the waiting list" in page.content.decode()


def test_who_had_a_mentor_or_was_not_admitted_is_not_ahead(cast):
    stories.started(cast)
    Enrollment.objects.filter(pk=cast.second_mentee_enrollment.pk).update(status="declined")
    Program.objects.filter(pk=cast.program.pk).update(status="closed")
    fresh = {"program": cast.other_program, "role": "mentee"}
    rows = [Enrollment(user=cast.mentee, **fresh), Enrollment(user=cast.second_mentee, **fresh)]
    assert [waiting_list.rounds_in_vain(row) for row in rows] == [0, 0]


def test_a_program_that_still_runs_makes_nobody_ahead(cast):
    enroll(cast.outsider, cast.other_program, "mentee")
    assert joins(cast, cast.outsider).rounds_waited == 0


def test_coordinators_see_the_line_with_who_is_ahead(in_order, in_vain, sign_in):
    joins(in_order, in_order.outsider)
    url = reverse("program_waiting", args=[in_order.program.pk])
    answer = sign_in(in_order.coordinator).get(url)
    line = [str(row.enrollment.user) for row in answer.context["rows"]]
    assert line == ["Outsider", "Second Mentee", "Mentee"]
    page = answer.content.decode()
    assert page.count("waited before") == 1
    assert "3 people are waiting" in page
    assert "There are fewer places than people who are waiting." in page


def test_an_empty_line_says_what_it_is(cast, sign_in):
    Enrollment.objects.filter(role="mentee").update(status="withdrawn")
    url = reverse("program_waiting", args=[cast.program.pk])
    assert "Nobody is waiting" in sign_in(cast.coordinator).get(url).content.decode()


def test_the_line_costs_the_same_with_thirty_people(cast, sign_in):
    client, url = sign_in(cast.coordinator), reverse("program_waiting", args=[cast.program.pk])

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    cost()
    first = cost()
    for number in range(30):
        enroll(make_user(f"waiting-{number}"), cast.program, "mentee")
    assert cost() == first <= 10


def test_the_reason_is_the_person_s_own_where_there_is_one(cast, sign_in):
    mine = cast.mentee_enrollment
    assert "a free place for everybody" in waiting_list.place_of(mine).reason
    stories.let_mentees(cast.program, "requests")
    mine.refresh_from_db()
    assert "you ask one yourself" in waiting_list.place_of(mine).reason
    Program.objects.filter(pk=cast.program.pk).update(orientation_required=True)
    mine = Enrollment.objects.get(pk=mine.pk)
    assert waiting_list.place_of(mine) is None
    page = sign_in(cast.mentee).get(reverse("enrollment_detail", args=[mine.pk]))
    assert "You can be matched once you have done the orientation." in page.content.decode()


def test_peers_wait_for_one_another_and_not_for_mentors(cast, sign_in):
    Program.objects.filter(pk=cast.program.pk).update(format="peer")
    Enrollment.objects.filter(program=cast.program).update(role="peer")
    mine = Enrollment.objects.get(pk=cast.mentee_enrollment.pk)
    place = waiting_list.place_of(mine)
    assert place.sentence == "2 other people are waiting to be matched, too."
    assert "bring people together in rounds" in place.reason
    url = reverse("program_waiting", args=[cast.program.pk])
    page = sign_in(cast.coordinator).get(url).content.decode()
    assert "3 people are waiting" in page
    assert "mentor is approved" not in page
    own = sign_in(cast.mentee).get(reverse("enrollment_detail", args=[mine.pk])).content.decode()
    assert "When we propose a match, we will email you, and you decide." in own
