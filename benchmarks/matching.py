"""How long the matching takes, and how good it is, beside a dense solver and a greedy one.

The same made-up people with ample places (about 1.3 for each mentee), tight (about 1.0) and short
(about 0.6); then what-if, peers, groups and circles; then whole runs from database to database.
Peaks of memory are those of a process of its own for each line, less what the people themselves
and the libraries take.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path

import numpy as np

from matching.engine import Person, Problem, Solution, WantedSkill, solve
from matching.engine.graph import Ints, Mask, blocks
from matching.engine.groups import make_circles, make_groups
from matching.engine.model import FULL_FIT
from matching.engine.peers import pair_all
from matching.engine.rules import Rules
from matching.engine.score_blocks import Grid
from matching.engine.scoring import Scores

SIZES = (300, 1_000, 5_000, 10_000, 20_000)
PLACES = {"ample": 0.74, "tight": 0.57, "short": 0.34}
"""Mentors for each mentee; a mentor has 1.75 places on the average."""

DENSE = 5_000
"""The largest size for the methods that hold every pair."""
OTHERS = (("pin", 1_000), ("reject", 1_000), ("peers", 300), ("peers", 1_000))
GATHERED = (("groups", 100), ("groups", 1_000), ("circles", 100), ("circles", 1_000))
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


def engine(problem: Problem) -> tuple[list[int], float]:
    """The fit of each pair, and the proven gap in points."""
    solution = solve(problem)
    return [pair.fit for pair in solution.pairs], solution.gap


def dense(problem: Problem) -> tuple[list[int], str]:
    """scipy's dense solver on every pair, mentors repeated for each place: most pairs, then the
    largest total."""
    from scipy.optimize import linear_sum_assignment

    fit, mentor_of_place = _every_pair(problem)
    worth = np.where(fit < 0, 0, fit + len(fit) * FULL_FIT)[:, mentor_of_place]
    rows, places = linear_sum_assignment(worth.astype(np.float64), maximize=True)
    found = fit[rows, mentor_of_place[places]]
    return found[found >= 0].tolist(), "-"


def greedy(problem: Problem) -> tuple[list[int], str]:
    """The best pair that is left, again and again."""
    fit, mentor_of_place = _every_pair(problem)
    free = np.bincount(mentor_of_place, minlength=fit.shape[1])
    waiting = np.ones(len(fit), dtype=bool)
    found = []
    for pair in np.argsort(-fit, axis=None, kind="stable").tolist():
        row, column = divmod(pair, fit.shape[1])
        if fit[row, column] >= 0 and waiting[row] and free[column]:
            waiting[row], free[column] = False, free[column] - 1
            found.append(int(fit[row, column]))
    return found, "-"


def _every_pair(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """Every fit, scored in blocks as the engine does (some points of 10,000 from the exact ones),
    -1 where a rule is broken; and the mentor of each place."""
    rules = Rules(problem)
    grid = Grid(Scores(problem, rules.overlap), rules)
    fit = np.zeros((len(problem.mentees), len(problem.mentors)), dtype=np.int64)
    for rows in blocks(np.arange(len(fit))):
        fit[rows] = np.maximum(np.rint(grid.fit(rows)), -1)
    places = [problem.places(mentor) for mentor in problem.mentors]
    return fit, np.repeat(np.arange(fit.shape[1]), places)


Method = Callable[[Problem], tuple[list[int], object]]

METHODS: dict[str, Method] = {"engine": engine, "scipy dense": dense, "greedy": greedy}


def run() -> Iterator[dict[str, object]]:
    """One result for each size, number of places and method, each measured in a fresh process;
    then the other questions; then runs in the database."""
    # Only here: the processes that measure the engine alone know no Django.
    from benchmarks import matching_run

    for size in SIZES:
        for places in PLACES:
            for method in METHODS:
                if method == "engine" or size <= DENSE:
                    yield _in_own_process(method, size, places)
    for method, size in (*OTHERS, *GATHERED):
        yield _in_own_process(method, size, "ample")
    yield from matching_run.run()


def _in_own_process(method: str, size: int, places: str) -> dict[str, object]:
    command = [sys.executable, "-m", "benchmarks.matching", method, str(size), places]
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=alone)
    result: dict[str, object] = json.loads(done.stdout)
    return result


def measure(method: str, size: int, places: str) -> dict[str, object]:
    """Seconds (wall clock and CPU), peak memory, pairs, gap, worst pair and mean fit (0 to 100)."""
    for library in ("scipy.optimize", "scipy.sparse.csgraph", "rustworkx"):
        import_module(library)
    problem = population(size, round(size * PLACES[places]))
    solve(replace(problem, mentors=problem.mentors[:20], mentees=problem.mentees[:20]))
    question = METHODS.get(method) or prepared(method, problem)
    before = _peak_mb()
    cpu, wall = time.process_time(), time.perf_counter()
    fits, gap = question(problem)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {
        "name": f"{size:,} x {len(problem.mentors):,} {places}, {method}",
        "wall_s": round(wall, 3),
        "cpu_s": round(cpu, 3),
        "peak_mb": _peak_mb() - before,
        "pairs": len(fits),
        "gap": gap,
        "worst": round(min(fits) / 100, 1),
        "mean_fit": round(sum(fits) / len(fits) / 100, 2),
    }


# Other questions -------------------------------------------------------------------------------


def prepared(method: str, problem: Problem) -> Method:
    """The question to measure; what it needs to know beforehand is worked out here."""
    if method in ("pin", "reject"):
        return partial(changed, method, solve(problem))
    people = replace(problem, mentors=problem.mentees)
    fit, allowed = _fits_and_rules(problem if method == "groups" else people)
    return partial({"peers": peers, "groups": groups, "circles": circles}[method], fit, allowed)


def changed(method: str, before: Solution, problem: Problem) -> tuple[list[int], float]:
    """Solved again with the last pair rejected, or the first mentee pinned to its mentor, staying
    near to the result before; and the list of the pairs that changed."""
    one, other = before.pairs[0], before.pairs[-1]
    problem = replace(
        problem, previous={pair.mentee: pair.mentor for pair in before.pairs}, loyalty=200
    )
    ruled = (
        replace(problem, rejects=frozenset({(other.mentor, other.mentee)}))
        if method == "reject"
        else replace(problem, pins=((other.mentor, one.mentee),))
    )
    after = solve(ruled)
    kept = {(pair.mentor, pair.mentee) for pair in before.pairs}
    fits = [pair.fit for pair in after.pairs if (pair.mentor, pair.mentee) not in kept]
    return fits, after.gap


def peers(fit: Ints, allowed: Mask, _problem: Problem) -> tuple[list[int], int]:
    both = allowed & allowed.T
    mean = (fit + fit.T) // 2
    return [int(mean[pair]) for pair in pair_all(mean, both)], 0


def groups(fit: Ints, allowed: Mask, problem: Problem) -> tuple[list[int], str]:
    mentors, mentees = (
        [person.id for person in side] for side in (problem.mentors, problem.mentees)
    )
    found = make_groups(mentors, mentees, fit, allowed=allowed)
    return [group.fit for group in found.groups], "-"


def circles(fit: Ints, allowed: Mask, problem: Problem) -> tuple[list[int], str]:
    found = make_circles(
        [person.id for person in problem.mentees],
        (fit + fit.T) // 2,
        apart=~(allowed & allowed.T),
        functions=[person.field for person in problem.mentees],
    )
    return [group.fit for group in found.groups], "-"


def _fits_and_rules(problem: Problem) -> tuple[Ints, Mask]:
    fit, _places = _every_pair(problem)
    return np.maximum(fit, 0), fit >= 0


def _peak_mb() -> int:
    """The largest memory of this process so far; what the starting process took is not in it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(peak) // 1024


if __name__ == "__main__":
    name, size, places = sys.argv[1:]
    print(json.dumps(measure(name, int(size), places)))
