"""How the mentee of the demonstration's first pair grows: skills rated at three moments."""

from dataclasses import dataclass
from datetime import timedelta

from profiles.models import SkillLevel
from relationships.models import SkillRating, WantedSkill
from reports.demo.pair import Pair


@dataclass(frozen=True)
class Growth:
    """A skill, the level wanted, and level and evidence at each moment it was rated."""

    name: str
    target: SkillLevel
    steps: tuple[tuple[SkillLevel, str], ...]


LINH = (
    Growth(
        "Presenting to executives",
        SkillLevel.ADVANCED,
        (
            (SkillLevel.BASIC, "I have the slides; my manager speaks."),
            (SkillLevel.WORKING, "I spoke for two minutes in the quarterly review."),
            (SkillLevel.WORKING, "I chaired eleven people for forty minutes."),
        ),
    ),
    Growth(
        "Saying no",
        SkillLevel.ADVANCED,
        (
            (SkillLevel.NONE, "I said yes four times last week and meant it once."),
            (SkillLevel.WORKING, "Twice with the sentence, and nobody minded."),
            (SkillLevel.ADVANCED, "Five times, and the log is in my notes."),
        ),
    ),
    Growth(
        "Delegation",
        SkillLevel.WORKING,
        (
            (SkillLevel.NONE, "I have nobody to delegate to, I thought."),
            (SkillLevel.BASIC, "The two new analysts ask me first."),
        ),
    ),
)


def rate(pair: Pair, place: int) -> None:
    """The mentee says where she stands, for the time ``place`` (0 is the first)."""
    for skill in LINH:
        if place < len(skill.steps):
            _rate(pair, skill, place)


def _rate(pair: Pair, skill: Growth, place: int) -> None:
    wanted = pair.skills.get(skill.name) or _wanted(pair, skill)
    level, evidence = skill.steps[place]
    pair.ledger.add(
        SkillRating(
            wanted=wanted,
            rated_on=pair.moment.date(),
            level=level,
            evidence=evidence,
            created_at=pair.moment,
        )
    )


def _wanted(pair: Pair, skill: Growth) -> WantedSkill:
    at = pair.moment + timedelta(minutes=len(pair.skills))
    row = WantedSkill(owner=pair.mentee, name=skill.name, target=skill.target, created_at=at)
    pair.skills[skill.name] = pair.ledger.add(row)
    return row
