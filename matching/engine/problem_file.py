"""The plain problem: ids and scores in a JSON file, for whoever scores pairs in another way.

``docs/matching.md`` describes the file. Everything is checked before anything is solved, and a
refusal names the place, such as ``pairs[3][2]``.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from matching.engine.groups import CIRCLE, GROUP, Sizes

Id = str | int
Score = int | Decimal
Couple = tuple[int, int]

PEER_MODES = ("peer", "circles")
"""Modes in which everybody can be anybody's partner."""
MODES = ("assign", "rank", "peer", "suggest", "groups", "circles")
LARGEST_SCORE = 10**9
MOST_DIGITS = 15
SHORTLIST = 3


class MalformedError(ValueError):
    """The file is no problem; the message says where and why."""


@dataclass(frozen=True)
class PlainProblem:
    """People by their place in ``mentees`` and ``mentors``; among peers ``mentors`` repeats
    ``mentees``.

    ``scores``: the possible pairs; any other is forbidden. ``threshold``: pairs below it are
    weak; ``never_weak``: rather no pair than a weak one. ``previous`` and ``stability``: an
    earlier mentor of a mentee, and how much more score keeping them is worth. ``sizes`` and
    ``apart`` (pairs of mentees): of groups and circles.
    """

    mentees: Sequence[Id]
    mentors: Sequence[Id]
    places: Sequence[int]
    scores: Mapping[Couple, Score]
    pins: Sequence[Couple]
    rejects: frozenset[Couple]
    mode: str
    preferences: Mapping[int, Sequence[int]]
    threshold: Score | None
    never_weak: bool
    previous: Mapping[int, int]
    stability: Score
    shortlist: int
    sizes: Sizes
    apart: frozenset[Couple]

    @property
    def has_peers(self) -> bool:
        return self.mode in PEER_MODES


