"""The drafts of a program as one page shows them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from matching.groups.actions import shape_of
from matching.groups.wording import left_words, place_words
from matching.models.groups import Arrangement, Gathering, Place
from matching.wording import Note
from profiles import waiting_list
from profiles.models import Enrollment
from programs import formats
from programs.formats import Words
from programs.models import Program, Shape
from programs.shapes import SHAPES, ShapeRules


@dataclass(frozen=True)
class PlaceRow:
    """One person of a draft: who, as what, and what speaks for it."""

    enrollment: Enrollment
    title: Words
    why: Sequence[str]


@dataclass(frozen=True)
class GroupCard:
    """One draft with its people, the mentor first; ``problem`` is why it cannot be proposed yet."""

    gathering: Gathering
    rows: Sequence[PlaceRow]
    problem: str

    @property
    def title(self) -> str:
        return self.gathering.name or _("Without a name yet")

    @property
    def people(self) -> list[object]:
        return [row.enrollment.user for row in self.rows]

    @property
    def explained(self) -> list[uuid.UUID]:
        """The enrollments whose answers the reasons tell: those of each mentee tell the mentor's,
        too, who has none of their own."""
        has_reasons = any(row.why for row in self.rows)
        return [
            row.enrollment.pk
            for row in self.rows
            if row.why or (has_reasons and row.enrollment.is_mentor)
        ]


@dataclass(frozen=True)
class Alone:
    """Somebody without a place, and why."""

    enrollment: Enrollment
    title: Words
    why: str


@dataclass(frozen=True)
class DraftsView:
    """Everything of ``program`` that is not proposed yet; five queries, however much there is."""

    program: Program

    @property
    def traits(self) -> formats.Traits:
        return formats.of(self.program.format)

    @property
    def rules(self) -> ShapeRules:
        return SHAPES[self.traits.shape]

    @property
    def is_many(self) -> bool:
        return shape_of(self.program) in {Shape.GROUP, Shape.CIRCLE}

    @property
    def has_approved(self) -> bool:
        """Whether anybody is approved, matched or not; asked only where nobody is waiting."""
        return Enrollment.objects.approved().filter(program=self.program).exists()

    @cached_property
    def arrangement(self) -> Arrangement | None:
        return Arrangement.objects.filter(program=self.program).first()

    @cached_property
    def cards(self) -> list[GroupCard]:
        places = Place.objects.select_related("enrollment__user")
        rows = self.program.gatherings.prefetch_related(Prefetch("places", places))
        return [self._card(row) for row in rows]

    def _card(self, gathering: Gathering) -> GroupCard:
        places = sorted(gathering.places.all(), key=lambda place: not place.enrollment.is_mentor)
        rows = [
            PlaceRow(place.enrollment, self._title(place.enrollment), place_words(place.reasons))
            for place in places
        ]
        return GroupCard(gathering, rows, self._problem([place.enrollment for place in places]))

    def _title(self, enrollment: Enrollment) -> Words:
        return self.traits.part(enrollment.role).name

    def _problem(self, people: Sequence[Enrollment]) -> str:
        if not self.rules.fewest <= len(people) <= self.rules.most:
            words = _("This takes %(fewest)d to %(most)d people.")
            return words % vars(self.rules) if self.is_many else _("A pair is two people.")
        if self.traits.shape == Shape.GROUP and sum(one.is_mentor for one in people) != 1:
            return _("A group has one mentor.")
        return ""

    @property
    def ready(self) -> list[GroupCard]:
        return [card for card in self.cards if not card.problem]

    @cached_property
    def alone(self) -> list[Alone]:
        """People who can be matched and are in no draft."""
        standings = waiting_list.standings(self.program)
        rows = Enrollment.objects.approved().filter(program=self.program, place_in_draft=None)
        found = rows.select_related("user").order_by("role", "user__full_name", "pk")
        left: Mapping[str, Any] = self.arrangement.left if self.arrangement else {}
        return [
            self._alone(row, left.get(str(row.pk)))
            for row in found
            if standings[row.pk].can_be_matched
        ]

    def _alone(self, row: Enrollment, note: Note | None) -> Alone:
        return Alone(row, self._title(row), left_words(note) if note else "")
