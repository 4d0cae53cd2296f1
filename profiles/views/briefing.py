"""What line managers should know, about mentoring at large and about one program."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from profiles import briefing
from programs import formats
from programs.models import BriefingReaders, Phase, Program
from programs.permissions import programs_of


@require_safe
def manager_briefing(request: HttpRequest) -> HttpResponse:
    """What line managers should know when somebody in their team takes part."""
    return render(request, "profiles/manager_briefing.html")


@require_safe
@login_not_required
def program_briefing(request: HttpRequest, token: str) -> HttpResponse:
    """The same for one program: what it is and asks, never who is in it."""
    program = Program.objects.filter(briefing_token=token).first() if "\0" not in token else None
    if program is None:
        raise Http404
    user = request.user if isinstance(request.user, User) else None
    if not _may_read(program, user):
        if user is None and program.briefing_readers == BriefingReaders.MANAGERS:
            return redirect_to_login(request.get_full_path())
        raise Http404
    context = {
        "program": program,
        "traits": formats.of(program.format),
        "plan": program.phase_plans.filter(phase=Phase.CULTIVATION).first(),
        "coordinators": program.staff.select_related("user") if user else [],
    }
    return render(request, "profiles/program_briefing.html", context)


def _may_read(program: Program, user: User | None) -> bool:
    """Its staff always; others as the program says."""
    if program.briefing_readers == BriefingReaders.LINK:
        return True
    if user is None:
        return False
    if programs_of(user).filter(pk=program.pk).exists():
        return True
    return program.briefing_readers == BriefingReaders.MANAGERS and briefing.manages_somebody(
        user, program
    )
