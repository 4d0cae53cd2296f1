"""How long the matching takes, and how good it is, for programs of growing size."""

import random
import resource
import time
from collections.abc import Iterator

from matching.engine import Person, Problem, WantedSkill, solve

SIZES = ((100, 67), (300, 200), (300, 300), (1000, 667), (1000, 1000))
SKILLS = [f"skill {number:02}" for number in range(40)]
LETTERS = "abcdefgh"


def population(mentees: int, mentors: int, seed: int = 7) -> Problem:
    """A made-up program of that many people; the same seed gives the same people."""
    chance = random.Random(seed)  # noqa: S311 - the same people each time, not secrets
    return Problem(
        mentors=tuple(_person(chance, f"m{number:05}") for number in range(mentors)),
        mentees=tuple(_person(chance, f"e{number:05}") for number in range(mentees)),
        weights={"need_experience": 35, "situation": 15, "learning_focus": 10, "two_way": 10},
        forbidden={
            (f"m{chance.randrange(mentors):05}", f"e{chance.randrange(mentees):05}"): "line"
            for _number in range(mentees)
        },
    )


def _person(chance: random.Random, name: str) -> Person:
    mondays = 8 * 4 + chance.randrange(5) * 24 * 4
    return Person(
        id=name,
        capacity=chance.choice((1, 1, 2, 3)),
        wanted={skill: WantedSkill(1, 3) for skill in chance.sample(SKILLS, 3)},
        offered={skill: chance.randrange(1, 5) for skill in chance.sample(SKILLS, 6)},
        situations=frozenset(chance.sample(LETTERS, 2)),
        learning_focus=frozenset(chance.sample(LETTERS, 3)),
        functions=frozenset(chance.sample(LETTERS, 3)),
        styles=frozenset(chance.sample(LETTERS, 2)),
        field=chance.choice(("law", "research", "sales", "")),
        field_preference=chance.choice(("any", "same", "different")),
        languages=frozenset({"en", *chance.sample(("it", "pl", "vi"), 1)}),
        channels=frozenset(chance.sample(("video", "phone", "in_person"), 2)),
        slots=frozenset(range(mondays, mondays + 24 * 4 * 2)),
        minutes_per_month=chance.choice((30, 60, 120)),
    )


def run() -> Iterator[dict[str, object]]:
    """One result for each size: seconds, memory, pairs and their mean fit (0 to 100)."""
    for mentees, mentors in SIZES:
        problem = population(mentees, mentors)
        started = time.perf_counter()
        solution = solve(problem)
        seconds = time.perf_counter() - started
        yield {
            "name": f"matching {mentees} x {mentors}",
            "seconds": round(seconds, 3),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "pairs": len(solution.pairs),
            "mean_fit": round(solution.total / len(solution.pairs) / 100, 1),
        }
