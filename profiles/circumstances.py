"""Loads the facts of ``profiles.eligibility``: one query for a whole program.

Relationships, requests and talks belong to rooms above this one, and are reached by the names
under which they point to an enrollment.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from profiles.eligibility import (
    HOLDING,
    EligibilityFacts,
    Ending,
    LiveContact,
    Obstacle,
    Standing,
    standing,
)
from profiles.models import Enrollment

LIVE_REQUESTS = {"waiting": Obstacle.ASKING, "talking": Obstacle.TALKING_FIRST}
LIVE_TALKS = dict.fromkeys(("asked", "agreed"), Obstacle.TALKING)
LIVE = LIVE_REQUESTS | LIVE_TALKS


Row = Mapping[str, Any]


def standings(rows: Iterable[Row], today: date, *, holds: bool = True) -> dict[uuid.UUID, Standing]:
    """Where each of ``rows`` (of ``annotated``) stands on ``today``. Pass everybody of a program:
    what requests and talks hold with a mentor is known from the mentees who made them.

    Without ``holds`` requests and talks are in nobody's way, as for those who answer them.
    """
    facts: dict[uuid.UUID, EligibilityFacts] = {row["id"]: _facts(row, holds=holds) for row in rows}
    found = {key: standing(one, today) for key, one in facts.items()}
    held = _held(found.values())
    for key in facts.keys() & held.keys():
        found[key] = standing(replace(facts[key], held=held[key]), today)
    return found


def _held(found: Iterable[Standing]) -> Counter[uuid.UUID]:
    """How many places are held with each mentor: one for each mentee in contact with them."""
    asking = (one.facts.contacts for one in found if one.obstacle in HOLDING)
    mentors = (mentor for contacts in asking for mentor in {one.mentor for one in contacts})
    return Counter(uuid.UUID(mentor) for mentor in mentors)


# The query -----------------------------------------------------------------------------------

COLUMNS = (
    "id",
    "role",
    "status",
    "orientation_done_at",
    "decided_at",
    "rounds_waited",
    "capacity",
    "of_program",
    "orientation_needed",
    "of_user",
    "taken",
    "open_record",
    "last_record",
    "away_since",
    "away_until",
    "requests_live",
    "talks_live",
    "included_at",
)


def annotated(rows: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """``rows`` with everything that ``standings`` reads (``COLUMNS``)."""
    return rows.annotate(
        of_program=F("program__status"),
        orientation_needed=F("program__orientation_required"),
        of_user=F("user__is_active"),
        taken=_taken(),
        open_record=_open(),
        last_record=_ended(),
        away_since=F("away__since"),
        away_until=F("away__until"),
        requests_live=_contacts("requests_made", LIVE_REQUESTS),
        talks_live=_contacts("talks_asked", LIVE_TALKS),
        included_at=F("inclusion__created_at"),
    )


def _mine(**conditions: Any) -> QuerySet[Enrollment]:
    return Enrollment.objects.order_by().filter(pk=OuterRef("pk"), **conditions)


def _taken() -> Coalesce:
    rows = _mine(memberships__is_open=True).values("pk").annotate(n=Count("memberships"))
    return Coalesce(Subquery(rows.values("n")), 0)


def _open() -> Subquery:
    """The newest open relationship: its state, since when, and when it began."""
    rows = _mine(memberships__is_open=True).order_by("-memberships__created_at")
    record = "memberships__relationship"
    since = Coalesce(f"{record}__paused_at", f"{record}__started_at", f"{record}__proposed_at")
    found = JSONObject(
        status=F(f"{record}__status"),
        since=since,
        started=F(f"{record}__started_at"),
        relationship=F(record),
    )
    return Subquery(rows.values(found=found)[:1])


def _ended() -> Subquery:
    """The relationship that ended last, of those that had begun or were followed by a wish."""
    began = Q(memberships__accepted=True, memberships__relationship__started_at__isnull=False)
    rows = Enrollment.objects.filter(
        began | ~Q(memberships__wish=""), pk=OuterRef("pk"), memberships__is_open=False
    )
    at = Coalesce("memberships__left_at", "memberships__relationship__concluded_at")
    found = JSONObject(
        at=at,
        kind=F("memberships__relationship__concluded_kind"),
        wish=F("memberships__wish"),
        relationship=F("memberships__relationship"),
    )
    return Subquery(rows.order_by(at.desc(nulls_last=True)).values(found=found)[:1])


def _contacts(name: str, live: Iterable[str]) -> ArraySubquery:
    rows = _mine(**{f"{name}__status__in": live})
    found = JSONObject(
        mentor=F(f"{name}__mentor"), at=F(f"{name}__asked_at"), state=F(f"{name}__status")
    )
    return ArraySubquery(rows.values(found=found))


# Its rows ------------------------------------------------------------------------------------


def _facts(row: Row, *, holds: bool) -> EligibilityFacts:
    open_ = row["open_record"]
    contacts = (*_live(row["requests_live"]), *_live(row["talks_live"]))
    return EligibilityFacts(
        role=row["role"],
        status=row["status"],
        program_status=row["of_program"],
        is_active=row["of_user"],
        is_oriented=not row["orientation_needed"] or row["orientation_done_at"] is not None,
        approved_at=row["decided_at"],
        rounds_waited=row["rounds_waited"],
        capacity=row["capacity"],
        taken=row["taken"],
        open_as=open_["status"] if open_ else "",
        open_since=_moment(open_, "since"),
        open_record=open_["relationship"] if open_ else "",
        started_at=_moment(open_, "started"),
        ending=_ending(row["last_record"]),
        away_since=row["away_since"],
        away_until=row["away_until"],
        contacts=contacts if holds else (),
        included_at=row["included_at"],
    )


def _moment(found: Mapping[str, Any] | None, name: str) -> datetime | None:
    return datetime.fromisoformat(found[name]) if found and found[name] else None


def _ending(found: Mapping[str, Any] | None) -> Ending | None:
    at = _moment(found, "at")
    if found is None or at is None:
        return None
    return Ending(at, found["kind"], found["wish"], found["relationship"])


def _live(found: Iterable[Mapping[str, Any]]) -> list[LiveContact]:
    return [
        LiveContact(one["mentor"], datetime.fromisoformat(one["at"]), LIVE[one["state"]])
        for one in found
    ]
