"""The matching room: run, look, rule, run again, publish."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from core.errors import DomainError
from core.web import attempt
from matching import actions, format_words, presenters
from matching.actions.choice import change_choice
from matching.actions.run_requests import found_the_same, is_lost, run_or_order
from matching.forms import ChoiceForm, RulingForm
from matching.looks import note_pairs
from matching.models.runs import MatchRun, Ruling, RulingChange, RunOrder, RunStage
from matching.permissions import require_run
from matching.staleness import stale
from matching.wording import stage_words
from profiles.models import Enrollment
from programs import formats
from programs.models import Choice, Program, ProgramStatus, Side
from programs.permissions import require_coordinated, signed_in

RUNS_LISTED = 4
AGAIN_SECONDS = 5


@require_safe
def matching_room(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """The newest run, and everything a coordinator can do about it."""
    row = require_coordinated(request, program)
    if formats.of(row.format).gathers:
        return redirect("matching_gatherings", program)
    asked = row.run_orders.select_related("requested_by").first()
    if asked and not asked.finished_at and not is_lost(asked):
        return _under_way(request, row, asked)
    return _page(request, row, None, asked)


def _under_way(request: HttpRequest, program: Program, asked: RunOrder) -> HttpResponse:
    """How far the run is. The page comes again by itself, without JavaScript."""
    reached = RunStage.values.index(asked.stage)
    steps = [
        (stage_words(stage), "done" if at < reached else "now" if at == reached else "then")
        for at, stage in enumerate(RunStage.values)
    ]
    context = {
        "program": program,
        "asked": asked,
        "steps": steps[1:],
        "is_waiting": not reached,
        "newest": program.match_runs.first(),
    }
    response = render(request, "matching/under_way.html", context)
    response["Refresh"] = str(AGAIN_SECONDS)
    return response


@require_safe
def matching_run_detail(request: HttpRequest, run: uuid.UUID) -> HttpResponse:
    """An earlier run as it was."""
    found = require_run(request, run)
    return _page(request, found.program, found)


def _page(
    request: HttpRequest,
    program: Program,
    run: MatchRun | None,
    asked: RunOrder | None = None,
) -> HttpResponse:
    runs = list(program.match_runs.select_related("requested_by", "published_by")[:RUNS_LISTED])
    newest = runs[0] if runs else None
    shown = run or newest
    is_newest = shown == newest and program.status != ProgramStatus.CLOSED
    traits = formats.of(program.format)
    context = {
        "program": program,
        "nouns": traits.nouns,
        "words": format_words.of(program.format),
        "learners": traits.part(Side.MENTEE),
        "pool": presenters.pool_counts(program),
        "runs": runs,
        "newest": newest,
        "shown": shown,
        "is_newest": is_newest,
        "trouble": _trouble(asked, newest),
        "view": _view(request, shown) if shown else None,
        "stale": stale(newest) if newest and is_newest else [],
        **(_for_newest(request, program, newest) if is_newest else {}),
    }
    return render(request, "matching/room.html", context)


def _trouble(asked: RunOrder | None, newest: MatchRun | None) -> str:
    """Why the run asked for last has no result of its own; empty where it has one, or a later run
    does."""
    if asked is None or (newest and newest.created_at > asked.created_at):
        return ""
    if found_the_same(asked, newest):
        return _unchanged()
    if asked.trouble == "moved":
        return _("The draft changed during the run, so the result was not saved. Run it again.")
    if asked.trouble == "program_not_open":
        return _("The program closed during the run, so the result was not saved.")
    if asked.trouble or is_lost(asked):
        return _("The last run stopped before its end. Nothing has changed; run it again.")
    return ""


def _view(request: HttpRequest, shown: MatchRun) -> presenters.RunView:
    """The reasons for a pair are parts of the answers of both, and the look is written down."""
    view = presenters.run_view(
        shown, presenters.ListFilter.read(request.GET.dict()), request.GET.get("page", "1")
    )
    note_pairs([row.proposal for row in view.rows], signed_in(request))
    return view


def _for_newest(
    request: HttpRequest, program: Program, newest: MatchRun | None
) -> dict[str, object]:
    """What belongs to the program rather than to one run."""
    steps = presenters.steps(program, newest)
    return {
        "rulings": presenters.rulings_of(program, request.GET.get("rulings", "1"), steps),
        "steps": steps,
        "choice_form": ChoiceForm(None, program=program),
        "wishing": presenters.wishing(program),
    }


@require_POST
def matching_run(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Run the matching; nobody is told anything."""
    found = require_coordinated(request, program)
    try:
        if run_or_order(program=found, by=signed_in(request)):
            messages.info(request, _unchanged())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("matching_room", found.pk)


