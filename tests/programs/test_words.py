"""Every format in its own words: a buddy is nowhere called a mentor to who takes part."""

import pytest
from django.urls import reverse

from notifications import kinds
from notifications.models import Message
from profiles import actions
from profiles.models import Enrollment, EnrollmentStatus
from programs import formats
from programs.models import Format, Program, Shape
from sessions import previews
from tests import stories
from tests.cast import Cast, SignIn


@pytest.fixture
def buddies(cast: Cast) -> Program:
    """The cast's program, with buddies and newcomers."""
    Program.objects.filter(pk=cast.program.pk).update(format=Format.BUDDY)
    cast.program.refresh_from_db()
    return cast.program


@pytest.mark.parametrize("format_key", formats.TRAITS)
def test_everybody_has_a_name_in_every_format(format_key: str) -> None:
    names = [formats.role_name(format_key, side) for side in formats.of(format_key).sides]
    assert all(names)


def test_people_are_listed_as_what_they_are_called(
    cast: Cast, sign_in: SignIn, buddies: Program
) -> None:
    page = sign_in(cast.coordinator).get(reverse("program_people", args=[buddies.pk])).text
    assert '<span class="tag">Buddy</span>' in page
    assert '<span class="tag">Newcomer</span>' in page
    assert '<option value="mentor">Buddy</option>' in page
    assert "Peer</option>" not in page


def test_my_own_pages_call_me_and_the_other_by_the_words_of_the_format(
    cast: Cast, sign_in: SignIn, buddies: Program
) -> None:
    stories.proposed(cast)
    client = sign_in(cast.mentee)
    page = client.get(reverse("relationship_list")).text
    assert "Proposed as your buddy in Leadership." in page
    assert "as a newcomer" in page
    own = client.get(reverse("enrollment_detail", args=[cast.mentee_enrollment.pk])).text
    assert "You as a newcomer in Leadership" in own
    pair = cast.program.relationships.get()
    proposal = client.get(reverse("relationship_detail", args=[pair.pk])).text
    assert "proposed as your buddy in" in proposal


def test_the_letter_of_approval_says_what_somebody_is(cast: Cast, buddies: Program) -> None:
    Enrollment.objects.filter(pk=cast.mentee_enrollment.pk).update(
        status=EnrollmentStatus.SUBMITTED
    )
    actions.approve(enrollment=cast.mentee_enrollment, by=cast.coordinator)
    message = Message.objects.get(kind="profiles.approved")
    letter = kinds.get(message.kind).compose(message)
    assert letter
    assert "as a newcomer" in letter.paragraphs[0]


def test_the_set_up_previews_the_forms_of_the_format(
    cast: Cast, sign_in: SignIn, buddies: Program
) -> None:
    client = sign_in(cast.hr)
    page = client.get(reverse("program_setup", args=[buddies.pk])).text
    assert "The form, as a newcomer" in page
    assert "A buddy takes up to 3 at a time." in page
    terms = client.get(reverse("program_taking_part", args=[buddies.pk])).text
    assert "How many may a buddy take at a time?" in terms
    Program.objects.filter(pk=buddies.pk).update(format=Format.PEER)
    page = client.get(reverse("program_setup", args=[buddies.pk])).text
    assert "The form, as a peer" in page
    assert reverse("program_preview", args=[buddies.pk, "mentee"]) not in page


@pytest.mark.parametrize("format_key", formats.TRAITS)
def test_every_letter_of_every_format_can_be_read_beforehand(cast: Cast, format_key: str) -> None:
    cast.program.format = format_key
    sides = {formats.role_name(format_key, side) for side in formats.of(format_key).sides}
    for key in previews.KEYS:
        readers = {row.reader for row in previews.of(cast.program, key)}
        assert readers <= {"", *sides}


def test_a_format_of_one_session_has_no_touchpoints_to_set(cast: Cast, sign_in: SignIn) -> None:
    Program.objects.filter(pk=cast.program.pk).update(format=Format.FLASH)
    assert formats.of(Format.FLASH).shape == Shape.TALK
    page = sign_in(cast.hr).get(reverse("program_messages", args=[cast.program.pk])).text
    assert "One session, few emails" in page
    assert "goals_status_day" not in page
