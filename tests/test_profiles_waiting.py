"""Approved and without a mentor: people read where they stand and why."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentoring.lib import clock
from profiles import waiting
from profiles.models import Enrollment
from profiles.waiting import Place
from tests import stories
from tests.cast import enroll, make_user


@pytest.fixture
def in_order(cast):
    """The second mentee was approved an hour before the first."""
    earlier = clock.now() - timedelta(hours=1)
    Enrollment.objects.filter(pk=cast.second_mentee_enrollment.pk).update(decided_at=earlier)
    return cast


def test_the_line_is_in_the_order_of_approval(in_order):
    assert waiting.place_of(in_order.second_mentee_enrollment) == Place(1, 2, mentors=1, free=2)
    assert waiting.place_of(in_order.mentee_enrollment) == Place(2, 2, mentors=1, free=2)


def test_who_has_a_mentor_or_a_proposal_waits_no_more(in_order):
    stories.ready_for_cultivation(in_order)
    assert waiting.place_of(in_order.mentee_enrollment) is None
    assert waiting.place_of(in_order.second_mentee_enrollment) == Place(1, 1, mentors=1, free=1)


@pytest.mark.parametrize("changes", [{"status": "submitted"}, {"status": "withdrawn"}])
def test_only_approved_people_stand_in_line(cast, changes):
    Enrollment.objects.filter(pk=cast.second_mentee_enrollment.pk).update(**changes)
    cast.second_mentee_enrollment.refresh_from_db()
    assert waiting.place_of(cast.second_mentee_enrollment) is None
    assert waiting.place_of(cast.mentee_enrollment).waiting == 1


def test_people_who_may_not_sign_in_hold_up_nobody(in_order):
    in_order.second_mentee.is_active = False
    in_order.second_mentee.save()
    assert waiting.place_of(in_order.mentee_enrollment).position == 1


def test_mentors_and_closed_programs_have_no_line(cast):
    assert waiting.place_of(cast.mentor_enrollment) is None
    cast.program.status = "closed"
    cast.mentee_enrollment.program = cast.program
    assert waiting.place_of(cast.mentee_enrollment) is None


def test_other_programs_have_lines_of_their_own(cast):
    enroll(cast.outsider, cast.other_program, "mentee")
    assert waiting.place_of(cast.mentee_enrollment).waiting == 2


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(1, 3, mentors=0, free=0), "No mentor is approved yet"),
        (Place(1, 3, mentors=2, free=0), "as many mentees as they can take"),
        (Place(1, 3, mentors=2, free=1), "1 free place, and more people wait"),
        (Place(1, 3, mentors=2, free=2), "2 free places, and more people wait"),
        (Place(1, 3, mentors=2, free=3), "a free place for everybody"),
    ],
)
def test_the_reason_is_said_in_words(place, words):
    assert words in place.reason


def test_the_person_reads_it_on_their_page(in_order, sign_in):
    url = reverse("enrollment_detail", args=[in_order.mentee_enrollment.pk])
    page = sign_in(in_order.mentee).get(url).content.decode()
    assert "You are number 2 of 2 who wait for a mentor." in page
    assert "Second Mentee" not in page


def test_somebody_alone_is_not_called_number_one_of_one():
    assert "only one" in Place(1, 1, mentors=1, free=1).sentence


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
