"""How the mentee of the demonstration's first pair grows: skills, activities, support given."""

from dataclasses import dataclass
from datetime import timedelta

from demo.pair import DemoPair
from profiles.models import Function, SkillLevel
from relationships.models import (
    Activity,
    ActivityKind,
    ActivityState,
    SkillRating,
    SupportNote,
    WantedSkill,
    Worth,
)


@dataclass(frozen=True)
class SkillGrowth:
    """A skill, the level wanted, and level and evidence at each moment it was rated."""

    name: str
    target: SkillLevel
    steps: tuple[tuple[SkillLevel, str], ...]


LINH = (
    SkillGrowth(
        "Presenting to executives",
        SkillLevel.ADVANCED,
        (
            (SkillLevel.BASIC, "I have the slides; my manager speaks."),
            (SkillLevel.WORKING, "I spoke for two minutes in the quarterly review."),
            (SkillLevel.WORKING, "I chaired eleven people for forty minutes."),
        ),
    ),
    SkillGrowth(
        "Saying no",
        SkillLevel.ADVANCED,
        (
            (SkillLevel.NONE, "I said yes four times last week and meant it once."),
            (SkillLevel.WORKING, "Twice with the sentence, and nobody minded."),
            (SkillLevel.ADVANCED, "Five times, and the log is in my notes."),
        ),
    ),
    SkillGrowth(
        "Delegation",
        SkillLevel.WORKING,
        (
            (SkillLevel.NONE, "I have nobody to delegate to, I thought."),
            (SkillLevel.BASIC, "The two new analysts ask me first."),
        ),
    ),
)


def rate(pair: DemoPair, place: int) -> None:
    """The mentee says where she stands, for the time ``place`` (0 is the first)."""
    for skill in LINH:
        if place < len(skill.steps):
            _rate(pair, skill, place)


def _rate(pair: DemoPair, skill: SkillGrowth, place: int) -> None:
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


def _wanted(pair: DemoPair, skill: SkillGrowth) -> WantedSkill:
    at = pair.moment + timedelta(minutes=len(pair.skills))
    row = WantedSkill(owner=pair.mentee, name=skill.name, target=skill.target, created_at=at)
    pair.skills[skill.name] = pair.ledger.add(row)
    return row


# Which goal (by its place) builds which skill, and by what.
BUILT_BY = {"Presenting to executives": 0, "Saying no": 1, "Delegation": 2}


def link(pair: DemoPair) -> None:
    """Say which goal builds which skill."""
    through = WantedSkill.goals.through
    for name, place in BUILT_BY.items():
        pair.ledger.add(through(wantedskill=pair.skills[name], goal=pair.goals[place]))


def act(pair: DemoPair) -> None:
    """What is done and planned between the sessions at the moment."""
    _activity(
        pair,
        2,
        ActivityKind.SHADOWING,
        "Half a day with Tomasz's team lead in Gdańsk",
        ActivityState.DONE,
        worth=Worth.MUCH,
        what="She listened for three hours and decided twice.",
        so_what="Leading is less deciding than I had thought.",
        now_what="I ask one question more before I answer.",
        is_reflection_shared=True,
    )
    _activity(
        pair,
        0,
        ActivityKind.STRETCH,
        "Rehearse the first minute with Minh and Hanna",
        ActivityState.UNDER_WAY,
        until_on=(pair.now + timedelta(days=3)).date(),
    )
    _activity(
        pair,
        2,
        ActivityKind.INTRODUCTION,
        "Coffee with somebody who has turned a lead role down",
        ActivityState.PLANNED,
        until_on=(pair.now + timedelta(days=16)).date(),
    )


def _activity(
    pair: DemoPair,
    place: int,
    kind: ActivityKind,
    words: str,
    state: ActivityState,
    **more: object,
) -> None:
    row = Activity(
        goal=pair.goals[place],
        owner=pair.mentee,
        kind=kind,
        words=words,
        state=state,
        state_at=pair.moment,
        created_at=pair.moment,
    )
    for name, value in more.items():
        setattr(row, name, value)
    pair.ledger.add(row)


SUPPORT = (
    (Function.COACHING, "Eleven slides became three", 84),
    (Function.COACHING, "The sentence for saying no", 127),
    (Function.ACCEPTANCE, "Said the draft was good before he touched it", 84),
    (Function.COUNSELLING, "Listened before the hour with both teams", 63),
    (Function.EXPOSURE, "Introduced me to the chair of the management meeting", 21),
)


def thank(pair: DemoPair) -> None:
    """The mentee notes what the mentor has given so far."""
    for function, words, number in SUPPORT:
        pair.ledger.add(
            SupportNote(
                giver=pair.mentor,
                noted_by=pair.mentee,
                function=function,
                words=words,
                given_on=pair.ago(number).date(),
                created_at=pair.ago(number),
            )
        )
