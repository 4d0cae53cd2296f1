"""Every format there is, from its template to people who are approved, through the pages alone."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from mentoring.lib import clock
from profiles.models import Enrollment, EnrollmentStatus
from programs import formats, journey
from programs.catalog_formats import TEMPLATES
from programs.models import Format, Program, ProgramStatus
from tests.cast import Cast, make_skill, make_user

SignIn = Callable[[Any], Client]
KEYS = {template.format: template.key for template in TEMPLATES.values()}


@pytest.mark.parametrize("kind", formats.TRAITS)
def test_a_program_of_every_format_is_set_up_opened_and_joined(
    cast: Cast, sign_in: SignIn, kind: str
) -> None:
    make_skill("Giving feedback")
    hr, coordinator = sign_in(cast.hr), sign_in(cast.coordinator)
    program = set_up(hr, cast, kind)
    for part in formats.of(kind).parts:
        person = make_user(f"new-{part.side}")
        join(sign_in(person), program, part)
    approve(coordinator, program)
    statuses = Enrollment.objects.filter(program=program).values_list("role", "status")
    assert set(statuses) == {
        (part.side, EnrollmentStatus.APPROVED) for part in formats.of(kind).parts
    }
    for route in ("program_dashboard", "program_people", "matching_room", "program_pairs"):
        assert coordinator.get(reverse(route, args=[program.pk]), follow=True).status_code == 200


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
    for step in journey.STEPS:
        assert hr.get(reverse(step.route, args=[program.pk])).status_code == 200
    named = {"email": cast.coordinator.email, "part": "coordinator"}
    hr.post(reverse("program_staff", args=[program.pk]), named)
    for part in formats.of(kind).parts:
        assert hr.get(reverse("program_preview", args=[program.pk, part.side])).status_code == 200
    hr.post(reverse("program_open", args=[program.pk]))
    program.refresh_from_db()
    assert (program.format, program.status) == (kind, ProgramStatus.OPEN)
    return program


def join(person: Client, program: Program, part: formats.Part) -> None:
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