def parse(text: str) -> Any:
    """``text`` as JSON with exact numbers. Raises MalformedError with line and column."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise MalformedError(
            f"line {error.lineno}, column {error.colno}: this is not JSON ({error.msg})"
        ) from None
    except RecursionError:
        raise MalformedError("this is not JSON that can be read: nested too deeply") from None


def _no_number(word: str) -> Any:
    raise MalformedError(f"{word} is not a number that JSON knows")


def read(data: Any) -> PlainProblem:
    """The problem in ``data`` (parsed JSON). Raises MalformedError."""
    data = _object(data, "the file")
    mode = _choice(data.get("mode", "assign"), MODES, "mode")
    mentees = _People(_list(data, "mentees"), "mentees")
    peers = mode in PEER_MODES
    mentors = _People(_list(data, "mentors", [] if peers else None), "mentors")
    if peers:
        mentees = mentors = mentees.joined(mentors)
    pairs = _Pairs(mentees, mentors, peers=peers)
    scores = dict(pairs.scores(_list(data, "pairs")))
    rejects = frozenset(pairs.named(data, "rejects").values())
    problem = PlainProblem(
        mentees=mentees.ids,
        mentors=mentors.ids,
        places=mentors.places,
        scores=scores,
        pins=_possible(pairs.named(data, "pins"), scores, rejects),
        rejects=rejects,
        mode=mode,
        preferences=_preferences(data.get("preferences", {}), mentees, mentors),
        threshold=_score(data["threshold"], "threshold") if _has(data, "threshold") else None,
        never_weak=_choice(data.get("weak", "avoid"), ("avoid", "never"), "weak") == "never",
        previous=dict(pairs.named(data, "previous").values()),
        stability=_score(data.get("stability", 0), "stability"),
        shortlist=_whole(data.get("shortlist", SHORTLIST), "shortlist"),
        sizes=_sizes(data.get("sizes", {}), CIRCLE if mode == "circles" else GROUP),
        apart=frozenset(_Pairs(mentees, mentees, peers=True).named(data, "apart").values()),
    )
    _check_pins(problem)
    return problem


# People ----------------------------------------------------------------------------------------


class _People:
    """Ids in a list of objects, compared as text: 7 and "7" are the same person."""

    def __init__(self, rows: Sequence[Any], name: str) -> None:
        self.name = name
        self.ids: list[Id] = []
        self.places: list[int] = []
        self._numbers: dict[str, int] = {}
        for at, row in enumerate(rows):
            self._add(_object(row, f"{name}[{at}]"), f"{name}[{at}]")
        self._sort()

    def _sort(self) -> None:
        """By id, so that the order of the file decides nothing."""
        order = sorted(range(len(self.ids)), key=lambda at: str(self.ids[at]))
        self.ids = [self.ids[at] for at in order]
        self.places = [self.places[at] for at in order]
        self._numbers = {str(name): number for number, name in enumerate(self.ids)}

    def _add(self, row: Mapping[str, Any], place: str) -> None:
        if "id" not in row:
            raise MalformedError(f'{place}: "id" is missing')
        name = _id(row["id"], f"{place}.id")
        if str(name) in self._numbers:
            raise MalformedError(f"{place}.id: {_show(name)} is there twice")
        self._numbers[str(name)] = len(self.ids)
        self.ids.append(name)
        self.places.append(_whole(row.get("capacity", 1), f"{place}.capacity"))

    def joined(self, others: "_People") -> "_People":
        """One group of everybody; who is on both lists is there once."""
        new = [name for name in others.ids if str(name) not in self._numbers]
        return _People([{"id": name} for name in [*self.ids, *new]], "mentees or mentors")

    def number(self, name: Any, place: str) -> int:
        known = self._numbers.get(str(_id(name, place)))
        if known is None:
            raise MalformedError(f"{place}: nobody in {self.name} has the id {_show(name)}")
        return known


# Pairs -----------------------------------------------------------------------------------------


class _Pairs:
    """Reads lists of pairs; among peers both directions of a pair are the same pair."""

    def __init__(self, mentees: _People, mentors: _People, *, peers: bool) -> None:
        self._mentees, self._mentors, self._peers = mentees, mentors, peers

    def scores(self, rows: Sequence[Any]) -> Iterator[tuple[Couple, Score]]:
        seen: dict[Couple, tuple[Any, Score]] = {}
        for at, row in enumerate(rows):
            place = f"pairs[{at}]"
            couple = self._couple(row, place, "[mentee, mentor, score]", 3)
            first, score = row[0], _score(row[2], f"{place}[2]")
            if couple in seen and seen[couple] != (row[1], score):
                raise MalformedError(f"{place}: this pair is there twice")
            seen[couple] = first, score
            yield couple, score

    def named(self, data: Mapping[str, Any], name: str) -> dict[str, Couple]:
        """Pairs without scores by their place in the file."""
        places = ((f"{name}[{at}]", row) for at, row in enumerate(_list(data, name, [])))
        return {place: self._couple(row, place, "[mentee, mentor]", 2) for place, row in places}

    def _couple(self, row: Any, place: str, form: str, length: int) -> Couple:
        if not isinstance(row, list) or len(row) != length:
            raise MalformedError(f"{place}: must be {form}, not {_show(row)}")
        mentee = self._mentees.number(row[0], f"{place}[0]")
        mentor = self._mentors.number(row[1], f"{place}[1]")
        if self._peers and mentee == mentor:
            raise MalformedError(f"{place}: nobody can be their own partner")
        return (min(mentee, mentor), max(mentee, mentor)) if self._peers else (mentee, mentor)


def _possible(
    pins: Mapping[str, Couple], scores: Mapping[Couple, Score], rejects: frozenset[Couple]
) -> Sequence[Couple]:
    for place, couple in pins.items():
        if couple in rejects:
            raise MalformedError(f"{place}: this pair is rejected as well")
        if couple not in scores:
            raise MalformedError(f'{place}: this pair is not in "pairs", so it is forbidden')
    return list(dict.fromkeys(pins.values()))


def _check_pins(problem: PlainProblem) -> None:
    """Raises MalformedError when the pins cannot all be kept."""
    if problem.mode == "circles":
        return
    alone = [1] * len(problem.mentees)
    if problem.mode == "peer":
        _check_room(problem.mentees, alone, [person for pair in problem.pins for person in pair])
        return
    _check_room(problem.mentees, alone, [mentee for mentee, _mentor in problem.pins])
    most = [problem.sizes.most] * len(problem.mentors)
    places = most if problem.mode == "groups" else problem.places
    _check_room(problem.mentors, places, [mentor for _mentee, mentor in problem.pins])


def _check_room(names: Sequence[Id], room: Sequence[int], pinned: Sequence[int]) -> None:
    for person, count in Counter(pinned).items():
        if count > room[person]:
            raise MalformedError(
                f"pins: {_show(names[person])} is pinned {count} times"
                f" and has room for {room[person]}"
            )


def _preferences(data: Any, mentees: _People, mentors: _People) -> dict[int, Sequence[int]]:
    wishes: dict[int, Sequence[int]] = {}
    for name, ranked in _object(data, "preferences").items():
        place = f"preferences[{_show(name)}]"
        mentee = mentees.number(name, place)
        if not isinstance(ranked, list):
            raise MalformedError(f"{place}: must be a list of ids, best first, not {_show(ranked)}")
        wishes[mentee] = [mentors.number(row, f"{place}[{at}]") for at, row in enumerate(ranked)]
        if len(set(wishes[mentee])) < len(ranked):
            raise MalformedError(f"{place}: an id is there twice")
    return wishes


def _sizes(data: Any, usual: Sizes) -> Sizes:
    given = _object(data, "sizes")
    least, most = (
        _whole(given.get(name, getattr(usual, name)), f"sizes.{name}") for name in ("least", "most")
    )
    ideal = _whole(given.get("ideal", min(max(usual.ideal, least), most)), "sizes.ideal")
    try:
        return Sizes(max(1, least), most, ideal)
    except ValueError as error:
        raise MalformedError(f"sizes: {error}") from None


# Values ----------------------------------------------------------------------------------------


def _has(data: Mapping[str, Any], name: str) -> bool:
    return data.get(name) is not None


def _object(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise MalformedError(f"{place}: must be an object {{…}}, not {_show(value)}")
    return value


def _list(data: Mapping[str, Any], name: str, default: list[Any] | None = None) -> list[Any]:
    if name not in data and default is None:
        raise MalformedError(f'"{name}" is missing')
    value = data.get(name, default)
    if not isinstance(value, list):
        raise MalformedError(f"{name}: must be a list […], not {_show(value)}")
    return value


def _choice(value: Any, choices: Sequence[str], place: str) -> str:
    if not isinstance(value, str) or value not in choices:
        raise MalformedError(f"{place}: must be one of {', '.join(choices)}, not {_show(value)}")
    return value


def _id(value: Any, place: str) -> Id:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise MalformedError(f"{place}: an id must be text or a whole number, not {_show(value)}")
    return value


def _whole(value: Any, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_SCORE:
        raise MalformedError(f"{place}: must be a whole number from 0 on, not {_show(value)}")
    return value


def _score(value: Any, place: str) -> Score:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise MalformedError(f"{place}: must be a number, not {_show(value)}")
    if not -LARGEST_SCORE <= value <= LARGEST_SCORE:
        raise MalformedError(f"{place}: must be within {LARGEST_SCORE} of zero")
    return round(value, MOST_DIGITS) if isinstance(value, Decimal) else value


def _show(value: Any) -> str:
    words = json.dumps(value, ensure_ascii=True, default=str)
    return words if len(words) <= 60 else f"{words[:57]}…"
