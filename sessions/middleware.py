"""An ended record is for reading: pages that ask for something lead back to it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from relationships.actions.steps import ended_words
from relationships.models import Membership, Status

Handler = Callable[[HttpRequest], HttpResponse]

READ = frozenset(
    {
        "activity_detail",
        "agreement",
        "closing",
        "ending",
        "file_list",
        "goal_detail",
        "record_search",
        "record_whole",
        "relationship_detail",
        "session_calendar",
        "session_detail",
        "skills_gap",
        "support_given",
        "wanted_skill",
    }
)
"""Pages of a record that are read after the end; they show no form then."""

STILL_ASKED = frozenset({"follow_up", "story", "story_write"})
"""What people may still say after the end, each for themselves."""


class EndedRecords:
    """Any other page of an ended record answers its members politely, and leads to the record.

    A form that was open when it ended is still sent to its view, which refuses it with the words
    kept in it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, parts: Mapping[str, Any]
    ) -> HttpResponse | None:
        if request.method not in {"GET", "HEAD"} or not _asks_for_something(request, parts):
            return None
        ended = _ended(request, parts)
        if ended is None:
            return None
        messages.info(request, ended_words(ended.relationship))
        return redirect("relationship_detail", ended.relationship_id)


def _asks_for_something(request: HttpRequest, parts: Mapping[str, Any]) -> bool:
    """Whether it is a page of a record, for its members, on which something is asked."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    of_members = "program" not in parts and bool({"relationship", "session"} & parts.keys())
    of_staff = name == "phase_correct" or str(name).startswith("safeguarding_")
    return of_members and not of_staff and name not in READ | STILL_ASKED


def _ended(request: HttpRequest, parts: Mapping[str, Any]) -> Membership | None:
    """The place of this person in an ended record."""
    if not request.user.is_authenticated:
        return None
    rows = Membership.objects.filter(user=request.user, relationship__status=Status.CONCLUDED)
    rows = rows.select_related("relationship")
    if "session" in parts:
        return rows.filter(relationship__sessions=parts["session"]).first()
    return rows.filter(relationship=parts["relationship"]).first()
