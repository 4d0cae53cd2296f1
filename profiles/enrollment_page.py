"""The page with the whole enrollment form, new or sent before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from core.web import submit
from drafts.kept_forms import kept
from profiles import actions, external_mentor_terms, format_words, queries, rules
from profiles.forms import EnrollmentForm
from profiles.manager_approval import actions as manager_approval
from profiles.models import Enrollment, EnrollmentStatus
from profiles.queries import last_profile
from programs import formats
from programs import queries as program_queries
from programs.models import Program, ProgramStatus, Side
from programs.permissions import signed_in


def write(request: HttpRequest, program: Program, role: str) -> HttpResponse:
    """Show or take the whole form of the person in ``role``; elsewhere when that is over."""
    user = signed_in(request)
    enrollment = program.enrollments.filter(user=user, role=role).first()
    words = format_words.of(program.format)
    refusal = rules.writing_refusal(
        enrollment.status if enrollment else EnrollmentStatus.DRAFT,
        program_takes_people=program_queries.takes_enrollments(program),
        program_closed=program.status == ProgramStatus.CLOSED,
        waits=words.enroll_later if role == Side.MENTEE and not program.mentees_join else "",
        closed_on=program_queries.enrollment_closed_on(program),
    )
    if refusal:
        return _elsewhere(request, program, enrollment, refusal)
    draft = request.POST.get("action") == "save"
    earlier = None if enrollment else last_profile(user, role, program)
    form = enrollment_form(request, program, role, enrollment, earlier=earlier, draft=draft)
    form = kept(request, form, _("Your enrollment"), changes_record=True)
    if request.method == "POST" and submit(form, lambda: _store(program, form, user)):
        return _stored(request, program, role, user, draft=draft)
    context = {
        "program": program,
        "form": form,
        "role": Side(role),
        "part": formats.of(program.format).part(role),
        "enrollment": enrollment,
        "earlier": earlier,
        "manager": user.manager if manager_approval.asks(program, role) else None,
    }
    return render(request, "profiles/enroll.html", context)


def enrollment_form(
    request: HttpRequest,
    program: Program,
    role: str,
    enrollment: Enrollment | None,
    *,
    earlier: Enrollment | None = None,
    draft: bool = False,
) -> EnrollmentForm:
    """The form of ``program`` for ``role``, with what was typed or stored before."""
    return EnrollmentForm(
        request.POST if request.method == "POST" else None,
        format_key=program.format,
        role=role,
        person=signed_in(request),
        skills=queries.choosable_skills(enrollment),
        questions=list(program.questions.asked_of(role)),
        enrollment=enrollment,
        earlier=earlier,
        draft=draft,
        with_terms=external_mentor_terms.asked_of(program, role),
        most_mentees=program.most_mentees,
    )


def _store(program: Program, form: EnrollmentForm, user: User) -> Enrollment:
    action = actions.save_draft if form.draft else actions.submit
    return action(program=program, role=form.role, profile=form.profile(), by=user)


def _stored(
    request: HttpRequest, program: Program, role: str, user: User, *, draft: bool
) -> HttpResponse:
    done = _("Your answers are saved.") if draft else _("Thank you: your enrollment is sent.")
    messages.success(request, done)
    enrollment = program.enrollments.get(user=user, role=role)
    return redirect("enrollment_detail", enrollment.pk)


def _elsewhere(
    request: HttpRequest, program: Program, enrollment: Enrollment | None, refusal: str
) -> HttpResponse:
    messages.warning(request, refusal)
    if enrollment is not None:
        return redirect("enrollment_detail", enrollment.pk)
    return redirect("join", program.join_token)
