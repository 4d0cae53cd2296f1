"""Every format there is, from its template to a record that has begun, through the pages alone."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from profiles.models import EnrollmentStatus
from programs import formats, setup_steps
from programs.models import Choice, Format, Program, ProgramStatus, Shape, Side
from programs.program_templates.formats import TEMPLATES
from programs.shapes import SHAPES
from relationships.models import Membership, Relationship
from tests import confirming
from tests.cast import Cast, SignIn, make_skill, make_users

KEYS = {template.format: template.key for template in TEMPLATES.values()}


@pytest.mark.parametrize("kind", formats.TRAITS)
def test_every_format_leads_from_its_template_to_a_record_that_has_begun(
    cast: Cast, sign_in: SignIn, kind: str
) -> None:
    make_skill("Giving feedback")
    hr, coordinator = sign_in(cast.hr), sign_in(cast.coordinator)
    program = set_up(hr, cast, kind)
    people = come(sign_in, program)
    approve(coordinator, program)
    rows = program.enrollments.select_related("user")
    assert {(row.user, row.role, row.status) for row in rows} == {
        (person, side, EnrollmentStatus.APPROVED) for person, side in people.items()
    }
    for route in ("program_dashboard", "program_people", "matching_room", "program_pairs"):
        assert coordinator.get(reverse(route, args=[program.pk]), follow=True).status_code == 200
    bring_together(sign_in, coordinator, program)
    check_it_has_begun(sign_in, program, people)


def sides_of(traits: formats.Traits) -> list[Side]:
    """The fewest people with whom something of this format begins."""
    once = list(traits.sides)
    return once + once[:1] * (SHAPES[traits.shape].fewest - len(once))


def come(sign_in: SignIn, program: Program) -> dict[User, Side]:
    """As many people as it takes join, each on the pages for their part."""
    traits = formats.of(program.format)
    sides = sides_of(traits)
    people = dict(zip(make_users({f"new-{n}": {} for n in range(len(sides))}), sides, strict=True))
    for person, side in people.items():
        join(sign_in(person), program, traits.part(side))
    return people


def bring_together(sign_in: SignIn, coordinator: Client, program: Program) -> None:
    """By drafts, by the matching of pairs, or by a mentee who asks a mentor."""
    if formats.of(program.format).gathers:
        coordinator.post(reverse("gatherings_arrange", args=[program.pk]))
        drafts = [str(pk) for pk in program.gatherings.values_list("pk", flat=True)]
        confirming.press(
            coordinator, reverse("gatherings_propose", args=[program.pk]), {"gathering": drafts}
        )
    elif program.choice == Choice.REQUESTS:
        ask(sign_in, program)
        return
    else:
        coordinator.post(reverse("matching_run", args=[program.pk]))
        run = program.match_runs.get()
        coordinator.post(reverse("matching_publish", args=[run.pk]))
    for member in Membership.objects.filter(relationship__program=program).select_related("user"):
        sign_in(member.user).post(reverse("proposal_accept", args=[member.relationship_id]))


def ask(sign_in: SignIn, program: Program) -> None:
    """The mentee writes to the mentor, who says yes."""
    mentee, mentor = (
        program.enrollments.select_related("user").get(role=side)
        for side in (Side.MENTEE, Side.MENTOR)
    )
    question = reverse("request_new", args=[program.pk, mentor.pk])
    form = sign_in(mentee.user).get(question).context["form"]
    sign_in(mentee.user).post(question, answers_to(form))
    asked = mentor.requests_got.get()
    sign_in(mentor.user).post(reverse("request_answer", args=[asked.pk]), {"answer": "yes"})


def check_it_has_begun(sign_in: SignIn, program: Program, people: dict[User, Side]) -> None:
    record = Relationship.objects.get(program=program)
    traits = formats.of(program.format)
    phase = "" if traits.shape == Shape.TALK else "initiation"
    assert (record.shape, record.status, record.phase) == (traits.shape, "active", phase)
    assert {one.user: one.role for one in record.memberships.present()} == people
    for person in people:
        page = sign_in(person).get(reverse("relationship_detail", args=[record.pk]))
        assert page.status_code == 200
        assert all(str(other) in page.text for other in people if other != person)


def set_up(hr: Client, cast: Cast, kind: str) -> Program:
    """Start from the template, look at every step, name a coordinator, and open."""
    answers = {
        "template": KEYS[Format(kind)],
        "name": "New",
        "starts_on": f"{clock.today():%Y-%m-%d}",
    }
    setup = hr.post(reverse("program_new"), answers, follow=True)
    program = Program.objects.get(name="New")
    assert setup.context["next_step"].route == "program_staff"
    for step in setup_steps.steps(program):
        assert hr.get(reverse(step.route, args=[program.pk])).status_code == 200
    named = {"email": cast.coordinator.email, "part": "coordinator"}
    hr.post(reverse("program_staff", args=[program.pk]), named)
    for part in formats.of(kind).parts:
        assert hr.get(reverse("program_preview", args=[program.pk, part.side])).status_code == 200
    confirming.press(hr, reverse("program_open", args=[program.pk]))
    program.refresh_from_db()
    assert (program.format, program.status) == (kind, ProgramStatus.OPEN)
    return program


def join(person: Client, program: Program, part: formats.SideWords) -> None:
    """Read the page behind the link, answer what the form asks, and send it."""
    page = person.get(reverse("join", args=[program.join_token])).content.decode()
    way = reverse("enroll", args=[program.join_token, part.side])
    assert str(part.join) in page
    assert way in page
    form = person.get(way).context["form"]
    sent = person.post(way, answers_to(form) | {"action": "send"})
    assert sent.status_code == 302, sent.context["form"].errors


def answers_to(form: forms.Form) -> dict[str, Any]:
    """What somebody answers who fills in what must be and one row of skills."""
    rows = ("wanted_1_", "offered_1_")
    asked = {n: f for n, f in form.fields.items() if f.required or n.startswith(rows)}
    return {name: answer_to(name, field) for name, field in asked.items()}


def answer_to(name: str, field: forms.Field) -> Any:
    choices = list(flat(getattr(field, "choices", [])))
    if isinstance(field, forms.MultipleChoiceField):
        return choices[:2]
    if choices:
        return choices[-1 if name.endswith("_target") else 0]
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(field, forms.IntegerField):
        return field.min_value or 1
    return f"{clock.today():%Y-%m-%d}" if isinstance(field, forms.DateField) else "A few words."


def flat(choices: Iterable[tuple[Any, Any]]) -> Iterator[str]:
    """The values that can be chosen, out of groups too, without the empty one."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from flat(label)
        elif value not in ("", None):
            yield str(value)


def approve(coordinator: Client, program: Program) -> None:
    ids = [str(pk) for pk in program.enrollments.values_list("pk", flat=True)]
    coordinator.post(reverse("program_people_approve", args=[program.pk]), {"enrollment": ids})
