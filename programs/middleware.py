"""A closed program is for reading: pages that ask for something lead back to its overview."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from programs.actions.common import CLOSED
from programs.models import Program, ProgramStatus

Handler = Callable[[HttpRequest], HttpResponse]

READ = frozenset(
    {
        "enrollment_review",
        "matching_alternatives",
        "matching_compare",
        "matching_left_over",
        "matching_run_detail",
        "matching_runs",
        "pair_detail",
        "program_briefing",
        "program_dashboard",
        "program_figures",
        "program_invitations",
        "program_message",
        "program_pairs",
        "program_people",
        "program_setup",
        "program_stories",
    }
)
"""Pages of a program that are read after it has closed; they show no form then."""

STILL_CHANGED = frozenset({"program_clone", "program_staff"})
"""What can be done to a closed program: run it again, and say who may no longer read it."""


class AsksForSomething(Exception):
    """A page of the closed ``program`` that asks for something was opened by its staff."""

    def __init__(self, program: Program) -> None:
        super().__init__(str(program))
        self.program = program


def look(request: HttpRequest, program: Program) -> Program:
    """``program``, loaded for its staff. Raises AsksForSomething when it is closed and the page is
    not one that is read."""
    route = request.resolver_match.url_name if request.resolver_match else ""
    is_read = request.method not in {"GET", "HEAD"} or route in READ | STILL_CHANGED
    if program.status == ProgramStatus.CLOSED and not is_read:
        raise AsksForSomething(program)
    return program


class ClosedPrograms:
    """Any other page of a closed program answers its staff politely, and leads to the overview.

    A form that was open when the program closed is still sent to its view, where the action
    refuses it with the words kept in it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, found: Exception) -> HttpResponse | None:
        if not isinstance(found, AsksForSomething):
            return None
        messages.info(request, CLOSED)
        return redirect("program_dashboard", found.program.pk)
