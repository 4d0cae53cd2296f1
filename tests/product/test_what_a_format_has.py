"""Pages name only what a format has: a talk has no agreement, nobody joins a running circle."""

import pytest
from django.urls import reverse

from core import clock
from notifications.models import Message
from profiles.models import Answer
from programs.models import Format, Question
from relationships.actions import endings
from reports import reached, sample
from sessions import previews
from tests import gatherings
from tests.cast import Cast, SignIn
from tests.foreign_words import seen
from tests.gatherings import composed, who

MANY = (Format.GROUP, Format.CIRCLE)
NOT_OF_A_TALK = ("agreement", "goal", "fit", "limit", "have not met for")


def test_no_page_for_coordinators_gives_a_talk_what_it_does_not_have(
    cast: Cast, sign_in: SignIn
) -> None:
    record = gatherings.started(cast, Format.FLASH)
    client, program = sign_in(cast.coordinator), record.program_id
    routes = ("program_preview_coordinator", "program_pairs", "program_dashboard")
    pages = [reverse(route, args=[program]) for route in routes]
    pages.append(reverse("pair_detail", args=[program, record.pk]))
    for page in pages:
        text = seen(client.get(page).text).lower()
        assert [word for word in NOT_OF_A_TALK if word in text] == [], page


def test_the_end_of_a_talk_is_not_called_the_end_of_a_mentoring(cast: Cast) -> None:
    record = gatherings.started(cast, Format.FLASH)
    endings.end_administratively(relationship=record, by=cast.coordinator)
    for message in Message.objects.filter(kind="relationships.ended_administratively"):
        letter = composed(message)
        assert letter is not None
        assert "Your talk with" in letter.subject
        assert "mentoring" not in f"{letter.subject} {letter.paragraphs[0]}"


@pytest.mark.parametrize("kind", MANY)
def test_examples_of_a_group_have_more_than_two_people(cast: Cast, kind: Format) -> None:
    program = gatherings.program(cast, kind)
    headlines = [item.headline for item in sample.items(program, clock.now())]
    assert any("Liv, Tomasz" in line for line in headlines)
    assert all(len(scene.others) > 1 for scene in previews._scenes(program))


@pytest.mark.parametrize("kind", MANY)
def test_it_is_said_that_nobody_joins_what_has_begun(
    cast: Cast, sign_in: SignIn, kind: Format
) -> None:
    record = gatherings.started(cast, kind)
    endings.take_out(relationship=record, user_id=who("bo").pk, by=cast.coordinator)
    pages = [
        reverse("pair_detail", args=[record.program_id, record.pk]),
        reverse("matching_gatherings", args=[record.program_id]),
    ]
    for page in pages:
        shown = sign_in(cast.coordinator).get(page).text
        assert f"Nobody can be added to a {kind.value} that has begun." in shown


@pytest.mark.parametrize("kind", MANY)
def test_a_figure_since_the_start_stays_when_somebody_leaves(cast: Cast, kind: Format) -> None:
    record = gatherings.started(cast, kind)
    record.memberships.update(fit="good", fit_at=clock.now())
    before = reached.of_program(record.program, clock.now())
    endings.end_no_fault(relationship=record, by=who("bo"))
    after = reached.of_program(record.program, clock.now())
    assert (after.asked_about_fit, after.good_fit) == (before.asked_about_fit, before.good_fit)


@pytest.mark.parametrize("kind", MANY)
def test_a_link_to_what_a_member_wrote_leads_to_words(
    cast: Cast, sign_in: SignIn, kind: Format
) -> None:
    record = gatherings.started(cast, kind)
    places = {one.user: one.enrollment for one in record.memberships.select_related("user")}
    question = Question.objects.create(
        program=record.program, text="Your week?", kind="text", readers="partner", position=1
    )
    Answer.objects.create(enrollment=places[who("cleo")], question=question, value="Busy")
    page = sign_in(who("bo")).get(reverse("relationship_detail", args=[record.pk])).text
    links = {name: link_to(places[who(name)].pk) in page for name in ("ana", "cleo", "dan")}
    assert links == {"ana": False, "cleo": True, "dan": False}


def link_to(enrollment: object) -> str:
    return reverse("partner_answers", args=[enrollment])
