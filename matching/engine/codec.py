"""Problems and solutions as JSON, for files and for fingerprints."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from matching.engine.model import Person, Problem, Solution, WantedSkill

SETS = {"situations", "learning_focus", "functions", "styles", "languages", "channels", "slots"}

NAMES = [item.name for item in fields(Person)]

METHOD = 5
"""Counted up when the same problem would be answered in another way."""


def digest(problem: Problem) -> str:
    """A fingerprint (hex, 64 characters): the same problem and method, the same."""
    everything = replace(problem, mentors=(), mentees=())
    content = {"method": METHOD, **problem_to_json(everything)}
    found = hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode())
    sets: dict[frozenset[Any], str] = {}
    for side in (problem.mentors, problem.mentees):
        found.update(b"\0")
        for person in _by_id(side):
            found.update(_written(person, sets).encode(errors="surrogatepass"))
    return found.hexdigest()


def _written(person: Person, sets: dict[frozenset[Any], str]) -> str:
    """Everything about a person; ``sets`` remembers what each set of answers looks like."""
    values = []
    for name in NAMES:
        value = getattr(person, name)
        if isinstance(value, frozenset):
            if value not in sets:
                sets[value] = repr(sorted(value))
            value = sets[value]
        elif isinstance(value, Mapping):
            value = sorted(value.items())
        values.append(value)
    return repr(values)


def problem_to_json(problem: Problem) -> dict[str, Any]:
    forbidden = sorted([*pair, rule] for pair, rule in problem.forbidden.items())
    return {
        "mentors": [_person_to_json(person) for person in _by_id(problem.mentors)],
        "mentees": [_person_to_json(person) for person in _by_id(problem.mentees)],
        "weights": dict(problem.weights),
        "forbidden": forbidden,
        "pins": sorted(map(list, problem.pins)),
        "rejects": sorted(map(list, problem.rejects)),
        "used": dict(problem.used),
        "min_minutes": problem.min_minutes,
        "previous": dict(problem.previous),
        "loyalty": problem.loyalty,
        "constant": sorted(problem.constant),
    }


def _by_id(people: tuple[Person, ...]) -> list[Person]:
    return sorted(people, key=lambda person: person.id)


def _person_to_json(person: Person) -> dict[str, Any]:
    values = {item.name: getattr(person, item.name) for item in fields(person)}
    values["wanted"] = {skill: [w.level, w.target] for skill, w in person.wanted.items()}
    values["offered"] = dict(person.offered)
    return {name: sorted(value) if name in SETS else value for name, value in values.items()}


def problem_from_json(data: Mapping[str, Any]) -> Problem:
    """The problem again. Raises AttributeError, KeyError, TypeError or ValueError when
    ``data`` is not one."""
    return Problem(
        mentors=tuple(map(_person_from_json, data["mentors"])),
        mentees=tuple(map(_person_from_json, data["mentees"])),
        weights=data.get("weights", {}),
        forbidden={(mentor, mentee): rule for mentor, mentee, rule in data.get("forbidden", [])},
        pins=tuple((mentor, mentee) for mentor, mentee in data.get("pins", [])),
        rejects=frozenset((mentor, mentee) for mentor, mentee in data.get("rejects", [])),
        used=data.get("used", {}),
        min_minutes=data.get("min_minutes", Problem.min_minutes),
        previous=data.get("previous", {}),
        loyalty=data.get("loyalty", 0),
        constant=frozenset(data.get("constant", ())),
    )


def _person_from_json(data: Mapping[str, Any]) -> Person:
    values: dict[str, Any] = {
        name: frozenset(value) if name in SETS else value for name, value in data.items()
    }
    values["wanted"] = {skill: WantedSkill(*way) for skill, way in data.get("wanted", {}).items()}
    return Person(**values)


def solution_to_json(solution: Solution) -> dict[str, Any]:
    return {**asdict(solution), "total": solution.total}
