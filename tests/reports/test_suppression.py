"""The figures for sponsors and HR admins against somebody who knows arithmetic.

The attacker knows every rule, all units and phases, and every number on the page. For each group
of one to four they look for its largest and smallest possible size, in whole numbers: it must be
possible that the group has five and more, and no number of it may be certain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from core import suppression
from core.suppression import Counts
from programs.models import Phase
from reports import released
from reports.released import RATES, ReleasedFigures

NIGHT = datetime(2026, 11, 2, 2, 40, tzinfo=UTC)
PHASES = [phase.value for phase in Phase]
LABELS = {phase.value: str(phase.label) for phase in Phase}
OF_RUNNING = ("active",)
"""Of those that run and are neither paused nor on hold ("stopped")."""
OF_STARTED = ("agreed", "with_goal")
MANY = 2000


@dataclass
class Attacker:
    """Unknown whole numbers, and what the page says about them."""

    truth: dict[str, int]
    rows: list[tuple[dict[str, float], float, float]] = field(default_factory=list)

    def knows(self, terms: Mapping[str, float], least: float, most: float) -> None:
        self.rows.append((dict(terms), least, most))

    def reads(self, terms: Mapping[str, float], number: int | None) -> None:
        if number is not None:
            self.knows(terms, number, number)

    def reads_percent(self, yes: str, no: str, percent: int | None) -> None:
        """``percent`` is rounded to five: p - 2.5 ≤ 100 · yes / (yes + no) < p + 2.5."""
        if percent is not None:
            least, most = 2 * percent - 5, 2 * percent + 5
            self.knows({yes: 200 - least, no: -least}, 0, np.inf)
            self.knows({yes: 200 - most, no: -most}, -np.inf, -1)

    def range_of(self, unknown: str) -> tuple[int, int]:
        return self._extreme(unknown, 1), self._extreme(unknown, -1)

    def _extreme(self, unknown: str, sign: int) -> int:
        names = list(self.truth)
        matrix = np.zeros((len(self.rows), len(names)))
        for number, (terms, _least, _most) in enumerate(self.rows):
            for name, factor in terms.items():
                matrix[number, names.index(name)] = factor
        costs = np.zeros(len(names))
        costs[names.index(unknown)] = sign
        limits = [[row[place] for row in self.rows] for place in (1, 2)]
        found = milp(
            costs,
            constraints=LinearConstraint(matrix, *limits),
            bounds=Bounds(0, MANY),
            integrality=np.ones(len(names)),
        )
        assert found.success, "the page contradicts itself"
        return round(found.x[names.index(unknown)])


def attack(tables: Mapping[str, Counts], sheet: ReleasedFigures) -> dict[str, tuple[int, int]]:
    """The range of every group of one to four, as the attacker works it out."""
    one = Attacker(_truth(tables))
    _reads_totals(one, tables, sheet)
    _reads_groups(one, "unit", list(tables["units"]), sheet.units, {})
    _reads_groups(one, "phase", PHASES, sheet.phases, LABELS)
    for key, rate in zip(RATES, sheet.rates, strict=True):
        one.reads_percent(f"{key} yes", f"{key} no", rate.percent)
    small = [name for name, number in one.truth.items() if is_small(name, number)]
    return {name: one.range_of(name) for name in small}


def is_small(name: str, number: int) -> bool:
    """Of a unit it is not even to be known that nobody of it takes part: it may be a small one."""
    return number < suppression.FEWEST if name.startswith("unit ") else 0 < number < 5


def _truth(tables: Mapping[str, Counts]) -> dict[str, int]:
    truth = {f"unit {key}": number for key, number in tables["units"].items()}
    truth |= {f"phase {key}": tables["phases"].get(key, 0) for key in PHASES}
    truth |= {key: tables["pairs"][key] for key in ("running", "over")}
    truth["waiting"] = tables["waiting"]["waiting"]
    people = sum(tables["units"].values())
    truth["not waiting"] = people - truth["waiting"]
    for key in RATES:
        truth |= {f"{key} {side}": tables[key][side] for side in ("yes", "no")}
    truth["stopped"] = truth["running"] - sum(tables["active"].values())
    truth["recent"] = sum(tables["pairs"].values()) - sum(tables["met_in_time"].values())
    return truth


def _reads_totals(one: Attacker, tables: Mapping[str, Counts], sheet: ReleasedFigures) -> None:
    """What every reader knows of how the groups add up, and the totals on the page."""
    units = {f"unit {key}": 1.0 for key in tables["units"]}
    one.knows({**units, "waiting": -1, "not waiting": -1}, 0, 0)
    one.knows({**{f"phase {key}": 1.0 for key in PHASES}, "running": -1}, 0, 0)
    for key in OF_RUNNING:
        one.knows({f"{key} yes": 1, f"{key} no": 1, "stopped": 1, "running": -1}, 0, 0)
    for key in OF_STARTED:
        one.knows({f"{key} yes": 1, f"{key} no": 1, "running": -1, "over": -1}, 0, 0)
    one.knows({"completed yes": 1, "completed no": 1, "over": -1}, 0, 0)
    met = {"met_in_time yes": 1.0, "met_in_time no": 1.0, "recent": 1.0}
    one.knows({**met, "running": -1, "over": -1}, 0, 0)
    one.knows({"good_fit yes": 1, "good_fit no": 1, "running": -2, "over": -2}, -np.inf, 0)
    one.reads(units, sheet.people)
    one.reads({"running": 1}, sheet.pairs)
    one.reads({"running": 1, "over": 1}, sheet.started)
    one.reads({"waiting": 1}, sheet.waiting)


def _reads_groups(
    one: Attacker,
    kind: str,
    keys: list[str],
    shown: list[released.FigureGroup],
    labels: Mapping[str, str],
) -> None:
    named = {group.label: group.number for group in shown}
    for key in keys:
        one.reads({f"{kind} {key}": 1}, named.pop(labels.get(key, key), None))
    if shown:
        others = [key for key in keys if labels.get(key, key) not in {g.label for g in shown}]
        one.reads({f"{kind} {key}": 1 for key in others}, sum(named.values()))


def tables_of(dice: Random) -> dict[str, Counts]:
    """A made-up program; small groups are common in it."""
    running, over = dice.choice([0, 3, 6, 17, 44]), dice.choice([0, 1, 2, 5, 9])
    phases = _split(dice, running, PHASES)
    recent, stopped = dice.randint(0, min(4, running)), dice.randint(0, min(4, running))
    units = {f"Unit {n}": dice.choice([0, 1, 1, 2, 3, 4, 5, 6, 12, 40]) for n in range(6)}
    answers = dice.randint(0, 2 * (running + over))
    return {
        "units": units,
        "pairs": {"running": running, "over": over},
        "phases": phases,
        "sessions": {"held": 3 * running, "pairs": running},
        "waiting": {"waiting": dice.randint(0, min(9, sum(units.values())))},
        "met_in_time": _split(dice, running + over - recent),
        "good_fit": _split(dice, answers),
        "completed": _split(dice, over),
        **{key: _split(dice, running - stopped) for key in OF_RUNNING},
        **{key: _split(dice, running + over) for key in OF_STARTED},
    }


def _split(dice: Random, total: int, keys: list[str] | None = None) -> dict[str, int]:
    """``total`` in groups, of which all but one are mostly small."""
    rest, found = total, {}
    *small, last = dice.sample(keys or ["yes", "no"], k=len(keys or "ab"))
    for key in small:
        found[key] = min(rest, dice.choice([0, 1, 2, 4, 5, 8]))
        rest -= found[key]
    return {**found, last: rest}


@pytest.mark.parametrize("seed", range(120))
def test_no_small_group_can_be_worked_out_from_all_figures_together(seed: int) -> None:
    tables = tables_of(Random(seed))
    found = attack(tables, released.from_tables(tables, NIGHT))
    told = {name: range_ for name, range_ in found.items() if not _is_hidden(*range_)}
    assert not told


def test_a_unit_that_is_missing_is_not_known_to_be_empty() -> None:
    """Seven units that add up to everybody would say of the eighth that it has nobody."""
    units = {f"Unit {n}": 10 + n for n in range(7)}
    tables = tables_of(Random(1)) | {"units": units, "waiting": {"waiting": 0}}
    sheet = released.from_tables(tables, NIGHT, known=[*units, "Works council"])
    known = tables | {"units": {**units, "Works council": 0}}
    assert _is_hidden(*attack(known, sheet)["unit Works council"])
    assert [group.number for group in sheet.units][-1] >= suppression.FEWEST


def _is_hidden(least: int, most: int) -> bool:
    return most >= suppression.FEWEST and least < most


@pytest.mark.parametrize(
    ("yes", "no", "percent"),
    [(1, 16, None), (42, 2, None), (5, 5, 50), (0, 44, None), (44, 0, None), (39, 5, 90)],
)
def test_a_rate_needs_five_on_either_side(yes: int, no: int, percent: int | None) -> None:
    assert suppression.percent(yes, no) == percent


def test_five_units_of_one_person_each_are_told_as_one_group_without_names() -> None:
    told = suppression.groups({"Sales": 12, **{f"Unit {n}": 1 for n in range(5)}})
    assert told == suppression.SuppressedGroups({"Sales": 12}, rest=5)


@pytest.mark.parametrize(
    ("counts", "named", "rest"),
    [
        ({"a": 5, "b": 9}, {"a", "b"}, 0),
        ({"a": 4, "b": 9}, set(), 13),
        ({"a": 4, "b": 9, "c": 20}, {"c"}, 13),
        ({"a": 1, "b": 2, "c": 9, "d": 20}, {"d"}, 12),
        ({"a": 3, "b": 4, "c": 9}, {"c"}, 7),
        ({"a": 0, "b": 9}, {"b"}, 0),
        ({"a": 3, "b": 0, "c": 9}, set(), 12),
        ({}, set(), 0),
    ],
)
def test_the_next_smallest_group_joins_the_rest(
    counts: dict[str, int], named: set[str], rest: int
) -> None:
    told = suppression.groups(counts)
    assert told
    assert (set(told.named), told.rest) == (named, rest)


def test_nothing_is_told_of_fewer_than_five() -> None:
    assert suppression.groups({"a": 2, "b": 2}) is None


def test_how_many_have_started_is_kept_back_while_it_tells_who_has_ended() -> None:
    tables = tables_of(Random(1)) | {"pairs": {"running": 44, "over": 2}}
    sheet = released.from_tables(tables, NIGHT)
    assert (sheet.pairs, sheet.started) == (44, None)


Table = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 30))


@settings(max_examples=300)
@given(st.lists(Table, min_size=2, max_size=8))
def test_from_night_to_night_a_table_changes_by_five_or_not_at_all(nights: list[Counts]) -> None:
    told: Counts | None = None
    for counts in nights:
        before, told = told, suppression.renewed(told, counts)
        if before is not None and told != before:
            assert suppression.moved(before, told) >= suppression.FEWEST


def test_one_answer_or_one_ending_changes_no_figure() -> None:
    before = tables_of(Random(3)) | {"good_fit": {"yes": 83, "no": 3}}
    for key, counts in before.items():
        for group in counts:
            for step in (1, -1):
                after = {**counts, group: counts[group] + step}
                assert suppression.renewed(counts, after) == counts, key
