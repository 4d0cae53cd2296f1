"""Sessions in people's own calendars: one as a file, or all of one's own as a feed."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sessions import calendar
from sessions.views.meetings import own_session


@require_safe
def session_calendar(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """One session as a calendar file."""
    mine, found = own_session(request, session)
    members = mine.relationship.memberships.select_related("user")
    partner = members.exclude(pk=mine.pk).get().user
    text = calendar.download(calendar.Entry(found, mine.user, str(partner)))
    response = HttpResponse(text, content_type=f"{calendar.MIME}; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="session.ics"'
    return response
