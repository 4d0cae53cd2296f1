"""Words written in confidence, each with a marker that can be looked for wherever it might leak."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from core import clock
from core.fields import Confidential, ConfidentialBytesField
from drafts.models import Arrival, Draft
from relationships.actions import plans
from relationships.models import Activity, Closing, FollowUp, Relationship, Story
from sessions.actions import notes
from sessions.models import MentoringSession, Note
from tests import stories
from tests.cast import Cast

PAIR = ("mentee", "mentor")
MARKER = re.compile(r"Zq\d{3}secret")


@dataclass
class Secrets:
    """A different marker in every confidential column of every row there is.

    ``columns`` names the column of each marker; ``private_to`` the one of the two who alone may
    read it.
    """

    columns: dict[str, str] = field(default_factory=dict)
    private_to: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for model, name in confidential_columns():
            for row in model.objects.order_by("pk"):
                marker = f"Zq{len(self.columns):03}secret"
                setattr(row, name, planted(row, name, marker))
                row.save()
                self.columns[marker] = f"{model.__name__}.{name}"
                if isinstance(row, Draft):
                    self.private_to[marker] = row.user.email.partition("@")[0]
                if isinstance(row, Note) and row.visibility == "private":
                    self.private_to[marker] = row.author.role
                if isinstance(row, Activity) and name != "words" and not row.is_reflection_shared:
                    self.private_to[marker] = row.owner.role

    def found_in(self, text: str) -> set[str]:
        return {marker for marker in MARKER.findall(text) if marker in self.columns}

    def leaked_to(self, role: str, text: str) -> set[str]:
        """The columns whose words ``text`` tells to ``role``, who may not read them."""
        found = self.found_in(text)
        if role in PAIR:
            found = {marker for marker in found if self.private_to.get(marker, role) != role}
        return {self.columns[marker] for marker in found}


def planted(row: Any, name: str, marker: str) -> str | bytes:
    """The marker in the form in which the column keeps words, typed answers or a file."""
    if isinstance(row._meta.get_field(name), ConfidentialBytesField):
        return marker.encode()
    return f"words={marker}" if isinstance(row, Draft) else marker


def confidential_columns() -> Iterator[tuple[type[Any], str]]:
    """What belongs to the pair. Answers of an enrollment are sealed too, and coordinators can read
    some of them: ``test_profiles_sealed.py`` looks for those. So are links to sign in, and the
    address a form that was received led to: nobody but its sender is led there."""
    for model in apps.get_models():
        if model._meta.app_label in {"profiles", "notifications"} or model is Arrival:
            continue
        for column in model._meta.concrete_fields:
            if isinstance(column, Confidential):
                yield model, column.name


def write_some(cast: Cast, relationship: Relationship, session: MentoringSession) -> None:
    """Notes, reflections, partings and unsent words of both and of either alone."""
    notes.write(session=session, by=cast.mentee, words="-", visibility="shared")
    notes.write(session=session, by=cast.mentor, words="-", visibility="private")
    plans.move_goal(goal=relationship.goals.get(), by=cast.mentee, progress=20, comment="-")
    for member in relationship.memberships.all():
        FollowUp.objects.create(
            member=member, lasting="much", contact="no", answered_at=clock.now()
        )
        Closing.objects.create(member=member, thanked_at=clock.now())
    Story.objects.create(relationship=relationship, written_by=member, written_at=clock.now())
    alone = stories.activity(cast, relationship, owner="mentor")
    Activity.objects.filter(pk=alone.pk).update(is_reflection_shared=False)
    stories.unsent(cast.mentor, relationship)
