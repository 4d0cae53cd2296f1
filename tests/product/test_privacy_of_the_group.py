"""What one mentee of a group writes, looked for at everybody else's doors.

Each word has a marker; who reads it must be exactly who may, so that a word nobody finds and a word
too many find both fail.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from notifications import kinds
from notifications.models import Message
from programs.models import Format
from relationships.actions import closing, development, plans, skills
from relationships.actions.development import ActivityPlan, Reflection
from relationships.actions.plans import GoalWords
from relationships.actions.skills import Rating
from relationships.models import Relationship
from relationships.visibility import BY_KEY, Sees
from sessions.actions import meetings, notes
from sessions.actions.meetings import SessionPlan
from tests import gatherings
from tests.cast import Cast
from tests.permission_matrix import ROUTES
from tests.product.test_permissions import ALL_ROUTES, body_of, signed_in

OWNER, MENTOR, OTHER = "bo", "ana", "cleo"
STAFF = ("coordinator", "hr", "safeguarding", "other_coordinator")
EVERYBODY = (OWNER, MENTOR, OTHER, *STAFF)
ROWS = {
    "goal": "goal_words",
    "success": "goal_words",
    "comment": "goal_words",
    "activity": "activity",
    "reflection": "reflection",
    "note": "private_note",
    "takeaway": "private_note",
    "skill": "skills",
    "evidence": "skills",
    "unfinished": "closing_words",
    "thanks": "closing_words",
    "shared": "agenda",
}


def readers_of(key: str) -> set[str]:
    """Who reads a word of the owner, as “What others can see” says."""
    kind = BY_KEY[key]
    cells = {MENTOR: kind.others, OTHER: kind.fellows or kind.others}
    return {OWNER, *(name for name, cell in cells.items() if cell.sees is Sees.YES)}


READERS = {datum: readers_of(key) for datum, key in ROWS.items()}
MARKS = {datum: f"Zq{datum}secret" for datum in READERS}
ANSWERED_BY_POST = ("program_pairs_export", "record_copy", "record_search")


@dataclass
class Group:
    """A mentor and three mentees near their end; the first mentee has written one of everything."""

    cast: Cast
    record: Relationship
    ids: dict[str, Any] = field(default_factory=dict)

    def user(self, name: str) -> User:
        known = {one.user.email.partition("@")[0]: one.user for one in self.members}
        return known.get(name) or self.cast.users()[name]

    @property
    def members(self) -> Any:
        return self.record.memberships.select_related("user")

    def write(self) -> None:
        by = self.user(OWNER)
        starts_at = clock.now() - timedelta(days=2)
        plan = SessionPlan(starts_at=starts_at, minutes=60, mode="video")
        session = meetings.log_new(relationship=self.record, by=by, plan=plan)
        for datum, visibility in (("note", "private"), ("shared", "shared")):
            notes.write(session=session, by=by, words=MARKS[datum], visibility=visibility)
        words = MARKS["takeaway"]
        notes.take_away(session=session, by=by, words=words, visibility="private")
        self.ids = {"session": session.pk, **self._write_a_goal(by)}
        rating = Rating(MARKS["skill"], level=1, target=3, evidence=MARKS["evidence"])
        self.ids["wanted"] = skills.add(relationship=self.record, by=by, rating=rating).pk
        Relationship.objects.filter(pk=self.record.pk).update(phase="separation")
        ahead = {"unfinished": MARKS["unfinished"], "successor": "-"}
        closing.look_ahead(relationship=self.record, by=by, **ahead)
        closing.thank(relationship=self.record, by=by, words=MARKS["thanks"])
        self.ids |= {"relationship": self.record.pk, "program": self.record.program_id}

    def _write_a_goal(self, by: User) -> dict[str, Any]:
        words = GoalWords(MARKS["goal"], "skill", "long_term", success=MARKS["success"])
        goal = plans.propose_goal(relationship=self.record, by=by, words=words)
        plans.confirm_goal(goal=goal, by=self.user(MENTOR))
        plans.move_goal(goal=goal, by=by, progress=20, comment=MARKS["comment"])
        doer = str(goal.owner_id)
        plan = ActivityPlan(kind="shadowing", words=MARKS["activity"])
        activity = development.plan_activity(goal=goal, by=by, owner=doer, plan=plan)
        begun = development.move_activity(activity=activity, by=by, state="under_way")
        thoughts = Reflection(
            what=MARKS["reflection"], so_what="-", now_what="-", is_reflection_shared=False
        )
        development.reflect(activity=begun, by=by, reflection=thoughts)
        return {"goal": goal.pk, "activity": activity.pk}

    def doors(self) -> list[str]:
        """Every route about this program, the record and what is in it."""
        return [
            name
            for name, access in ROUTES.items()
            if set(ALL_ROUTES[name]) and set(ALL_ROUTES[name]) <= set(self.ids)
            if "G" in access.methods or name in ANSWERED_BY_POST
        ]

    def ask(self, client: Client, name: str) -> str:
        url = reverse(name, kwargs={key: self.ids[key] for key in ALL_ROUTES[name]})
        with transaction.atomic():
            post = name in ANSWERED_BY_POST
            response = client.post(url, {"words": "secret"}) if post else client.get(url)
            body = body_of(response)
            transaction.set_rollback(True)
        assert response.status_code < 500
        return body

    def seen_by(self, name: str) -> set[str]:
        client = Client()
        client.cookies.load(signed_in(self.user(name)))
        pages = "".join(self.ask(client, door) for door in self.doors())
        return found_in(pages)


def found_in(text: str) -> set[str]:
    return {datum for datum, mark in MARKS.items() if mark in text}


@pytest.fixture
def group(cast: Cast) -> Group:
    found = Group(cast, gatherings.started(cast, Format.GROUP, 4))
    found.write()
    return found


def test_what_a_mentee_writes_is_read_by_those_it_is_for_and_nobody_else(group: Group) -> None:
    seen = {name: group.seen_by(name) for name in EVERYBODY}
    readers = {datum: {name for name in EVERYBODY if datum in seen[name]} for datum in MARKS}
    assert readers == READERS


def test_no_letter_to_anybody_in_a_group_carries_what_one_has_written(group: Group) -> None:
    letters = [kinds.get(row.kind).compose(row) for row in Message.objects.all()]
    told = [letter for letter in letters if letter is not None]
    assert len(told) > len(EVERYBODY)
    assert found_in(repr(told)) == set()
