"""The staff of a program, named by HR admins only."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from core import effects
from core.confirmation import Confirmation, asks_first, confirmed, lines
from core.web import attempt, submit
from drafts.kept_forms import kept
from programs import actions, queries
from programs.models import Appointment, Duty, Program, Staff
from programs.permissions import require_hr_program, signed_in
from programs.staff_forms import StaffForm


@require_http_methods(["GET", "HEAD", "POST"])
def program_staff(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Everybody who stands for the program, and one form to name somebody."""
    row, by = require_hr_program(request, program), signed_in(request)
    form = StaffForm(request.POST if request.method == "POST" else None)
    form = kept(request, form, _("Staff"), as_typed=False)
    done: list[str] = []
    if request.method == "POST" and submit(form, lambda: done.append(_name(row, form, by))):
        messages.success(request, done[0])
        return redirect("program_staff", program)
    context = {
        "program": row,
        "form": form,
        "groups": _groups(row),
        "nobody_named": actions.NOBODY_NAMED,
    }
    return render(request, "programs/staff.html", context)


def _name(program: Program, form: StaffForm, by: User) -> str:
    """Name somebody; what has happened, and who gets an email: those to whom one was posted."""
    person, duty = form.person(), form.duty()
    had = _has_part(program, person, duty)
    with effects.watched() as found:
        if duty is None:
            actions.name_coordinator(program=program, user=person, by=by)
        else:
            actions.appoint(program=program, user=person, duty=duty, by=by)
    if had:
        words = _("%(name)s has this role already. Nothing has changed, and nobody gets an email.")
        return words % {"name": person}
    named = _("You have been named.") if person == by else _("%(name)s has been named.")
    told = lines(found, by.pk) or [_("Nobody gets an email about it.")]
    return " ".join([named % {"name": person}, *told])


def _has_part(program: Program, person: User, duty: Duty | None) -> bool:
    if duty is None:
        return program.staff.filter(user=person).exists()
    return program.appointments.filter(user=person, duty=duty).exists()


@dataclass(frozen=True)
class StaffGroup:
    """The people of one part; ``route`` removes one of them. ``others`` stand in when empty."""

    title: str
    sentence: str
    route: str
    rows: list[Staff] | list[Appointment]
    others: list[User]
    key: str


def _groups(program: Program) -> list[StaffGroup]:
    appointed = list(program.appointments.select_related("user").order_by("created_at"))
    by_duty = {duty: [row for row in appointed if row.duty == duty] for duty in Duty}
    contacts = by_duty[Duty.SAFEGUARDING]
    return [
        StaffGroup(
            _("Coordinators"),
            _("They approve people, match them and support the pairs. Two share the work well."),
            "program_staff_remove",
            list(program.staff.select_related("user").order_by("created_at")),
            [],
            "coordinator",
        ),
        StaffGroup(
            _("Sponsors"),
            _("They speak up for the program. They see its figures, never people or pairs."),
            "program_appointment_remove",
            by_duty[Duty.SPONSOR],
            [],
            Duty.SPONSOR,
        ),
        StaffGroup(
            _("Safeguarding contacts"),
            _("Every participant sees their name. They can put a pair of this program on hold."),
            "program_appointment_remove",
            contacts,
            [] if contacts else queries.safeguarding_contacts(program),
            Duty.SAFEGUARDING,
        ),
    ]


@require_POST
@asks_first
def program_staff_remove(
    request: HttpRequest, program: uuid.UUID, staff: uuid.UUID
) -> HttpResponse:
    row = require_hr_program(request, program)
    found = get_object_or_404(Staff.objects.select_related("user"), pk=staff, program=row)
    names = {"name": found.user, "program": row}
    alone = row.staff.count() == 1
    question = Confirmation(
        title=_("Remove %(name)s as coordinator of “%(program)s”?") % names,
        button=_("Remove"),
        back=reverse("program_staff", args=[program]),
        sentences=[
            _("%(name)s can no longer see its people and relationships.") % names,
            *([_("The program then has no coordinator.")] if alone else []),
        ],
        undo=_("You can name them again."),
    )
    remove = confirmed(
        request,
        question,
        lambda: actions.remove_coordinator(staff=found, by=signed_in(request)),
    )
    attempt(
        request,
        remove,
        _("%(name)s does not coordinate the program any more.") % {"name": found.user},
    )
    return redirect("program_staff", program)


@require_POST
def program_appointment_remove(
    request: HttpRequest, program: uuid.UUID, appointment: uuid.UUID
) -> HttpResponse:
    row = require_hr_program(request, program)
    found = get_object_or_404(
        Appointment.objects.select_related("user"), pk=appointment, program=row
    )
    attempt(
        request,
        lambda: actions.dismiss(appointment=found, by=signed_in(request)),
        _("%(name)s is no longer a contact or sponsor of the program.") % {"name": found.user},
    )
    return redirect("program_staff", program)
