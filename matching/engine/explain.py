"""Why these two: what speaks for a pair and what should be thought about, as codes and numbers."""

from collections.abc import Iterator, Mapping

from matching.engine.model import FULL_FIT, SLOT_MINUTES, Note, Person, shared_slots
from matching.engine.tables import coverage

MOST_REASONS = 4
SCARCE_MINUTES = 120
WEAK_FIT = FULL_FIT * 45 // 100


def reasons(
    mentor: Person, mentee: Person, points: Mapping[str, int], minutes: int | None = None
) -> tuple[Note, ...]:
    """The notes that speak for the pair, those of the weightiest criteria first; ``minutes``: their
    free time in common a week, where it is known already."""
    if minutes is None:
        minutes = shared_minutes(mentor, mentee)
    ranked = sorted(_for_pair(mentor, mentee, minutes), key=lambda item: -points[item[0]])
    return tuple(note for _key, note in ranked[:MOST_REASONS])


def concerns(mentor: Person, mentee: Person, fit: int, minutes: int) -> tuple[Note, ...]:
    """The notes a coordinator should read before telling the two."""
    return tuple(_against_pair(mentor, mentee, fit, minutes))


def _for_pair(mentor: Person, mentee: Person, minutes: int) -> Iterator[tuple[str, Note]]:
    for skill in covered_skills(mentor, mentee)[:2]:
        yield "need_experience", Note("skill", _levels(skill, mentor, mentee))
    yield from _shared("situation", mentor.situations & mentee.situations)
    yield from _shared("learning_focus", mentor.learning_focus & mentee.learning_focus)
    for skill in covered_skills(mentee, mentor)[:1]:
        yield "two_way", Note("two_way", {"skill": skill})
    yield from _shared("functions", mentor.functions & mentee.functions)
    yield from _shared("style", mentor.styles & mentee.styles)
    if _field_wish_met(mentor, mentee):
        yield "field", Note(f"{mentee.field_preference}_field")
    yield from _time_and_channel(mentor, mentee, minutes)


def covered_skills(teacher: Person, learner: Person) -> list[str]:
    """The skills ``learner`` wants and ``teacher`` can help with, best covered first."""
    offered = teacher.offered
    known = [
        (-coverage(offered[skill], wish.level, wish.target), skill)
        for skill, wish in learner.wanted.items()
        if skill in offered and offered[skill] > wish.level
    ]
    return [skill for _share, skill in sorted(known)]


def _levels(skill: str, mentor: Person, mentee: Person) -> dict[str, object]:
    wish = mentee.wanted[skill]
    levels = {"now": wish.level, "target": wish.target, "has": mentor.offered[skill]}
    return {"skill": skill, **levels}


def _shared(code: str, keys: frozenset[str]) -> Iterator[tuple[str, Note]]:
    if keys:
        yield code, Note(code, {"keys": sorted(keys)})


def _field_wish_known(mentor: Person, mentee: Person) -> bool:
    return mentee.field_preference != "any" and bool(mentor.field and mentee.field)


def _field_wish_met(mentor: Person, mentee: Person) -> bool:
    wishes_same = mentee.field_preference == "same"
    same = mentor.field == mentee.field
    return _field_wish_known(mentor, mentee) and wishes_same == same


def shared_minutes(mentor: Person, mentee: Person) -> int:
    return shared_slots(mentor, mentee) * SLOT_MINUTES


def _time_and_channel(mentor: Person, mentee: Person, minutes: int) -> Iterator[tuple[str, Note]]:
    channels = sorted(mentor.channels & mentee.channels)
    if minutes and channels:
        params = {"hours": minutes // 60, "channels": channels}
        yield "practicalities", Note("practical", params)


def _against_pair(mentor: Person, mentee: Person, fit: int, minutes: int) -> Iterator[Note]:
    yield from _uncovered(mentor, mentee)
    if mentor.slots and mentee.slots and minutes <= SCARCE_MINUTES:
        yield Note("few_hours", {"minutes": minutes})
    for name in ("languages", "channels", "slots"):
        if not (getattr(mentor, name) and getattr(mentee, name)):
            yield Note(f"unknown_{name}")
    if _field_wish_known(mentor, mentee) and not _field_wish_met(mentor, mentee):
        yield Note("field_wish_missed", {"wish": mentee.field_preference})
    if fit < WEAK_FIT:
        yield Note("weak_fit")


def _uncovered(mentor: Person, mentee: Person) -> Iterator[Note]:
    covered, wanted = len(covered_skills(mentor, mentee)), len(mentee.wanted)
    if covered < wanted:
        yield Note("skills_uncovered", {"covered": covered, "wanted": wanted})