def _unchanged() -> str:
    """A run knows nothing private, and neither do these words (decision 12)."""
    return _("Nothing that a run looks at has changed since this draft, so it stays as it is.")


@require_POST
def matching_choice(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Let mentees wait, wish, or ask."""
    found = require_coordinated(request, program)
    form = ChoiceForm(request.POST, program=found)
    if form.is_valid():
        choice, by = Choice(form.cleaned_data["choice"]), signed_in(request)
        said = format_words.of(found.format).choice(choice)
        attempt(request, lambda: change_choice(program=found, choice=choice, by=by), said)
    else:
        messages.error(request, _("Choose one of the three ways. Nothing has changed."))
    return redirect("matching_room", found.pk)


@require_POST
def matching_rule(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Keep a pair together, rule it out, or take that back."""
    found = require_coordinated(request, program)
    form = RulingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("It was not clear which match you meant. Nothing has changed."))
        return redirect("matching_room", found.pk)
    mentor = _enrollment(found, Side.MENTOR, form.cleaned_data["mentor"])
    mentee = _enrollment(found, Side.MENTEE, form.cleaned_data["mentee"])
    try:
        said = _rule(form.cleaned_data["ruling"], found, mentor, mentee, signed_in(request))
        messages.success(request, said)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(_back(request, found, mentee.pk))


def _enrollment(program: Program, role: str, enrollment_id: uuid.UUID) -> Enrollment:
    people = program.enrollments.select_related("user").filter(role=role)
    return get_object_or_404(people, pk=enrollment_id)


def _rule(ruling: str, program: Program, mentor: Enrollment, mentee: Enrollment, by: User) -> str:
    """Do it, and say what was done."""
    names = {"mentor": mentor.user, "mentee": mentee.user}
    if ruling == Ruling.PINNED:
        actions.pin(program=program, mentor=mentor, mentee=mentee, by=by)
        return _("%(mentee)s stays with %(mentor)s in every later run.") % names
    if ruling == Ruling.REJECTED:
        actions.reject(program=program, mentor=mentor, mentee=mentee, by=by)
        return _("%(mentee)s and %(mentor)s will not be proposed to each other.") % names
    actions.clear_ruling(program=program, mentor=mentor, mentee=mentee, by=by)
    return _("The matching decides about %(mentee)s and %(mentor)s again.") % names


def _back(request: HttpRequest, program: Program, mentee: uuid.UUID) -> str:
    """The same place of the same list, where the person pressed the button."""
    kept = presenters.ListFilter.read(request.POST.dict()).chosen
    page = request.POST.get("page", "")
    query = urlencode(kept | ({"page": page} if page.isdecimal() and len(page) < 9 else {}))
    address = reverse("matching_room", args=[program.pk])
    return f"{address}{'?' if query else ''}{query}#pair-{mentee}"


@require_POST
def matching_undo(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Take back the newest ruling, whoever made it."""
    found = require_coordinated(request, program)
    try:
        undone = actions.undo(program=found, by=signed_in(request))
        messages.success(request, _undone(undone))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("matching_room", found.pk)


def _undone(step: RulingChange) -> str:
    names = {"mentor": step.mentor.user, "mentee": step.mentee.user}
    return {
        "": _("Undone. The matching decides about %(mentee)s and %(mentor)s again."),
        Ruling.PINNED.value: _("Undone. %(mentee)s stays with %(mentor)s."),
        Ruling.REJECTED.value: _("Undone. %(mentee)s and %(mentor)s are ruled out."),
    }[step.before] % names
