"""The buttons of introductory talks."""

import uuid
from collections.abc import Callable
from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt
from matching.models.runs import IntroTalk
from matching.permissions import require_chooser, require_talk
from matching.queries import mentor_of
from matching.talks import actions
from programs.models import Side
from programs.permissions import signed_in


@require_POST
def ask(request: HttpRequest, program: uuid.UUID, mentor: uuid.UUID) -> HttpResponse:
    mentee = require_chooser(request, program)
    person, by = mentor_of(mentee, mentor), signed_in(request)
    attempt(
        request,
        lambda: actions.ask(mentee=mentee, mentor=person, by=by),
        _("We have asked %(name)s for a short talk.") % {"name": person.user},
    )
    return redirect("mentor_directory", mentee.program_id)


@require_POST
@asks_first
def answer(request: HttpRequest, talk: uuid.UUID) -> HttpResponse:
    """Yes for ``answer=yes``, no for anything else that is said."""
    found = _on_side(request, talk, Side.MENTOR)
    agreed, by = request.POST.get("answer") == "yes", signed_in(request)
    if "answer" in request.POST:
        said = (
            _("We will tell %(name)s that you are glad to talk. They will write to you.")
            if agreed
            else _("Thank you for the answer. It is passed on kindly, without a reason.")
        )
        reply: Callable[[], object] = partial(actions.answer, talk=found, agreed=agreed, by=by)
        if not agreed:
            reply = confirmed(request, _declining(found), reply)
        attempt(request, reply, said % {"name": found.mentee.user})
    return redirect("request_list", found.mentor.program_id)


def _declining(talk: IntroTalk) -> Confirmation:
    return Confirmation(
        title=_("Decline the talk with %(name)s?") % {"name": talk.mentee.user},
        button=_("Decline the talk"),
        back=reverse("request_list", args=[talk.mentor.program_id]),
    )


@require_POST
@asks_first
def close(request: HttpRequest, talk: uuid.UUID) -> HttpResponse:
    """The mentee says that the talk is over, or not wanted any more."""
    found, by = _on_side(request, talk, Side.MENTEE), signed_in(request)
    question = Confirmation(
        title=_("Close the talk with %(name)s?") % {"name": found.mentor.user},
        button=_("Close the talk"),
        back=reverse("mentor_directory", args=[found.mentor.program_id]),
        sentences=[_("The talk leaves your list and theirs. You can ask somebody else.")],
    )
    close_it = confirmed(request, question, lambda: actions.close(talk=found, by=by))
    done = _("Your talk with %(name)s has been closed.") % {"name": found.mentor.user}
    attempt(request, close_it, done)
    return redirect("mentor_directory", found.mentor.program_id)


def _on_side(request: HttpRequest, talk_id: uuid.UUID, needed: Side) -> IntroTalk:
    found, side = require_talk(request, talk_id)
    if side != needed:
        raise PermissionDenied
    return found
