"""A draft says that it is out of date, why, and what to do about it."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from accounts import actions as people
from accounts import audit
from accounts.models import AuditEvent, User
from matching import actions, staleness
from matching.actions.wishes import add_wish
from matching.groups import actions as drafting
from profiles import actions as enrolling
from profiles.actions import ANSWERS_SAVED
from profiles.models import Avoid, Enrollment, EnrollmentStatus
from profiles.profile_data import Profile
from programs.models import Choice, CriterionKey, Format, Program, Side
from relationships.actions import endings, proposals
from tests import gatherings, stories
from tests.cast import Cast, SignIn, enroll, make_user


def waiting(cast: Cast) -> Enrollment:
    row = enroll(make_user("new"), cast.program, Side.MENTEE)
    Enrollment.objects.filter(pk=row.pk).update(
        status=EnrollmentStatus.SUBMITTED, decided_by=None, decided_at=None
    )
    row.refresh_from_db()
    return row


def facts(person: User, **changed: object) -> people.PersonDetails:
    names = people.PersonDetails.__annotations__
    values = {name: getattr(person, name) for name in names if name != "unit"}
    return people.PersonDetails(**{**values, "unit": str(person.unit or ""), **changed})  # type: ignore[typeddict-item]


def wish(cast: Cast) -> None:
    Program.objects.filter(pk=cast.program.pk).update(choice=Choice.WISHES)
    cast.mentee_enrollment.program.refresh_from_db()
    add_wish(mentee=cast.mentee_enrollment, mentor=cast.mentor_enrollment, by=cast.mentee)


def not_now(cast: Cast) -> None:
    record = stories.started(cast)
    endings.end_no_fault(relationship=record, by=cast.mentor)
    endings.wish(relationship=record, by=cast.mentee, wish="wait")


CHANGES: dict[str, Callable[[Cast], object]] = {
    "1 person has joined.": lambda cast: enrolling.approve(
        enrollment=waiting(cast), by=cast.coordinator
    ),
    "1 person has left.": lambda cast: enrolling.withdraw(
        enrollment=cast.second_mentee_enrollment, by=cast.second_mentee
    ),
    "1 person has saved their answers.": lambda cast: enrolling.change_practicalities(
        enrollment=cast.mentee_enrollment,
        profile=Profile(values={"languages": ["en", "it"]}),
        by=cast.mentee,
    ),
    "The directory entry or the settings of 1 person have changed.": lambda cast: (
        people.change_person(
            person=cast.mentee, facts=facts(cast.mentee, manager=cast.mentor), by=cast.hr
        )
    ),
    "1 person has said what they would like next after an ending.": not_now,
    "What the matching weighs has changed.": lambda cast: actions.change_aims(
        program=cast.program,
        weights=dict.fromkeys(CriterionKey.values, 3),
        least=10,
        by=cast.coordinator,
    ),
    "You have decided about 1 match.": lambda cast: actions.reject(
        program=cast.program,
        mentor=cast.mentor_enrollment,
        mentee=cast.mentee_enrollment,
        by=cast.coordinator,
    ),
    "1 person has new wishes.": wish,
    "1 proposal or relationship has ended.": lambda cast: proposals.decline(
        relationship=stories.proposed(cast), by=cast.mentor
    ),
}


@pytest.mark.parametrize("sentence", CHANGES)
def test_a_draft_says_why_it_is_out_of_date(cast: Cast, sign_in: SignIn, sentence: str) -> None:
    actions.run(program=cast.program, by=cast.coordinator)
    client, room = sign_in(cast.coordinator), reverse("matching_room", args=[cast.program.pk])
    assert "This draft is out of date" not in client.get(room).text
    CHANGES[sentence](cast)
    page = client.get(room).text
    assert "This draft is out of date" in page
    assert sentence in page
    again = reverse("matching_run", args=[cast.program.pk])
    assert f'action="{again}"' in page
    after = client.post(again, follow=True).text
    assert sentence not in after


def test_what_happens_to_others_makes_no_draft_stale(cast: Cast) -> None:
    made = actions.run(program=cast.program, by=cast.coordinator)
    people.change_person(
        person=cast.outsider, facts=facts(cast.outsider, location="Oslo"), by=cast.hr
    )
    enrolling.withdraw(
        enrollment=enroll(cast.outsider, cast.other_program, Side.MENTEE), by=cast.outsider
    )
    assert staleness.changes_since(cast.program, made.created_at) == []


@pytest.mark.parametrize("verb", sorted(ANSWERS_SAVED))
def test_saving_answers_makes_a_draft_stale_until_the_next_run(
    cast: Cast, sign_in: SignIn, verb: str
) -> None:
    """Also where the run comes out the same, so that it is one draft and one run."""
    made = actions.run(program=cast.program, by=cast.coordinator)
    row = cast.mentee_enrollment
    audit.record(by=cast.mentee, verb=verb, target=row, program_id=row.program_id)
    client, room = sign_in(cast.coordinator), reverse("matching_room", args=[cast.program.pk])
    assert "1 person has saved their answers." in client.get(room).text
    again = client.post(reverse("matching_run", args=[cast.program.pk]), follow=True).text
    assert "This draft is out of date" not in again
    assert actions.run(program=cast.program, by=cast.coordinator).pk == made.pk


@pytest.mark.parametrize("change", [{"avoids": True}, {}, {"languages": ["en", "it"]}])
def test_a_draft_says_the_same_whatever_somebody_has_saved(
    cast: Cast, change: dict[str, object]
) -> None:
    """The avoid list reads like answers that coordinators see, and like no change at all."""
    made = actions.run(program=cast.program, by=cast.coordinator)
    avoids = [cast.mentor] if change.pop("avoids", False) else []
    enrolling.change_practicalities(
        enrollment=cast.mentee_enrollment,
        profile=Profile(values=change, avoids=avoids),
        by=cast.mentee,
    )
    assert Avoid.objects.exists() == bool(avoids)
    found = staleness.changes_since(cast.program, made.created_at)
    assert found == ["1 person has saved their answers."]


def test_no_row_of_the_trail_says_that_the_avoid_list_has_changed(cast: Cast) -> None:
    for avoids in ([cast.mentor], [], []):
        enrolling.change_practicalities(
            enrollment=cast.mentee_enrollment,
            profile=Profile(values={}, avoids=avoids),
            by=cast.mentee,
        )
    rows = AuditEvent.objects.filter(target_id=str(cast.mentee_enrollment.pk), actor=cast.mentee)
    assert {(row.verb, str(row.details)) for row in rows} == {("enrollment.saved", "{}")}


def test_a_published_run_is_not_stale(cast: Cast, sign_in: SignIn) -> None:
    made = actions.run(program=cast.program, by=cast.coordinator)
    actions.publish(run=made, by=cast.coordinator)
    enrolling.approve(enrollment=waiting(cast), by=cast.coordinator)
    room = reverse("matching_room", args=[cast.program.pk])
    assert "This draft is out of date" not in sign_in(cast.coordinator).get(room).text


def test_drafts_of_groups_say_it_too(cast: Cast, sign_in: SignIn) -> None:
    program = gatherings.program(cast, Format.PEER)
    for name in ("ana", "bo", "cleo"):
        enroll(make_user(name), program, Side.PEER)
    drafting.arrange(program=program, by=cast.coordinator)
    page = reverse("matching_gatherings", args=[program.pk])
    client = sign_in(cast.coordinator)
    assert "This draft is out of date" not in client.get(page).text
    leaver = program.enrollments.order_by("pk")[0]
    enrolling.withdraw(enrollment=leaver, by=leaver.user)
    assert "1 person has left." in client.get(page).text
