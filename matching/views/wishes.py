"""The buttons of a mentee's list of wishes."""

import uuid
from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.web import attempt
from matching.actions.wishes import add_wish, move_wish, remove_wish
from matching.permissions import require_chooser
from matching.queries import mentor_of
from programs.permissions import signed_in

STEPS = {"up": -1, "down": 1}


@require_POST
def add(request: HttpRequest, program: uuid.UUID, mentor: uuid.UUID) -> HttpResponse:
    return _change(request, program, mentor, add_wish, _("%(name)s is on your list of wishes."))


@require_POST
def remove(request: HttpRequest, program: uuid.UUID, mentor: uuid.UUID) -> HttpResponse:
    return _change(
        request, program, mentor, remove_wish, _("%(name)s has been removed from your wish list.")
    )


@require_POST
def move(request: HttpRequest, program: uuid.UUID, mentor: uuid.UUID) -> HttpResponse:
    """One place up, or one down for ``direction=down``."""
    steps = STEPS.get(request.POST.get("direction", ""), 0)
    shift = partial(move_wish, steps=steps)
    return _change(request, program, mentor, shift, _("Your wishes are in a new order."))


def _change(
    request: HttpRequest,
    program: uuid.UUID,
    mentor_id: uuid.UUID,
    act: Callable[..., None],
    done: str,
) -> HttpResponse:
    mentee = require_chooser(request, program)
    mentor = mentor_of(mentee, mentor_id)
    by = signed_in(request)
    attempt(request, lambda: act(mentee=mentee, mentor=mentor, by=by), done % {"name": mentor.user})
    return redirect("mentor_directory", mentee.program_id)
