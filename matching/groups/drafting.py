"""From a pool to groups, circles or pairs of peers. Pure: plain data in and out."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.engine import Person, Problem, Remark
from matching.engine.explain import reasons
from matching.engine.graph import Ints, Mask
from matching.engine.groups import (
    Common,
    Couple,
    FoundGroup,
    Grouping,
    Sizes,
    make_circles,
    make_groups,
)
from matching.engine.model import CRITERIA, FULL_FIT
from matching.engine.peers import pair_all
from matching.engine.rules import Rules
from matching.engine.scoring import contributions
from programs.models import Shape
from programs.shapes import SHAPES

IDEAL = {Shape.GROUP: 5, Shape.CIRCLE: 6}
ANYBODY = Remark("peers_all_taken")
NOBODY = Remark("peers_nobody_possible")


@dataclass(frozen=True)
class GroupDraft:
    """People by id with what speaks for each, the mentor of a group first; ``fit`` 0 to 100."""

    people: Mapping[str, Sequence[Remark]]
    fit: int
    theme: str = ""


@dataclass(frozen=True)
class Drafts:
    """``left``: why somebody has no place. ``is_proven``: no better drafts exist."""

    drafts: Sequence[GroupDraft]
    left: Mapping[str, Remark] = field(default_factory=dict)
    is_proven: bool = False


def arrange(problem: Problem, shape: Shape, apart: Collection[Couple] = ()) -> Drafts:
    """The best drafts of ``shape``; for pairs and circles both sides of ``problem`` are the
    same people. ``apart``: ids of two people who must not share a group, on whichever side."""
    if not problem.mentees:
        return Drafts([])
    points = contributions(problem)
    fit = sum(points.values(), np.zeros((len(problem.mentees), len(problem.mentors)), np.int64))
    if shape == Shape.GROUP:
        return _groups(problem, fit, _possible(problem), apart)
    make = _circles if shape == Shape.CIRCLE else _pairs
    return make(problem, fit, _possible(problem))


def _possible(problem: Problem) -> Mask:
    """Which pairs break no rule. Common hours are for the people themselves to find."""
    size = np.arange(len(problem.mentees)), np.arange(len(problem.mentors))
    masks = Rules(problem).masks(*size)
    broken = [mask for rule, mask in masks.items() if rule != "time"]
    possible: Mask = ~np.logical_or.reduce(broken)
    return possible


# Groups ----------------------------------------------------------------------------------------


def _groups(problem: Problem, fit: Ints, possible: Mask, apart: Collection[Couple]) -> Drafts:
    mentees = [person.id for person in problem.mentees]
    found = make_groups(
        [person.id for person in problem.mentors],
        mentees,
        fit,
        allowed=possible,
        apart=_kept_apart(mentees, apart),
        common=[_common(problem, "languages"), _common(problem, "channels")],
        sizes=_sizes(Shape.GROUP, beside=1),
    )
    return _told(found, [_group(problem, group) for group in found.groups])


def _kept_apart(mentees: Sequence[str], couples: Collection[Couple]) -> Mask:
    """``apart[mentee, mentee]``: which two of them are one of ``couples``."""
    places = {person: place for place, person in enumerate(mentees)}
    apart = np.zeros((len(mentees), len(mentees)), dtype=bool)
    for one, other in couples:
        if one in places and other in places:
            apart[places[one], places[other]] = apart[places[other], places[one]] = True
    return apart


def _sizes(shape: Shape, *, beside: int = 0) -> Sizes:
    rules = SHAPES[shape]
    return Sizes(rules.fewest - beside, rules.most - beside, IDEAL[shape])


def _common(problem: Problem, name: str) -> Common:
    """Everybody in a group shares one of these; who has not answered has them all."""
    people = (*problem.mentees, *problem.mentors)
    kinds = sorted(frozenset().union(*(getattr(person, name) for person in people)))
    return Common(
        has=_having(problem.mentees, name, kinds),
        leaders=_having(problem.mentors, name, kinds),
        weight=np.ones(len(kinds), dtype=np.int64),
        needed=min(len(kinds), 1),
    )


def _having(people: Sequence[Person], name: str, kinds: Sequence[str]) -> Mask:
    rows = [
        [not getattr(person, name) or kind in getattr(person, name) for kind in kinds]
        for person in people
    ]
    return np.array(rows, dtype=bool).reshape(len(people), len(kinds))


def _group(problem: Problem, group: FoundGroup) -> GroupDraft:
    mentor = next(person for person in problem.mentors if person.id == group.mentor)
    mentees = _people(problem, [member.person for member in group.members])
    weights = {key: problem.weights.get(key, 0) for key in CRITERIA}
    why = {mentee.id: reasons(mentor, mentee, weights) for mentee in mentees}
    return GroupDraft({mentor.id: (), **why}, _percent(group.fit), _theme([mentor, *mentees]))


# Circles and pairs of peers --------------------------------------------------------------------


def _circles(problem: Problem, fit: Ints, possible: Mask) -> Drafts:
    found = make_circles(
        [person.id for person in problem.mentees],
        _both_ways(fit),
        apart=_apart(possible),
        functions=[person.field for person in problem.mentees],
        common=[_common(problem, "languages"), _common(problem, "channels")],
        sizes=_sizes(Shape.CIRCLE),
    )
    return _told(found, [_circle(problem, group) for group in found.groups])


def _circle(problem: Problem, group: FoundGroup) -> GroupDraft:
    people = _people(problem, [member.person for member in group.members])
    why = {person.id: _shared(person, people) for person in people}
    return GroupDraft(why, _percent(group.fit), _theme(people))


def _pairs(problem: Problem, fit: Ints, possible: Mask) -> Drafts:
    both, apart = _both_ways(fit), _apart(possible)
    found = sorted(pair_all(both, ~apart))
    placed = {place for pair in found for place in pair}
    left = {
        person.id: NOBODY if apart[at].all() else ANYBODY
        for at, person in enumerate(problem.mentees)
        if at not in placed
    }
    return Drafts([_pair(problem, pair, both) for pair in found], left, is_proven=True)


def _pair(problem: Problem, pair: tuple[int, int], fit: Ints) -> GroupDraft:
    people = [problem.mentees[place] for place in pair]
    why = {person.id: _shared(person, people) for person in people}
    return GroupDraft(why, _percent(int(fit[pair])))


def _both_ways(fit: Ints) -> Ints:
    """What two peers are worth to each other: the mean of what each is to the other."""
    mean: Ints = (fit + fit.T) // 2
    return mean


def _apart(possible: Mask) -> Mask:
    apart: Mask = ~(possible & possible.T)
    np.fill_diagonal(apart, val=True)
    return apart


# Both ------------------------------------------------------------------------------------------

SHARED = {"situations": "shared_situation", "learning_focus": "learning_focus", "styles": "style"}


def _shared(person: Person, people: Sequence[Person]) -> tuple[Remark, ...]:
    """What ``person`` has in common with at least one of the others."""
    others = [other for other in people if other is not person]
    notes = []
    for name, code in SHARED.items():
        theirs = frozenset().union(*(getattr(other, name) for other in others))
        keys = sorted(getattr(person, name) & theirs)
        if keys:
            notes.append(Remark(code, {"keys": keys}))
    return tuple(notes)


def _people(problem: Problem, ids: Sequence[str]) -> list[Person]:
    by_id = {person.id: person for person in problem.mentees}
    return [by_id[key] for key in ids]


def _theme(people: Iterable[Person]) -> str:
    """What most of them care about: a value of ``LearningFocus``, "" when nobody says."""
    counts = Counter(key for person in people for key in sorted(person.learning_focus))
    return max(counts, key=lambda key: (counts[key], key), default="")


def _told(found: Grouping, drafts: Sequence[GroupDraft]) -> Drafts:
    left = {row.person: row.why for row in found.left}
    return Drafts(drafts, left, is_proven=found.is_proven)


def _percent(points: int) -> int:
    return max(0, round(points * 100 / FULL_FIT))
