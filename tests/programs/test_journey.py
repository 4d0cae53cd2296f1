"""The way from a template to an open program: steps that are left and resumed, and previews."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from core import clock
from core.errors import DomainError
from notifications.models import Message
from programs import actions, formats, overview, setup_steps
from programs import queries as program_queries
from programs.models import Format, PhasePlan, Program
from programs.program_templates import classic
from programs.setup_steps import State
from relationships.models import Relationship
from tests.cast import Cast, SignIn, make_program


@pytest.fixture
def draft(cast: Cast) -> Program:
    """A draft from the classic template, which nobody looks after yet."""
    starts_on = clock.today() + timedelta(days=30)
    return actions.create_from_template(
        template=classic.CLASSIC, name="Growing", starts_on=starts_on, by=cast.hr
    )


def states(program: Program) -> dict[str, State]:
    found = overview.sections(
        program, program_queries.checklist(program), setup_steps.settled(program)
    )
    return {section.step.key: section.state for section in found}


def setup(program: Program) -> str:
    return reverse("program_setup", args=[program.pk])


# Steps ---------------------------------------------------------------------------------------


def test_a_new_draft_has_nine_steps_of_which_one_is_missing(draft: Program) -> None:
    found = states(draft)
    assert [key for key, state in found.items() if state == State.MISSING] == ["staff"]
    assert [key for key, state in found.items() if state == State.SETTLED] == []
    assert len(found) == 9


def test_a_step_is_settled_when_it_is_saved_or_kept(cast: Cast, draft: Program) -> None:
    actions.name_coordinator(program=draft, user=cast.coordinator, by=cast.hr)
    actions.keep_step(program=draft, step="questions", by=cast.hr)
    settled = {key for key, state in states(draft).items() if state == State.SETTLED}
    assert settled == {"staff", "questions"}


@pytest.mark.parametrize("step", [step.key for step in setup_steps.STEPS if not step.hr_only])
def test_each_step_can_be_kept_from_the_page_and_stays_so(
    cast: Cast, sign_in: SignIn, draft: Program, step: str
) -> None:
    client = sign_in(cast.hr)
    client.post(reverse("program_step_keep", args=[draft.pk, step]))
    assert f"1 of {len(setup_steps.STEPS)} steps done" in client.get(setup(draft)).text
    assert states(draft)[step] == State.SETTLED


def test_settling_a_step_of_one_program_settles_no_other(cast: Cast, draft: Program) -> None:
    other = actions.create_from_template(
        template=classic.CLASSIC, name="Other", starts_on=draft.starts_on, by=cast.hr
    )
    actions.keep_step(program=other, step="questions", by=cast.hr)
    assert states(draft)["questions"] == State.OPEN


def test_no_step_that_does_not_exist_is_kept(cast: Cast, sign_in: SignIn, draft: Program) -> None:
    answer = sign_in(cast.hr).post(
        reverse("program_step_keep", args=[draft.pk, "nonsense"]), follow=True
    )
    assert "There is no such step." in answer.text
    assert not AuditEvent.objects.filter(verb=setup_steps.KEPT).exists()


def test_what_is_missing_comes_first_then_what_nobody_has_looked_at_then_opening(
    cast: Cast, sign_in: SignIn, draft: Program
) -> None:
    client = sign_in(cast.hr)
    draft.criteria.update(weight=0)
    step = client.get(setup(draft)).context["next_step"]
    assert (step.title, step.route) == ("2 things are missing", "program_criteria")
    draft.criteria.update(weight=10)
    assert "name a coordinator" in client.get(setup(draft)).context["next_step"].sentence
    actions.name_coordinator(program=draft, user=cast.coordinator, by=cast.hr)
    step = client.get(setup(draft)).context["next_step"]
    assert (step.route, step.move) == ("program_dates", "open")
    for key in setup_steps.BY_KEY:
        actions.keep_step(program=draft, step=key, by=cast.hr)
    step = client.get(setup(draft)).context["next_step"]
    assert (step.route, step.move) == ("", "open")


def test_opening_names_everything_that_is_missing(cast: Cast, draft: Program) -> None:
    draft.criteria.update(weight=0)
    PhasePlan.objects.filter(program=draft, phase="separation").delete()
    with pytest.raises(DomainError) as refused:
        actions.open_enrollment(program=draft, by=cast.hr)
    words = str(refused.value)
    assert "Some phase has no plan" in words
    assert "No matching criterion has a weight" in words
    assert "name a coordinator" in words


def test_a_coordinator_is_told_who_names_staff(cast: Cast, sign_in: SignIn, draft: Program) -> None:
    actions.name_coordinator(program=draft, user=cast.coordinator, by=cast.hr)
    page = sign_in(cast.coordinator).get(setup(draft)).text
    assert reverse("program_staff", args=[draft.pk]) not in page
    assert "Staff" in page


def test_a_day_to_join_that_has_passed_is_no_fault_of_a_running_program(
    cast: Cast, sign_in: SignIn
) -> None:
    passed = clock.today() - timedelta(days=5)
    Program.objects.filter(pk=cast.program.pk).update(status="running", enrollment_closes_on=passed)
    page = sign_in(cast.hr).get(setup(cast.program)).text
    assert "People can join until" in page
    assert "missing" not in page.split("<main")[1]


def test_an_open_program_shows_no_progress(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.hr).get(setup(cast.program)).text
    assert "steps done" not in page
    assert "Keep as is" not in page


# Format and taking part ----------------------------------------------------------------------


def test_the_format_of_a_draft_is_changed(cast: Cast, sign_in: SignIn, draft: Program) -> None:
    url = reverse("program_format", args=[draft.pk])
    sign_in(cast.hr).post(url, {"format": "reverse"})
    draft.refresh_from_db()
    assert draft.format == Format.REVERSE
    assert states(draft)["format"] == State.SETTLED


def test_the_format_of_an_open_program_stays(cast: Cast, sign_in: SignIn) -> None:
    client, url = sign_in(cast.hr), reverse("program_format", args=[cast.program.pk])
    assert 'name="format"' not in client.get(url).text
    client.post(url, {"format": "reverse"})
    cast.program.refresh_from_db()
    assert cast.program.format == Format.CLASSIC


@pytest.mark.parametrize("typed", [{}, {"format": ""}, {"format": "none"}, {"format": "\0"}])
def test_an_unknown_format_is_refused(
    cast: Cast, sign_in: SignIn, draft: Program, typed: dict[str, str]
) -> None:
    answer = sign_in(cast.hr).post(reverse("program_format", args=[draft.pk]), typed)
    assert list(answer.context["form"].errors) == ["format"]


def test_every_format_is_explained(cast: Cast, sign_in: SignIn, draft: Program) -> None:
    page = sign_in(cast.hr).get(reverse("program_format", args=[draft.pk]))
    assert len(page.context["all_traits"]) == len(formats.TRAITS)


def test_taking_part_is_changed(cast: Cast, sign_in: SignIn) -> None:
    url = reverse("program_taking_part", args=[cast.program.pk])
    sign_in(cast.coordinator).post(
        url, {"most_mentees": "2", "orientation_required": "on", "briefing_readers": "nobody"}
    )
    cast.program.refresh_from_db()
    assert (cast.program.most_mentees, cast.program.orientation_required) == (2, True)
    event = AuditEvent.objects.get(verb="program.taking_part_changed")
    assert event.details == {"changed": ["most_mentees", "orientation_required"]}


@pytest.mark.parametrize("number", ["", "0", "4", "x", "\0"])
def test_a_capacity_nobody_can_have_is_refused(cast: Cast, sign_in: SignIn, number: str) -> None:
    url = reverse("program_taking_part", args=[cast.program.pk])
    answer = sign_in(cast.hr).post(url, {"most_mentees": number, "briefing_readers": "nobody"})
    assert list(answer.context["form"].errors) == ["most_mentees"]


@pytest.mark.parametrize(("most", "offered"), [(1, []), (2, [1, 2]), (3, [1, 2, 3])])
def test_mentors_offer_no_more_places_than_the_program_wants(
    cast: Cast, sign_in: SignIn, most: int, offered: list[int]
) -> None:
    Program.objects.filter(pk=cast.program.pk).update(most_mentees=most)
    page = sign_in(cast.outsider).get(reverse("enroll", args=[cast.program.join_token, "mentor"]))
    field = page.context["form"].fields.get("capacity")
    assert [key for key, _label in field.choices] == offered if field else offered == []


def test_a_mentor_who_offered_more_before_keeps_the_places(cast: Cast, sign_in: SignIn) -> None:
    Program.objects.filter(pk=cast.program.pk).update(most_mentees=1)
    page = sign_in(cast.mentor).get(reverse("enrollment_edit", args=[cast.mentor_enrollment.pk]))
    assert [key for key, _label in page.context["form"].fields["capacity"].choices] == [1, 2]


# The coordinator's view ----------------------------------------------------------------------


def test_the_preview_shows_the_list_by_the_limits_of_the_program(
    cast: Cast, sign_in: SignIn
) -> None:
    plan = PhasePlan.objects.filter(program=cast.program, phase="cultivation")
    plan.update(amber_gap_days=20, red_gap_days=33)
    url = reverse("program_preview_coordinator", args=[cast.program.pk])
    page = sign_in(cast.coordinator).get(url).text
    assert "have not met for 36 days" in page
    assert "Urgent after 33 days" in page
    assert not Relationship.objects.exists()
    assert not Message.objects.exists()


def test_the_preview_of_a_draft_without_plans_works(cast: Cast, sign_in: SignIn) -> None:
    program = make_program("Bare")
    program.phase_plans.all().delete()
    url = reverse("program_preview_coordinator", args=[program.pk])
    assert sign_in(cast.hr).get(url).status_code == 200
