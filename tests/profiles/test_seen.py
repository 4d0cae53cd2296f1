"""What others can see of oneself: by who looks, from the real rows, and nothing that is not so."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEvent
from core import clock
from profiles import access_log, summary, visibility_preview
from profiles.models import Answer, Avoid, Enrollment, EnrollmentSkill
from programs.models import Side
from programs.queries import today_here
from tests import stories
from tests.cast import Cast, SignIn, enroll, make_skill


@pytest.fixture
def told(cast) -> Enrollment:
    """The mentee has answered two questions, one of them for the partner, and avoids somebody."""
    mine = cast.mentee_enrollment
    mine.expectations = "Courage for the big talk"
    mine.save()
    for text, readers in (("For us?", "coordinator"), ("For your partner?", "partner")):
        question = cast.program.questions.create(text=text, readers=readers)
        Answer.objects.create(enrollment=mine, question=question, value=f"Answer {readers}")
    Avoid.objects.create(enrollment=mine, user=cast.outsider)
    return mine


def views(enrollment: Enrollment) -> dict[str, visibility_preview.ReaderView]:
    row = summary.with_answers(Enrollment.objects.all()).get(pk=enrollment.pk)
    return {view.key: view for view in visibility_preview.views(row)}


def words(view: visibility_preview.ReaderView) -> str:
    return " | ".join(item for line in view.lines for item in line.items)


def test_each_reader_sees_what_is_for_them(told):
    found = views(told)
    assert "Courage for the big talk" in words(found["coordinators"])
    assert "Answer partner" in words(found["coordinators"])
    assert words(found["partner"]) == "Answer partner"
    assert "Courage" not in words(found["proposed"])
    assert found["manager"].lines == found["others"].lines == []
    assert words(found["nobody"]) == "Outsider"
    assert "Outsider" not in words(found["coordinators"])


def test_the_preview_is_what_the_coordinator_and_the_partner_really_read(cast, told, sign_in):
    stories.started(cast)
    found = views(told)
    args = [cast.program.pk, told.pk]
    review = sign_in(cast.coordinator).get(reverse("enrollment_review", args=args))
    shared = sign_in(cast.mentor).get(reverse("partner_answers", args=[told.pk]))
    row = summary.with_answers(Enrollment.objects.all()).get(pk=told.pk)
    assert review.context["lines"] == summary.lines(row)
    assert found["coordinators"].lines[-len(summary.lines(row)) :] == summary.lines(row)
    assert shared.context["lines"] == found["partner"].lines


def test_a_draft_is_its_author_s_alone(told):
    Enrollment.objects.filter(pk=told.pk).update(status="draft", submitted_at=None)
    found = views(told)["coordinators"]
    assert "yours until you send them" in found.sentence
    assert "Courage" not in words(found)


def test_mentors_read_what_mentees_who_choose_see(cast):
    skill = make_skill("Listening")
    EnrollmentSkill.objects.create(
        enrollment=cast.mentor_enrollment, skill=skill, direction="offered", level=3
    )
    assert "directory" not in views(cast.mentor_enrollment)
    stories.let_mentees(cast.program, "wishes")
    found = views(cast.mentor_enrollment)["directory"]
    assert "Listening: 3 · advanced" in words(found)
    assert "Monday morning" not in words(found)
    assert "directory" not in views(cast.mentee_enrollment)


def test_a_line_manager_who_is_asked_is_named_among_the_readers(cast):
    assert "Nothing from this program" in views(cast.mentee_enrollment)["manager"].sentence
    cast.program.manager_asked = "mentees"
    cast.program.save()
    assert "That you want to take part" in views(cast.mentee_enrollment)["manager"].sentence


def test_the_page_shows_it_to_its_person_alone(cast, told, sign_in, django_assert_max_num_queries):
    url = reverse("enrollment_seen", args=[told.pk])
    client = sign_in(cast.mentee)
    with django_assert_max_num_queries(10):
        page = client.get(url).content.decode()
    assert "Courage for the big talk" in page
    for user in (cast.mentor, cast.coordinator, cast.hr, cast.outsider):
        assert sign_in(user).get(url).status_code == 404
    own = sign_in(cast.mentee).get(reverse("enrollment_detail", args=[told.pk]))
    assert url in own.content.decode()


def test_a_look_at_ones_answers_is_seen_once_a_day_by_the_one_they_are_of(
    cast: Cast, sign_in: SignIn
) -> None:
    mine = cast.mentee_enrollment
    page = reverse("enrollment_seen", args=[mine.pk])
    nobody = "No coordinator has opened your answers or a list with parts of them yet."
    assert nobody in sign_in(cast.mentee).get(page).text
    look = reverse("enrollment_review", args=[cast.program.pk, mine.pk])
    for _time in range(2):
        assert "can see that you looked" in sign_in(cast.coordinator).get(look).text
    assert access_log.at(mine) == [access_log.Look(cast.coordinator, today_here(), is_whole=True)]
    assert AuditEvent.objects.filter(verb=access_log.SEEN).count() == 1
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        sign_in(cast.coordinator).get(look)
    assert len(access_log.at(mine)) == 2
    assert str(cast.coordinator) in sign_in(cast.mentee).get(page).text


@pytest.mark.parametrize(
    ("looks", "words"),
    [
        (["parts"], "opened a list or a file with parts of your answers"),
        (["parts", "whole", "parts"], "opened all your answers"),
        (["whole", "parts"], "opened all your answers"),
    ],
)
def test_the_person_reads_what_was_shown_once_for_each_reader_and_day(
    cast: Cast, sign_in: SignIn, looks: list[str], words: str
) -> None:
    mine = cast.mentee_enrollment
    for look in looks:
        if look == "whole":
            access_log.note(enrollment=mine, by=cast.coordinator)
        else:
            access_log.note_parts(enrollments=[mine.pk], by=cast.coordinator)
    page = sign_in(cast.mentee).get(reverse("enrollment_seen", args=[mine.pk])).text
    assert words in page
    assert page.count(f"<p>{cast.coordinator}</p>") == len(access_log.at(mine)) == 1


def test_a_list_costs_one_question_and_one_insert_and_leaves_out_its_reader(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    own = enroll(cast.coordinator, cast.program, Side.MENTOR)
    people = list(cast.program.enrollments.values_list("pk", flat=True))
    assert len(people) > 3
    with django_assert_num_queries(2):
        access_log.note_parts(enrollments=people, by=cast.coordinator)
    with django_assert_num_queries(1):
        access_log.note_parts(enrollments=people, by=cast.coordinator)
    rows = AuditEvent.objects.filter(verb=access_log.LISTED).values_list("target_id", flat=True)
    assert sorted(rows) == sorted(str(pk) for pk in people if pk != own.pk)


@pytest.mark.parametrize("reader", ["hr", "mentor", "outsider"])
def test_who_may_not_look_leaves_no_line(cast: Cast, sign_in: SignIn, reader: str) -> None:
    look = reverse("enrollment_review", args=[cast.program.pk, cast.mentee_enrollment.pk])
    assert sign_in(getattr(cast, reader)).get(look).status_code in {403, 404}
    assert not AuditEvent.objects.filter(verb=access_log.SEEN).exists()
