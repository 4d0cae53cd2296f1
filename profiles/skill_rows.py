"""The skills of the enrollment form: rows of fields, so that no script is needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from profiles.models import Direction, Enrollment, SkillLevel
from profiles.profile_data import SkillEntry
from programs.models import Side
from skills.models import Skill

MAIN_ROWS, OTHER_ROWS = 5, 2
MAIN = {side: Direction.WANTED if side.learns else Direction.OFFERED for side in Side}
OTHER = {side: Direction.OFFERED if side.learns else Direction.WANTED for side in Side}


@dataclass(frozen=True)
class SkillFields:
    """The fields of one row as the template draws them."""

    number: int
    fields: list[BoundField]


@dataclass(frozen=True)
class Block:
    """Rows that stand together; those with a title are folded away until they are in use."""

    title: str
    rows: list[SkillFields]

    @property
    def in_use(self) -> bool:
        fields = [field for row in self.rows for field in row.fields]
        return any(field.errors or field.value() not in ("", None) for field in fields)


class Rows:
    """All rows of one form. ``main`` are the ones the role is about, ``other`` the return."""

    def __init__(self, role: str, skills: list[Skill], enrollment: Enrollment | None) -> None:
        self.skills = {str(skill.pk): skill for skill in skills}
        self.main, self.other = MAIN[Side(role)], OTHER[Side(role)]
        self._names = [
            *(f"{self.main}_{number}" for number in range(1, MAIN_ROWS + 1)),
            *(f"{self.other}_{number}" for number in range(1, OTHER_ROWS + 1)),
        ]
        self._given = self._stored(enrollment)

    def fields(self) -> dict[str, forms.Field]:
        """Form fields by name: ``wanted_1_skill``, ``wanted_1_level``, ``wanted_1_target``."""
        choices = self._choices()
        fields: dict[str, forms.Field] = {}
        for row in self._names:
            given = self._given.get(row)
            fields[f"{row}_skill"] = _select(
                _("Skill"), choices, str(given.skill_id) if given else ""
            )
            if row.startswith(Direction.WANTED):
                fields[f"{row}_level"] = _level(_("Level now"), 0, 3, given and given.level)
                fields[f"{row}_target"] = _level(_("Level wanted"), 1, 4, given and given.target)
            else:
                fields[f"{row}_level"] = _level(_("Your level"), 1, 4, given and given.level)
        return fields

    def bound(self, form: forms.Form, direction: str) -> list[SkillFields]:
        """The rows of ``direction``, ready to be drawn."""
        names = [name for name in self._names if name.startswith(direction)]
        return [
            SkillFields(number, [form[name] for name in form.fields if name.startswith(f"{row}_")])
            for number, row in enumerate(names, start=1)
        ]

    def problems(self, cleaned: dict[str, Any], *, complete: bool) -> Iterator[tuple[str, str]]:
        """Each (field name, sentence) that keeps the rows from being stored."""
        seen: set[tuple[str, str]] = set()
        for row in self._names:
            yield from self._row_problems(row, cleaned, seen)
        if complete and not self._started(cleaned):
            yield f"{self.main}_1_skill", _("Choose at least one skill.")

    def _started(self, cleaned: dict[str, Any]) -> bool:
        """Whether anything stands in the main rows, or stood there and was refused already."""
        fields = [name for name in self.fields() if name.startswith(self.main)]
        return any(name not in cleaned or cleaned[name] not in ("", None) for name in fields)

    def entries(self, cleaned: dict[str, Any]) -> list[SkillEntry]:
        """The filled rows of a valid form."""
        return [self._entry(row, cleaned) for row in self._names if cleaned[f"{row}_skill"]]

    def _row_problems(
        self, row: str, cleaned: dict[str, Any], seen: set[tuple[str, str]]
    ) -> Iterator[tuple[str, str]]:
        skill, level = cleaned.get(f"{row}_skill"), cleaned.get(f"{row}_level")
        target = cleaned.get(f"{row}_target")
        if not skill:
            if level is not None and f"{row}_skill" in cleaned:
                yield f"{row}_skill", _("Choose the skill this level is about.")
            return
        key = (row.split("_")[0], skill)
        if key in seen:
            yield f"{row}_skill", _("This skill is already in the list.")
        seen.add(key)
        if level is None and f"{row}_level" in cleaned:
            yield f"{row}_level", _("Choose the level you have now.")
        if f"{row}_target" in cleaned and (target is None or target <= (level or 0)):
            yield f"{row}_target", _("Choose a level above the one you have now.")

    def _entry(self, row: str, cleaned: dict[str, Any]) -> SkillEntry:
        return SkillEntry(
            skill=self.skills[cleaned[f"{row}_skill"]],
            direction=Direction(row.split("_")[0]),
            level=cleaned[f"{row}_level"],
            target=cleaned.get(f"{row}_target"),
        )

    def _choices(self) -> list[Any]:
        """The vocabulary by area, below an empty first choice."""
        ordered = sorted(self.skills.values(), key=lambda skill: (skill.area, skill.name))
        areas = groupby(ordered, key=lambda skill: skill.area)
        grouped = [(area, [(str(s.pk), s.name) for s in skills]) for area, skills in areas]
        return [("", _("Choose a skill")), *grouped]

    def _stored(self, enrollment: Enrollment | None) -> dict[str, Any]:
        """The skills written before, in the rows they came from: one query."""
        if enrollment is None:
            return {}
        rows: dict[str, Any] = {}
        chosen = [s for s in enrollment.skills.all() if str(s.skill_id) in self.skills]
        for direction in Direction:
            names = [name for name in self._names if name.startswith(direction)]
            given = [s for s in chosen if s.direction == direction]
            rows |= dict(zip(names, given, strict=False))
        return rows


def _select(label: str, choices: list[Any], initial: str) -> forms.Field:
    return forms.ChoiceField(label=label, choices=choices, required=False, initial=initial)


def _level(label: str, lowest: int, highest: int, initial: int | None) -> forms.Field:
    levels = [(level.value, level.label) for level in SkillLevel if lowest <= level <= highest]
    return forms.TypedChoiceField(
        label=label,
        choices=[("", _("Choose")), *levels],
        coerce=int,
        empty_value=None,
        required=False,
        initial="" if initial is None else initial,
    )
