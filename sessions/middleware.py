"""A record that has ended, or is on hold, is for reading: pages that ask for something lead back
to it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from relationships.actions.steps import ended_words, held_words
from relationships.models import Membership, Relationship, Status

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


NOTHING_BEGAN: frozenset[str] = frozenset()
"""Of a proposal that came to nothing: its one page says all there is."""

ON_HOLD_TOO = frozenset({"story"})
"""What is read during a hold besides: what was told before."""


class EndedRecords:
    """Any other page of a record that is for reading answers its members politely, and leads to
    the record.

    A form that was open when it ended, or was put on hold, is still sent to its view, which
    refuses it with the words kept in it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, parts: Mapping[str, Any]
    ) -> HttpResponse | None:
        name = str(request.resolver_match.url_name) if request.resolver_match else ""
        if request.method not in {"GET", "HEAD"} or not _is_of_members(name, parts):
            return None
        found = _for_reading(request, parts)
        if found is None or name in _still_open(found.relationship):
            return None
        messages.info(request, _why(found.relationship))
        return redirect("relationship_detail", found.relationship_id)


def _still_open(record: Relationship) -> frozenset[str]:
    if record.never_started:
        return NOTHING_BEGAN
    return READ | (ON_HOLD_TOO if record.is_on_hold else STILL_ASKED)


def _why(record: Relationship) -> str:
    return held_words() if record.is_on_hold else ended_words(record)


def _is_of_members(name: str, parts: Mapping[str, Any]) -> bool:
    """Whether it is a page of a record, for its members, that may lead back to the record."""
    of_members = "program" not in parts and bool({"relationship", "session"} & parts.keys())
    of_staff = name == "phase_correct" or name.startswith("safeguarding_")
    # A record with a session has begun, so what is read of it is read in every state.
    is_always_read = "session" in parts and name in READ
    return of_members and not of_staff and not is_always_read and name != "relationship_detail"


def _for_reading(request: HttpRequest, parts: Mapping[str, Any]) -> Membership | None:
    """The place of this person in a record that has ended, or is on hold."""
    if not request.user.is_authenticated:
        return None
    closed = Q(relationship__status=Status.CONCLUDED) | Q(relationship__held_at__isnull=False)
    rows = Membership.objects.filter(closed, user=request.user)
    rows = rows.select_related("relationship")
    if "session" in parts:
        return rows.filter(relationship__sessions=parts["session"]).first()
    return rows.filter(relationship=parts["relationship"]).first()
