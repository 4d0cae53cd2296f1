"""The page of a program for line managers: who may read it, and that it names nobody in it."""

import pytest
from django.test import Client
from django.urls import reverse

from profiles import briefing
from profiles.models import Enrollment, EnrollmentStatus
from programs import actions
from programs.actions import TakingPart
from programs.models import Program
from tests import stories
from tests.cast import Cast, SignIn


def open_to(cast: Cast, readers: str) -> str:
    """Let ``readers`` read the page; its address."""
    terms = TakingPart(most_mentees=3, orientation_required=False, briefing_readers=readers)
    program = actions.change_taking_part(program=cast.program, terms=terms, by=cast.hr)
    return reverse("program_briefing", args=[program.briefing_token or "none"])


def test_whoever_has_the_link_reads_it_where_the_program_says_so(
    cast: Cast, client: Client
) -> None:
    page = client.get(open_to(cast, "link"))
    assert page.status_code == 200
    assert "Leadership, for line managers" in page.text


def test_line_managers_of_people_in_the_program_read_it_when_they_are_signed_in(
    cast: Cast, sign_in: SignIn, client: Client
) -> None:
    url = open_to(cast, "managers")
    assert sign_in(cast.line_manager).get(url).status_code == 200
    assert sign_in(cast.outsider).get(url).status_code == 404
    assert client.get(url).url == f"/accounts/login/?next={url}"


@pytest.mark.parametrize("status", [EnrollmentStatus.DRAFT, EnrollmentStatus.WITHDRAWN])
def test_who_manages_nobody_that_takes_part_reads_nothing(
    cast: Cast, sign_in: SignIn, status: str
) -> None:
    Enrollment.objects.filter(user=cast.mentee).update(status=status)
    assert sign_in(cast.line_manager).get(open_to(cast, "managers")).status_code == 404


def test_staff_read_it_before_anybody_else(cast: Cast, sign_in: SignIn) -> None:
    Program.objects.filter(pk=cast.program.pk).update(briefing_token="kept")
    url = reverse("program_briefing", args=["kept"])
    assert sign_in(cast.coordinator).get(url).status_code == 200
    assert sign_in(cast.line_manager).get(url).status_code == 404
    assert sign_in(cast.other_coordinator).get(url).status_code == 404


def test_closing_it_again_closes_the_link(cast: Cast, client: Client) -> None:
    url = open_to(cast, "link")
    open_to(cast, "nobody")
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("token", ["nonsense", "a\0b", "x" * 5000])
def test_an_unknown_link_is_not_found(cast: Cast, client: Client, token: str) -> None:
    assert client.get(reverse("program_briefing", args=[token])).status_code == 404


def test_it_names_nobody_in_the_program(cast: Cast, sign_in: SignIn, client: Client) -> None:
    stories.started(cast)
    url = open_to(cast, "link")
    for reader in (client, sign_in(cast.line_manager)):
        page = reader.get(url).text
        assert cast.mentor.email not in page
        assert cast.mentee.email not in page
    assert cast.coordinator.email not in client.get(url).text
    assert cast.coordinator.email in sign_in(cast.line_manager).get(url).text


def test_line_managers_are_sent_to_the_page_of_the_program(cast: Cast) -> None:
    assert briefing.url(cast.program).endswith("/for-line-managers/")
    url = open_to(cast, "managers")
    cast.program.refresh_from_db()
    assert briefing.url(cast.program).endswith(url)


def test_the_link_stands_where_it_is_switched_on(cast: Cast, sign_in: SignIn) -> None:
    client, page = sign_in(cast.hr), reverse("program_taking_part", args=[cast.program.pk])
    assert "briefing-link" not in client.get(page).text
    client.post(page, {"most_mentees": "3", "briefing_readers": "link"})
    cast.program.refresh_from_db()
    assert cast.program.briefing_token in client.get(page).text


@pytest.mark.parametrize("readers", ["", "everybody", "\0"])
def test_other_readers_are_refused(cast: Cast, sign_in: SignIn, readers: str) -> None:
    page = reverse("program_taking_part", args=[cast.program.pk])
    answer = sign_in(cast.hr).post(page, {"most_mentees": "3", "briefing_readers": readers})
    assert list(answer.context["form"].errors) == ["briefing_readers"]


def test_a_clone_has_a_link_of_its_own(cast: Cast) -> None:
    open_to(cast, "link")
    cast.program.refresh_from_db()
    copy = actions.clone(
        program=cast.program,
        name="Again",
        starts_on=cast.program.starts_on,
        with_coordinators=False,
        by=cast.hr,
    )
    assert copy.briefing_readers == "link"
    assert copy.briefing_token not in {None, cast.program.briefing_token}


@pytest.mark.parametrize("format_key", ["peer", "group", "circle"])
def test_formats_without_places_ask_for_none(cast: Cast, sign_in: SignIn, format_key: str) -> None:
    Program.objects.filter(pk=cast.program.pk).update(format=format_key)
    client, page = sign_in(cast.hr), reverse("program_taking_part", args=[cast.program.pk])
    assert "most_mentees" not in client.get(page).context["form"].fields
    assert client.post(page, {"briefing_readers": "nobody"}).status_code == 302
