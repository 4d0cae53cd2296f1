"""The orientation: short, checked, and before the matching where the program says so."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from matching import pool
from profiles.orientation import modules
from programs import formats
from programs.models import Format, Program, Side

RIGHT = {module.key: str(module.right) for module in modules(Format.CLASSIC, Side.MENTEE)}


@pytest.fixture
def url(cast):
    return reverse("orientation", args=[cast.mentee_enrollment.pk])


@pytest.mark.parametrize("kind", Format)
def test_every_module_has_one_right_answer_among_several(kind):
    for side in formats.of(kind).sides:
        found = modules(kind, side)
        assert len({module.key for module in found}) == len(found) >= 3
        assert all(len(m.answers) >= 2 and 0 <= m.right < len(m.answers) for m in found)


def test_right_answers_complete_it_once(cast, sign_in, url):
    client = sign_in(cast.mentee)
    assert client.post(url, RIGHT).url == reverse(
        "enrollment_detail", args=[cast.mentee_enrollment.pk]
    )
    cast.mentee_enrollment.refresh_from_db()
    first = cast.mentee_enrollment.orientation_done_at
    client.post(url, RIGHT)
    cast.mentee_enrollment.refresh_from_db()
    assert first
    assert cast.mentee_enrollment.orientation_done_at == first
    assert AuditEvent.objects.filter(verb="enrollment.orientation_done").count() == 1


@pytest.mark.parametrize("typed", ["", "9", "nul\0", "x" * 100_000, "🙂"])
def test_an_answer_that_is_none_is_explained(cast, sign_in, url, typed):
    answer = sign_in(cast.mentee).post(url, {**RIGHT, "private": typed})
    assert list(answer.context["form"].errors) == ["private"]
    cast.mentee_enrollment.refresh_from_db()
    assert cast.mentee_enrollment.orientation_done_at is None


def test_a_wrong_answer_says_what_is_right_and_completes_nothing(cast, sign_in, url):
    page = sign_in(cast.mentee).post(url, {**RIGHT, "private": "0"}).content.decode()
    assert "Not quite. What you talk about stays between you" in page
    cast.mentee_enrollment.refresh_from_db()
    assert cast.mentee_enrollment.orientation_done_at is None


def test_nobody_does_the_orientation_of_somebody_else(cast, sign_in, client, url):
    for user in (cast.mentor, cast.coordinator, cast.hr):
        assert sign_in(user).post(url, RIGHT).status_code == 404
    assert client.get(url).status_code == 302


def matched(cast):
    cast.program.refresh_from_db()
    return {str(m.id) for m in pool.load(cast.program).problem.mentees}


def test_the_matching_waits_for_it_only_where_the_program_says_so(cast, sign_in, url):
    both = {str(cast.mentee_enrollment.pk), str(cast.second_mentee_enrollment.pk)}
    assert matched(cast) == both
    Program.objects.filter(pk=cast.program.pk).update(orientation_required=True)
    assert matched(cast) == set()
    sign_in(cast.mentee).post(url, RIGHT)
    assert matched(cast) == {str(cast.mentee_enrollment.pk)}


def test_coordinators_see_who_has_done_it(cast, sign_in, url):
    Program.objects.filter(pk=cast.program.pk).update(orientation_required=True)
    sign_in(cast.mentee).post(url, RIGHT)
    page = sign_in(cast.coordinator).get(reverse("program_people", args=[cast.program.pk]))
    assert page.content.decode().count("orientation done") == 1
    assert page.content.decode().count("orientation not done") == 2


def test_the_program_says_whether_it_comes_first(cast, sign_in):
    page, client = reverse("program_taking_part", args=[cast.program.pk]), sign_in(cast.coordinator)
    form = client.get(page).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    client.post(page, {**data, "orientation_required": "on"})
    cast.program.refresh_from_db()
    assert cast.program.orientation_required


def test_everybody_inside_reads_the_briefing_for_line_managers(cast, sign_in, client):
    page = reverse("manager_briefing")
    assert "What stays private" in sign_in(cast.line_manager).get(page).content.decode()
    assert client.get(page).status_code == 302
