"""The directory of mentors with room, for the mentees of a program who choose."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from matching import format_words
from matching.cards import card
from matching.directory import choices_of
from matching.forms import FilterForm
from matching.permissions import require_chooser
from matching.queries import wishes_of
from matching.rules import MOST_WISHES
from matching.talks.actions import MOST_TALKS
from programs.models import Choice

CARDS_A_PAGE = 20


@require_safe
def mentor_directory(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Mentors with room, best fit first, beside the reader's own wishes and request."""
    mentee = require_chooser(request, program)
    kind = mentee.program.format
    words = format_words.of(kind)
    if not mentee.program.mentees_choose:
        return render(request, "matching/not_yet.html", {"mentee": mentee, "words": words})
    choices = choices_of(mentee)
    form = FilterForm(request.GET, choices.candidates)
    page = Paginator(form.found(), CARDS_A_PAGE).get_page(request.GET.get("page"))
    wishes = wishes_of(mentee)
    ranks = {wish.mentor_id: wish.rank for wish in wishes}
    with_talk = {talk.mentor_id for talk in choices.talks}
    context = {
        "program": mentee.program,
        "mentee": mentee,
        "words": words,
        "choices": choices,
        "form": form,
        "page": page,
        "cards": [card(row, ranks, mentee.user, kind, with_talk) for row in page],
        "wishes": wishes,
        "talks": choices.talks,
        "may_talk": len(choices.talks) < MOST_TALKS,
        "may_wish": len(wishes) < MOST_WISHES,
        "asked": choices.asked,
        "may_ask": mentee.program.choice == Choice.REQUESTS and choices.asked is None,
    }
    return render(request, "matching/directory.html", context)
