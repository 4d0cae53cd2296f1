"""A profile as plain data, between the form and the database."""

from dataclasses import dataclass, field

from accounts.models import User
from profiles.models import Direction
from programs.models import Question
from skills.models import Skill

Value = str | int | list[str]


@dataclass(frozen=True)
class SkillEntry:
    """A skill with its level (0 to 4) and, when wanted, the level aimed at."""

    skill: Skill
    direction: Direction
    level: int
    target: int | None = None


@dataclass(frozen=True)
class Profile:
    """Everything somebody tells a program. ``values`` are fields of ``Enrollment`` by name."""

    values: dict[str, Value]
    skills: list[SkillEntry] = field(default_factory=list)
    answers: dict[Question, Value] = field(default_factory=dict)
    avoids: list[User] = field(default_factory=list)
