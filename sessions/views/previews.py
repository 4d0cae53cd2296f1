"""A letter of a program as people will read it."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programs.permissions import require_program
from sessions import previews


@require_safe
def program_message(request: HttpRequest, program: uuid.UUID, letter: str) -> HttpResponse:
    """One letter, to two people who do not exist; nothing is sent from here."""
    row = require_program(request, program)
    if letter not in previews.KEYS:
        raise Http404
    context = {
        "program": row,
        "previews": previews.of(row, letter),
        "title": previews.title(letter),
    }
    return render(request, "programs/message.html", context)
