"""Why these two: what speaks for a pair and what should be thought about, as codes and numbers."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from matching.engine.model import FULL_FIT, SLOT_MINUTES, Person, Remark, shared_slots
from matching.engine.tables import coverage

MOST_REASONS = 4
SCARCE_MINUTES = 120
WEAK_FIT = FULL_FIT * 45 // 100
HOPELESS_FIT = FULL_FIT * 25 // 100
FAR_BELOW = FULL_FIT * 15 // 100


def weak_below(fits: Sequence[int]) -> int:
    """The fit below which a pair is weak among pairs with these ``fits``: 15 points of 100 below
    the middle one, but never above 45 nor below 25.

    How high fits are in all depends on how much was asked and answered, so a fixed number flags
    nearly everybody in one program and nobody in another. A pair stands out by being far below the
    others; a good pair is not weak for it, and a hopeless one is in any company.
    """
    middle = int(median(fits)) if fits else 0
    return min(WEAK_FIT, max(HOPELESS_FIT, middle - FAR_BELOW))


def covers_nothing(mentor: Person, mentee: Person) -> bool:
    """Whether the mentor knows none of the skills the mentee wants, as far as both have told."""
    return bool(mentee.wanted and mentor.offered) and not covered_skills(mentor, mentee)


def reasons(
    mentor: Person, mentee: Person, points: Mapping[str, int], minutes: int | None = None
) -> tuple[Remark, ...]:
    """The notes that speak for the pair, those of the weightiest criteria first; ``minutes``: their
    free time in common a week, where it is known already."""
    if minutes is None:
        minutes = shared_minutes(mentor, mentee)
    ranked = sorted(_for_pair(mentor, mentee, minutes), key=lambda item: -points[item[0]])
    return tuple(note for _key, note in ranked[:MOST_REASONS])


def concerns(
    mentor: Person, mentee: Person, minutes: int, *, is_low: bool, skills_count: bool
) -> tuple[Remark, ...]:
    """The notes a coordinator should read before telling the two.

    ``is_low``: the fit is below :func:`weak_below`. ``skills_count``: the program weighs what
    mentees want to learn; a mentor who knows nothing of it is weak then, whatever the sum says.
    """
    lacks = skills_count and covers_nothing(mentor, mentee)
    notes = list(_against_pair(mentor, mentee, minutes))
    if lacks:
        notes.insert(0, Remark("skills_uncovered", {"covered": 0, "wanted": len(mentee.wanted)}))
    return (*notes, Remark("weak_fit")) if is_low or lacks else tuple(notes)


def _for_pair(mentor: Person, mentee: Person, minutes: int) -> Iterator[tuple[str, Remark]]:
    for skill in covered_skills(mentor, mentee)[:2]:
        yield "need_experience", Remark("skill", _levels(skill, mentor, mentee))
    yield from _shared("situation", mentor.situations & mentee.situations)
    yield from _shared("learning_focus", mentor.learning_focus & mentee.learning_focus)
    for skill in covered_skills(mentee, mentor)[:1]:
        yield "two_way", Remark("two_way", {"skill": skill})
    yield from _shared("functions", mentor.functions & mentee.functions)
    yield from _shared("style", mentor.styles & mentee.styles)
    if _field_wish_met(mentor, mentee):
        yield "field", Remark(f"{mentee.field_preference}_field")
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


def _shared(code: str, keys: frozenset[str]) -> Iterator[tuple[str, Remark]]:
    if keys:
        yield code, Remark(code, {"keys": sorted(keys)})


def _field_wish_known(mentor: Person, mentee: Person) -> bool:
    return mentee.field_preference != "any" and bool(mentor.field and mentee.field)


def _field_wish_met(mentor: Person, mentee: Person) -> bool:
    wishes_same = mentee.field_preference == "same"
    same = mentor.field == mentee.field
    return _field_wish_known(mentor, mentee) and wishes_same == same


def shared_minutes(mentor: Person, mentee: Person) -> int:
    return shared_slots(mentor, mentee) * SLOT_MINUTES


def _time_and_channel(mentor: Person, mentee: Person, minutes: int) -> Iterator[tuple[str, Remark]]:
    channels = sorted(mentor.channels & mentee.channels)
    if minutes and channels:
        params = {"hours": minutes // 60, "channels": channels}
        yield "practicalities", Remark("practical", params)


def _against_pair(mentor: Person, mentee: Person, minutes: int) -> Iterator[Remark]:
    if mentor.slots and mentee.slots and minutes <= SCARCE_MINUTES:
        yield Remark("few_hours", {"minutes": minutes})
    for name in ("languages", "channels", "slots"):
        if not (getattr(mentor, name) and getattr(mentee, name)):
            yield Remark(f"unknown_{name}")
    if _field_wish_known(mentor, mentee) and not _field_wish_met(mentor, mentee):
        yield Remark("field_wish_missed", {"wish": mentee.field_preference})
