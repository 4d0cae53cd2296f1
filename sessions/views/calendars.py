"""Sessions in people's own calendars: one as a file, or all of one's own as a feed."""

import uuid
from collections.abc import Callable
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt
from programs.permissions import signed_in
from relationships.wording import names_of
from sessions import calendar, feeds
from sessions.actions import calendars
from sessions.models import CalendarFeed
from sessions.permissions import own_session


@require_safe
def session_calendar(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """One session as a calendar file."""
    mine, found = own_session(request, session)
    members = mine.relationship.memberships.present().select_related("user")
    others = names_of([one.user for one in members if one.pk != mine.pk])
    response = _file(calendar.download(calendar.CalendarEntry(found, mine.user, others)))
    response.headers["Content-Disposition"] = 'attachment; filename="session.ics"'
    return response


def _file(text: str) -> HttpResponse:
    return HttpResponse(text, content_type=f"{calendar.MIME}; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
@asks_first
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """One's own address for calendars; posting makes a new one in place of the one before."""
    person = signed_in(request)
    feed = CalendarFeed.objects.filter(user=person).first()
    if request.method == "POST":
        _open_feed(request, replaces=feed is not None)
        return redirect("calendar_feed")
    context = {"address": feeds.url(feed) if feed else "", "since": feed and feed.created_at}
    return render(request, "sessions/calendar_feed.html", context)


def _open_feed(request: HttpRequest, *, replaces: bool) -> None:
    open_it: Callable[[], object] = partial(calendars.open_feed, by=signed_in(request))
    if replaces:
        question = _question(_("Replace your address?"), _("Make a new address"))
        open_it = confirmed(request, question, open_it)
    attempt(request, open_it, _("Your address is ready. Copy it into your calendar."))


def _question(title: str, button: str) -> Confirmation:
    return Confirmation(title=title, button=button, back=reverse("calendar_feed"))


@require_POST
@asks_first
def calendar_feed_stop(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    stop: Callable[[], object] = partial(calendars.stop_feed, by=person)
    if CalendarFeed.objects.filter(user=person).exists():
        question = _question(_("Stop your calendar address?"), _("Stop the address"))
        stop = confirmed(request, question, stop)
    attempt(request, stop, _("The address no longer works."))
    return redirect("calendar_feed")


@login_not_required
@require_safe
def calendar_read(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address: calendars cannot sign in."""
    feed = feeds.read(token)
    if feed is None:
        raise Http404
    with translation.override(feed.user.page_language):
        response = _file(calendar.feed(feeds.entries(feed.user)))
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
