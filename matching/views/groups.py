"""The room in which groups, circles and pairs of peers are drafted, changed and proposed."""

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from core.confirmation import Confirmation, asks_first, confirmed
from core.effects import EffectKind
from core.errors import DomainError
from core.web import attempt
from matching.groups import actions
from matching.groups.view import DraftsView
from matching.models.groups import Gathering
from matching.staleness import changes_since
from profiles import access_log
from profiles.models import Enrollment
from programs import formats
from programs.models import Program
from programs.permissions import require_coordinated, signed_in
from programs.shapes import SHAPES

NEW = "new"


class ChangeForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, required=False)
    is_kept = forms.BooleanField(required=False)


@require_safe
def matching_gatherings(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """All drafts, and who has no place in one. What speaks for a place is part of somebody's
    answers, and the look is written down."""
    row = require_coordinated(request, program)
    if not formats.of(row.format).gathers:
        return redirect("matching_room", program)
    return _show_drafts(request, row)


def _show_drafts(request: HttpRequest, row: Program, **refused: object) -> HttpResponse:
    """The page. ``refused_draft`` (an id) and ``refused`` are a draft whose form is not right."""
    view = DraftsView(row)
    explained = [key for card in view.cards for key in card.explained]
    access_log.note_parts(enrollments=explained, by=signed_in(request))
    last = view.arrangement
    context = {
        "program": row,
        "view": view,
        "shows_answers": bool(explained),
        "stale": changes_since(row, last.arranged_at) if last and view.cards else [],
    }
    return render(request, "matching/gatherings.html", context | refused)


@require_POST
def arrange(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    row, by = require_coordinated(request, program), signed_in(request)
    try:
        actions.arrange(program=row, by=by)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        _tell_drafted(request, row)
    return redirect("matching_gatherings", program)


def _tell_drafted(request: HttpRequest, program: Program) -> None:
    """That there are drafts; without one, what is missing."""
    if program.gatherings.exists():
        messages.success(
            request, _("Drafted. Nobody has been told; look at each before you propose it.")
        )
        return
    people, fewest = len(DraftsView(program).alone), SHAPES[formats.of(program.format).shape].fewest
    if people < fewest:
        words = ngettext(
            "Nothing was drafted: it takes at least %(fewest)d people, and %(count)d is free.",
            "Nothing was drafted: it takes at least %(fewest)d people, and %(count)d are free.",
            people,
        )
        words = words % {"fewest": fewest, "count": people}
    else:
        words = _("Nothing was drafted. Below is why each person has no place.")
    messages.warning(request, words)


@require_POST
def put(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Put somebody into a draft, a new one, or none."""
    row, by = require_coordinated(request, program), signed_in(request)
    person = _enrollment(row, request.POST.get("person", ""))
    target = request.POST.get("gathering", "")
    if person is None:
        messages.error(request, _("Choose somebody who takes part in this program."))
        return redirect("matching_gatherings", program)
    if not target:
        attempt(
            request,
            lambda: actions.take_out(program=row, enrollment=person, by=by),
            _("%(name)s is in no draft now.") % {"name": person.user},
        )
        return redirect("matching_gatherings", program)
    draft = None if target == NEW else _draft(row, target)
    attempt(
        request,
        lambda: actions.put(program=row, enrollment=person, gathering=draft, by=by),
        _("%(name)s has been moved. This draft stays as it is when you rearrange.")
        % {"name": person.user},
    )
    return redirect("matching_gatherings", program)


def _enrollment(program: Program, key: str) -> Enrollment | None:
    rows = Enrollment.objects.select_related("user").filter(program=program)
    try:
        return rows.filter(pk=uuid.UUID(key)).first()
    except ValueError:
        return None


def _draft(program: Program, key: str) -> Gathering:
    try:
        return get_object_or_404(program.gatherings, pk=uuid.UUID(key))
    except ValueError as error:
        raise Http404 from error


@require_POST
def change(request: HttpRequest, program: uuid.UUID, gathering: uuid.UUID) -> HttpResponse:
    row, by = require_coordinated(request, program), signed_in(request)
    draft, form = _draft(row, str(gathering)), ChangeForm(request.POST)
    if not form.is_valid():
        return _show_drafts(request, row, refused=form, refused_draft=draft.pk)
    attempt(
        request, lambda: actions.change(gathering=draft, by=by, **form.cleaned_data), _("Saved.")
    )
    return redirect("matching_gatherings", program)


@require_POST
@asks_first
def dissolve(request: HttpRequest, program: uuid.UUID, gathering: uuid.UUID) -> HttpResponse:
    row, by = require_coordinated(request, program), signed_in(request)
    draft = _draft(row, str(gathering))
    question = Confirmation(
        title=_("Dissolve “%(draft)s”?") % {"draft": draft.name}
        if draft.name
        else _("Dissolve this draft?"),
        button=_("Dissolve the draft"),
        back=reverse("matching_gatherings", args=[program]),
        sentences=[_("Its people are free for another draft. Nobody is told.")],
    )
    dissolve_it = confirmed(request, question, lambda: actions.dissolve(gathering=draft, by=by))
    attempt(request, dissolve_it, _("Dissolved. Its people are free for another draft."))
    return redirect("matching_gatherings", program)


@require_POST
@asks_first
def propose(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Propose the ticked drafts to their people.

    What proposing does is not listed beforehand: the list would say, unseen and as often as wanted,
    who is left out for a private reason (decision 12).
    """
    row, by = require_coordinated(request, program), signed_in(request)
    question = Confirmation(
        title=_("Propose the selected drafts to their people?"),
        button=_("Propose them"),
        back=reverse("matching_gatherings", args=[program]),
        sentences=[
            _(
                "Everybody in these drafts who can still be in them gets an email. Who cannot is"
                " left out, whatever the reason."
            )
        ],
        untold=frozenset(EffectKind),
    )
    chosen = set(request.POST.getlist("gathering"))
    try:
        found = confirmed(
            request, question, lambda: actions.publish(program=row, chosen=chosen, by=by)
        )()
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("matching_gatherings", program)
    _tell(request, found)
    return redirect("matching_gatherings", program)


def _tell(request: HttpRequest, found: actions.GroupPublication) -> None:
    if found.done:
        words = ngettext(
            "%(count)d draft is proposed to its people.",
            "%(count)d drafts are proposed to their people.",
            len(found.done),
        )
        messages.success(request, words % {"count": len(found.done)})
    for person, draft in found.without:
        names = {"draft": draft, "name": person.user}
        messages.warning(
            request,
            _("%(draft)s: proposed without %(name)s, who can no longer be in it.") % names,
        )
    for row, why in found.refused:
        messages.error(request, _("%(draft)s: %(why)s") % {"draft": row.name, "why": why})
