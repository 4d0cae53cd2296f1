"""Answering an invitation: the signed link of the letter is the key, no sign-in is needed."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import invitations as accounts
from accounts import letters
from accounts.middleware import write_for
from core.errors import DomainError
from profiles import format_words
from profiles.invitations import actions, links
from profiles.models import Enrollment, Invitation
from profiles.queries import last_profile
from programs import formats
from programs import queries as program_queries


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """What the program is, and the way in; posting leads who never signed in to a password."""
    ticket = links.read(token)
    invitation = _load(ticket)
    if ticket is None or invitation is None:
        return _gone(request)
    if request.method == "POST":
        return _to_the_form(request, token, invitation, fresh=ticket.fresh)
    return render(
        request, "profiles/invitations/invited.html", _context(request, token, invitation)
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invited_no(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows "not this time" with one button, which presses itself where it can."""
    invitation = _load(links.read(token))
    if invitation is None:
        return _gone(request)
    context = _context(request, token, invitation)
    if request.method != "POST":
        return render(request, "profiles/invitations/no.html", context)
    try:
        actions.decline(invitation=invitation)
    except DomainError as refusal:
        context["refusal"] = refusal.message
        return render(request, "profiles/invitations/no.html", context, status=409)
    return redirect("invited", token)


def _load(ticket: links.InvitationTicket | None) -> Invitation | None:
    if ticket is None:
        return None
    rows = Invitation.objects.with_answers().select_related("program", "user", "invited_by")
    return rows.filter(pk=ticket.invitation, user__is_active=True).first()


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "profiles/join_unknown.html", status=404)


def _context(request: HttpRequest, token: str, invitation: Invitation) -> dict[str, object]:
    write_for(invitation.user)
    program = invitation.program
    traits = formats.of(program.format)
    return {
        "token": token,
        "part": traits.part(invitation.role),
        "joining": format_words.of(program.format),
        "question": format_words.invited(program.format, invitation.role) % {"program": program},
        "invitation": invitation,
        "program": program,
        "traits": traits,
        "open": program_queries.takes_enrollments(program),
        "earlier": _earlier(request, invitation),
        "knows_the_way": request.user == invitation.user or invitation.user.last_login,
        "somebody_else": request.user.is_authenticated and request.user != invitation.user,
    }


def _earlier(request: HttpRequest, invitation: Invitation) -> Enrollment | None:
    """What they sent last in this role, told to nobody but themselves."""
    if request.user != invitation.user:
        return None
    earlier = last_profile(invitation.user, invitation.role, invitation.program)
    return earlier if earlier is not None and earlier.role == invitation.role else None


def _to_the_form(
    request: HttpRequest, token: str, invitation: Invitation, *, fresh: bool
) -> HttpResponse:
    """A fresh letter is as good as the one with the password link; an old one is not."""
    person, program = invitation.user, invitation.program
    onward = reverse("enroll", args=[program.join_token, invitation.role])
    if person.last_login:
        return redirect(onward)
    if fresh:
        choose = reverse("invitation", args=[accounts.token(person)])
        return redirect(f"{choose}?{urlencode({'next': onward})}")
    letters.invite(person, onward=onward, asked_by=invitation.invited_by)
    messages.success(
        request,
        _("We have sent an email to %(email)s. Choose your password with the link in it.")
        % {"email": person.email},
    )
    return redirect("invited", token)
