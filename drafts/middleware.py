"""What happens to the words of a form that is sent: forgotten when they arrived, kept when not."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.models import User
from core.attached import Attached
from core.errors import DomainError
from drafts import actions, form_data, tickets
from drafts.kept_forms import KEPT
from drafts.models import Draft
from drafts.received_once import RECEIVED
from drafts.tickets import FormTicket

RESCUED: Attached[bool] = Attached()
"""Of a request: whatever could be kept of its form is kept."""

SAY_WHAT_IS_WRONG = {403: "403.html", 404: "404.html"}
"""Pages that were drawn before it was known that the words are kept."""

Handler = Callable[[HttpRequest], HttpResponse]


def unsent_words(get_response: Handler) -> Handler:
    """Watch every form that carries a ticket.

    Refused, failed, or sent when nobody is signed in any more, its words are kept for the person
    of the ticket. A form filled in by somebody else than who is signed in now is not let through.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return get_response(request)
        ticket = tickets.sent_with(request)
        if ticket is None or request.path != ticket.form:
            return _back_where_it_was_pressed(request, get_response(request))
        if request.user.is_authenticated and request.user.pk != ticket.user:
            context = {"draft": rescue(request, ticket)}
            return render(request, "drafts/somebody_else.html", context, status=409)
        return _settled(request, ticket, get_response(request))

    return handle


def _back_where_it_was_pressed(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """A button pressed after the sign-in ran out: sign in, and go on at its page.

    Its own address takes no reading.
    """
    if request.user.is_authenticated or not _asks_to_sign_in(answer):
        return answer
    messages.info(request, _("You were signed out, so nothing was sent. Sign in, and try again."))
    return redirect_to_login(_page_before(request))


def _page_before(request: HttpRequest) -> str:
    """The address of our page that the request came from, or the home page."""
    page = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}):
        path = urlsplit(page).path
        if url_has_allowed_host_and_scheme(path, None):
            return path
    return resolve_url("home")


def _settled(request: HttpRequest, ticket: FormTicket, answer: HttpResponse) -> HttpResponse:
    if not isinstance(request.user, User):
        return _through_sign_in(request, ticket) if _asks_to_sign_in(answer) else answer
    if _has_arrived(request) and answer.status_code < 500:
        content = form_data.pack(request.POST)
        actions.sent(ticket=ticket, by=request.user, content=content)
    elif answer.status_code != 200 and not RESCUED.of(request):
        return _tell_rescued(request, ticket, answer)
    return answer


def _tell_rescued(request: HttpRequest, ticket: FormTicket, answer: HttpResponse) -> HttpResponse:
    """Say on the next page where the words are; a page that says only what is wrong is that."""
    if not rescue(request, ticket):
        return answer
    messages.info(
        request,
        _(
            "What you typed was not sent. You can find it in your settings, under “Your unsent"
            " text”."
        ),
    )
    page = SAY_WHAT_IS_WRONG.get(answer.status_code)
    return render(request, page, status=answer.status_code) if page else answer


def _asks_to_sign_in(answer: HttpResponse) -> bool:
    return answer.headers.get("Location", "").startswith(f"{resolve_url(settings.LOGIN_URL)}?next=")


def _has_arrived(request: HttpRequest) -> bool:
    """Now, or when an equal form was received (:mod:`drafts.received_once`)."""
    page = KEPT.of(request)
    return bool(RECEIVED.of(request) or (page and page.has_arrived))


def _through_sign_in(request: HttpRequest, ticket: FormTicket) -> HttpResponse:
    """Sign in, and go on where the form stands, not where it is sent."""
    draft = rescue(request, ticket)
    if draft is None:
        messages.error(request, _("You were signed out, so nothing was sent or kept. Go back."))
        return redirect_to_login(ticket.page)
    messages.info(
        request,
        _(
            "You were signed out, so nothing was sent. What you typed is saved: sign in to"
            " continue."
        ),
    )
    return redirect_to_login(draft.link)


def rescue(request: HttpRequest, ticket: FormTicket) -> Draft | None:
    """Keep the words of a form that did not arrive; None where there is nothing to keep, or too
    much of it.
    """
    person, content = tickets.holder(ticket), form_data.pack(request.POST)
    RESCUED.put(request, True)
    if person is None or not content:
        return None
    try:
        return actions.keep(ticket=ticket, content=content, by=person)
    except DomainError:
        return None
