"""Groups of one mentor with several mentees, and circles of peers: rules, sizes, best of all."""

import itertools
import json
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import RefusedPin, Remark
from matching.engine.answer import answer
from matching.engine.grouping import exact
from matching.engine.groups import (
    Common,
    Grouping,
    LeftOver,
    Sizes,
    make_circles,
    make_groups,
)
from matching.engine.problem_file import MalformedError, parse, read

EXAMPLES = settings(max_examples=60, deadline=None)
FEW_EXAMPLES = settings(max_examples=20, deadline=None)
SMALL = Sizes(2, 4, 3)
Pool = dict[str, Any]
Score = tuple[int, int, int, int]


def ids(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number}" for number in range(count)]


def shared(has: np.ndarray, leaders: np.ndarray, needed: int = 1) -> Common:
    return Common(has, leaders, np.ones(has.shape[1], dtype=np.int64), needed)


@st.composite
def pools(draw: st.DrawFn, mentors: bool = True, people: int = 6) -> Pool:
    """A made-up pool: fits, forbidden pairs, people kept apart, a language for all of a group."""
    chance = np.random.default_rng(draw(st.integers(0, 10**6)))
    size, leaders = draw(st.integers(0, people)), draw(st.integers(0, 3)) if mentors else 0
    fit = chance.integers(0, 9, (size, leaders if mentors else size)) * 1000
    apart = chance.random((size, size)) < draw(st.sampled_from([0.0, 0.1, 0.3]))
    common = (shared(chance.random((size, 2)) < 0.8, chance.random((leaders, 2)) < 0.8),)
    pool = {"apart": apart, "common": common if draw(st.booleans()) else (), "sizes": SMALL}
    if not mentors:
        return {**pool, "people": ids("p", size), "fit": (fit + fit.T) // 2}
    allowed = chance.random((size, leaders)) < 0.8
    return {
        **pool,
        "mentors": ids("m", leaders),
        "mentees": ids("e", size),
        "fit": fit,
        "allowed": allowed,
    }


def made(pool: Pool) -> Grouping:
    return make_groups(**pool) if "mentors" in pool else make_circles(**pool)


def members(grouping: Grouping) -> list[list[str]]:
    return [[member.person for member in group.members] for group in grouping.groups]


# Brute force -----------------------------------------------------------------------------------


def partitions(people: Sequence[int], sizes: Sizes) -> Iterator[list[tuple[int, ...]]]:
    """Every way to put some of ``people`` into groups."""
    if not people:
        yield []
        return
    first, *others = people
    yield from partitions(others, sizes)
    for size in range(sizes.least, sizes.most + 1):
        for rest in itertools.combinations(others, size - 1):
            left = [person for person in others if person not in rest]
            yield from ([(first, *rest), *more] for more in partitions(left, sizes))


def mean_fit(pool: Pool, group: tuple[int, ...], leader: int | None) -> int | None:
    """The mean fit of a group, or None when a rule forbids it."""
    chosen = list(group)
    apart = pool["apart"] | pool["apart"].T
    if any(apart[pair] for pair in itertools.combinations(chosen, 2)):
        return None
    for common in pool["common"]:
        kinds = common.has[chosen].all(axis=0)
        if leader is not None:
            kinds &= common.leaders[leader]
        if kinds.sum() < common.needed:
            return None
    if leader is None:
        pairs = [int(pool["fit"][pair]) for pair in itertools.combinations(chosen, 2)]
        return sum(pairs) // len(pairs)
    if not pool["allowed"][chosen, leader].all():
        return None
    return int(pool["fit"][chosen, leader].sum()) // len(chosen)


def worth(groups: Sequence[Sequence[object]], fits: Sequence[int], sizes: Sizes) -> Score:
    counts = [len(group) for group in groups]
    strain = sum((count - sizes.ideal) ** 2 for count in counts)
    total = sum(count * fit for count, fit in zip(counts, fits, strict=True))
    return sum(counts), -strain, min(fits, default=0), total


def best_by_brute_force(pool: Pool) -> Score:
    best: Score = (0, 0, 0, 0)
    led = "mentors" in pool
    for groups in partitions(range(len(pool["apart"])), pool["sizes"]):
        choices = itertools.permutations(range(len(pool["mentors"])), len(groups)) if led else [()]
        for leaders in choices:
            by_group = leaders if led else [None] * len(groups)
            fits = [mean_fit(pool, *pair) for pair in zip(groups, by_group, strict=True)]
            known = [fit for fit in fits if fit is not None]
            if len(known) == len(fits):
                best = max(best, worth(groups, known, pool["sizes"]))
    return best


def score(grouping: Grouping, sizes: Sizes = SMALL) -> Score:
    return worth(members(grouping), [group.fit for group in grouping.groups], sizes)


@EXAMPLES
@given(pools() | pools(mentors=False))
def test_no_groups_of_few_people_are_better_in_the_order_of_the_aims(pool: Pool) -> None:
    found = made(pool)
    assert found.is_proven
    assert score(found) == best_by_brute_force(pool)


@FEW_EXAMPLES
@given(pools(people=8) | pools(mentors=False, people=8))
def test_the_search_for_many_people_is_never_better_than_all_ways_and_places_nearly_as_many(
    pool: Pool,
) -> None:
    best = made(pool)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exact, "FEW", -1)
        searched = made(pool)
    assert not searched.is_proven
    assert score(searched) <= score(best)
    assert score(searched)[0] >= score(best)[0] - 2


@pytest.mark.parametrize("seed", range(6))
def test_the_search_finds_the_best_circles_of_ten_people(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = np.random.default_rng(seed)
    fit = chance.integers(0, 10_000, (10, 10))
    pool: Pool = {"people": ids("p", 10), "fit": (fit + fit.T) // 2, "sizes": SMALL}
    best = make_circles(**pool)
    monkeypatch.setattr(exact, "FEW", -1)
    assert score(make_circles(**pool)) == score(best)


# Rules -----------------------------------------------------------------------------------------


@FEW_EXAMPLES
@given(pools(people=13) | pools(mentors=False, people=13))
def test_no_group_breaks_a_rule_or_a_size_and_nobody_is_forgotten_or_placed_twice(
    pool: Pool,
) -> None:
    found = made(pool)
    names = pool.get("mentees") or pool.get("people") or []
    leaders = pool.get("mentors", [])
    for group in found.groups:
        chosen = tuple(names.index(member.person) for member in group.members)
        assert SMALL.least <= len(chosen) <= SMALL.most
        leader = leaders.index(group.mentor) if group.mentor else None
        assert mean_fit(pool, tuple(sorted(chosen)), leader) == group.fit
    placed = [name for group in members(found) for name in group]
    assert sorted([*placed, *(row.person for row in found.left)]) == sorted(names)
    leading = [group.mentor for group in found.groups if group.mentor]
    assert sorted([*leading, *found.idle]) == sorted(leaders)


@FEW_EXAMPLES
@given(pools(people=11) | pools(mentors=False, people=11), st.randoms(use_true_random=False))
def test_the_order_in_which_people_come_changes_no_group(pool: Pool, chance: random.Random) -> None:
    shuffled = dict(pool)
    people = "mentees" if "mentors" in pool else "people"
    order = chance.sample(range(len(pool[people])), len(pool[people]))
    shuffled[people] = [pool[people][at] for at in order]
    shuffled["apart"] = pool["apart"][np.ix_(order, order)]
    shuffled["common"] = [
        Common(common.has[order], common.leaders, common.weight, common.needed)
        for common in pool["common"]
    ]
    if "mentors" in pool:
        shuffled["fit"], shuffled["allowed"] = pool["fit"][order], pool["allowed"][order]
    else:
        shuffled["fit"] = pool["fit"][np.ix_(order, order)]
    assert made(shuffled) == made(pool)


def test_everybody_is_placed_in_even_groups_when_nothing_stands_against_it() -> None:
    fit = np.random.default_rng(1).integers(0, 10_000, (23, 9))
    found = make_groups(ids("m", 9), ids("e", 23), fit)
    assert sorted(map(len, members(found))) == [4, 4, 5, 5, 5]
    assert (found.left, len(found.idle)) == ((), 4)
    peers = make_circles(ids("p", 23), np.zeros((23, 23), dtype=np.int64))
    assert sorted(map(len, members(peers))) == [5, 6, 6, 6]


def test_people_kept_apart_are_all_placed_although_groups_become_uneven() -> None:
    """Six people nobody of whom may meet another need six circles' worth of company."""
    apart = np.zeros((18, 18), dtype=bool)
    apart[:3, :3] = True
    found = make_circles(ids("p", 18), np.zeros((18, 18), dtype=np.int64), apart=apart)
    assert found.left == ()
    together = [sum(name in {"p0", "p1", "p2"} for name in group) for group in members(found)]
    assert max(together) == 1


def test_different_functions_meet_before_a_slightly_better_fit() -> None:
    functions = ["law", "law", "law", "law", "sales", "sales", "sales", "sales"]
    alike = np.array([[1000 * (one == other) for other in functions] for one in functions])
    sizes = Sizes(4, 4, 4)
    mixed = make_circles(ids("p", 8), alike, functions=functions, sizes=sizes)
    assert [sum(int(name[1:]) < 4 for name in group) for group in members(mixed)] == [2, 2]
    plain = make_circles(ids("p", 8), alike, sizes=sizes)
    assert members(plain) == [ids("p", 4), ids("p", 8)[4:]]


def test_a_group_shares_hours_and_not_only_each_two_of_it() -> None:
    """Any two of the three share an hour, but there is none for all three."""
    hours = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool)
    fit = np.full((3, 1), 5000)
    common = [shared(hours, np.ones((1, 3), dtype=bool))]
    found = make_groups(["m"], ids("e", 3), fit, common=common, sizes=Sizes(2, 3, 3))
    assert [len(group) for group in members(found)] == [2]
    assert [row.why for row in found.left] == [Remark("group_census", {"total": 1, "common": 1})]


# Pins ------------------------------------------------------------------------------------------


def test_a_pinned_mentee_is_in_the_group_of_the_mentor_and_a_rejected_one_is_not() -> None:
    fit = np.random.default_rng(3).integers(1000, 9000, (14, 4))
    fit[0, 0], fit[1, 0] = 0, 10_000
    found = make_groups(ids("m", 4), ids("e", 14), fit, pins=[("m0", "e0")], rejects=[("m0", "e1")])
    (led,) = [group for group in found.groups if group.mentor == "m0"]
    assert [member.pinned for member in led.members if member.person == "e0"] == [True]
    assert "e1" not in {member.person for member in led.members}
    assert (found.left, found.refused_pins) == ((), ())


@pytest.mark.parametrize("people", [8, 14])
def test_pinned_peers_share_a_circle_and_rejected_ones_do_not(people: int) -> None:
    fit = np.random.default_rng(3).integers(0, 9000, (people, people))
    names = ids("p", people)
    pins, rejects = [("p0", "p1"), ("p1", "p2")], [("p3", "p4")]
    found = make_circles(names, (fit + fit.T) // 2, pins=pins, rejects=rejects)
    (one,) = [group for group in members(found) if "p0" in group]
    assert {"p1", "p2"} <= set(one)
    assert not any({"p3", "p4"} <= set(group) for group in members(found))
    assert (found.left, found.refused_pins) == ((), ())


@pytest.mark.parametrize(
    ("pins", "rule"),
    [
        ([("m0", "e0")], "forbidden"),
        ([("m0", "nobody")], "missing"),
        ([("m0", "e1"), ("m1", "e1")], "pinned_elsewhere"),
        ([("m0", name) for name in ("e1", "e2", "e3", "e4", "e5")], "full"),
    ],
)
def test_a_pin_that_cannot_hold_is_refused_with_what_is_in_the_way(
    pins: list[tuple[str, str]], rule: str
) -> None:
    allowed = np.ones((6, 2), dtype=bool)
    allowed[0, 0] = False
    fit = np.full((6, 2), 5000)
    found = make_groups(ids("m", 2), ids("e", 6), fit, allowed=allowed, sizes=SMALL, pins=pins)
    assert found.refused_pins == (RefusedPin(*pins[-1], rule),)


def test_a_pin_to_a_mentor_whose_group_cannot_be_filled_is_refused() -> None:
    allowed = np.array([[True, True], [False, True], [False, True]])
    found = make_groups(
        ["m0", "m1"],
        ids("e", 3),
        np.full((3, 2), 5000),
        allowed=allowed,
        sizes=SMALL,
        pins=[("m0", "e0")],
    )
    assert found.refused_pins == (RefusedPin("m0", "e0", "no_group"),)


def test_pins_of_peers_who_must_be_apart_or_are_too_many_are_refused() -> None:
    apart = np.zeros((6, 6), dtype=bool)
    apart[0, 2] = True
    fit = np.zeros((6, 6), dtype=np.int64)
    pins = [("p0", "p1"), ("p1", "p2")]
    found = make_circles(ids("p", 6), fit, apart=apart, sizes=SMALL, pins=pins)
    assert found.refused_pins == (RefusedPin("p1", "p2", "forbidden"),)
    chain = list(itertools.pairwise(ids("p", 5)))
    found = make_circles(ids("p", 6), fit, sizes=SMALL, pins=chain)
    assert found.refused_pins == (RefusedPin("p3", "p4", "full"),)


# Reasons ---------------------------------------------------------------------------------------


def test_each_member_learns_what_speaks_for_the_group() -> None:
    fit = np.array([[9000, 4000], [5000, 6000], [7000, 7000]])
    (group,) = make_groups(ids("m", 2), ids("e", 3), fit).groups
    assert (group.mentor, group.fit) == ("m0", 7000)
    places = [member.reasons[0].params["place"] for member in group.members]
    assert (places, group.members[0].reasons[0].params["of"]) == ([1, 2, 1], 2)
    peers = np.array([[0, 5000, 9000], [5000, 0, 1000], [9000, 1000, 0]])
    (circle,) = make_circles(
        ids("p", 3), peers, functions=["law", "law", ""], mixing=0, sizes=SMALL
    ).groups
    assert circle.fit == 5000
    assert [member.fit for member in circle.members] == [7000, 3000, 5000]
    assert circle.members[0].reasons == (
        Remark("circle_nearest", {"person": "p2"}),
        Remark("circle_functions", {"differ": 0, "of": 2}),
    )


def test_people_left_over_learn_why() -> None:
    nobody = make_circles(ids("p", 3), np.zeros((3, 3), dtype=np.int64))
    too_few = Remark("group_too_few", {"people": 3, "least": 4})
    assert [row.why for row in nobody.left] == [too_few] * 3
    allowed = np.ones((6, 1), dtype=bool)
    allowed[0] = False
    found = make_groups(
        ["m"], ids("e", 6), np.full((6, 1), 5000), allowed=allowed, sizes=Sizes(2, 4, 4)
    )
    assert found.left[0] == LeftOver("e0", Remark("group_no_mentor", {"mentors": 1}))
    assert [row.why for row in found.left[1:]] == [Remark("group_census", {"total": 1, "full": 1})]


@pytest.mark.parametrize(("least", "most", "ideal"), [(0, 3, 2), (3, 2, 2), (2, 4, 5)])
def test_sizes_that_make_no_sense_are_refused(least: int, most: int, ideal: int) -> None:
    with pytest.raises(ValueError, match="sizes must be"):
        Sizes(least, most, ideal)


def test_numbers_that_do_not_fit_the_people_are_refused() -> None:
    with pytest.raises(ValueError, match=r"fit must have the shape \(3, 2\)"):
        make_groups(ids("m", 2), ids("e", 3), np.zeros((2, 3), dtype=np.int64))


# The plain-file door ---------------------------------------------------------------------------


def solved(document: Pool) -> Pool:
    return answer(read(parse(json.dumps(document))))


def people(names: str) -> list[Pool]:
    return [{"id": name} for name in names]


def test_groups_are_made_from_a_file() -> None:
    likes_y = {"b", "c", "f"}
    pairs = [
        [name, mentor, 1 if (mentor == "y") == (name in likes_y) else -0.5]
        for name in "abcdef"
        for mentor in "xy"
    ]
    problem = {
        "mode": "groups",
        "mentees": people("abcdefg"),
        "mentors": people("xy"),
        "pairs": pairs,
        "sizes": {"least": 2, "most": 3},
        "apart": [["a", "b"]],
        "pins": [["c", "y"]],
    }
    found = solved(problem)
    assert [(group["mentor"], group["members"]) for group in found["groups"]] == [
        ("x", ["a", "d", "e"]),
        ("y", ["b", "c", "f"]),
    ]
    assert [group["score"] for group in found["groups"]] == [1, 1]
    assert found["unmatched"] == [
        {"id": "g", "reason": "No mentor can be matched with this person."}
    ]
    assert (found["worst"], found["mean"], found["refused_pins"]) == (1, 1, [])
    assert found["proven"]


def test_circles_are_made_from_a_file_on_the_command_line(tmp_path: Path) -> None:
    near = {"ab", "ac", "bc", "de", "df", "ef"}
    pairs = [[a, b, 5 if a + b in near else -1] for a, b in itertools.combinations("abcdef", 2)]
    file = tmp_path / "problem.json"
    sizes = {"least": 3, "most": 4, "ideal": 3}
    problem = {"mode": "circles", "mentees": people("abcdef"), "pairs": pairs, "sizes": sizes}
    file.write_text(json.dumps(problem))
    command = [sys.executable, "-m", "matching.engine", "solve", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert [group["members"] for group in found["groups"]] == [["a", "b", "c"], ["d", "e", "f"]]
    assert found["worst"] == 5
    rejected = solved({**problem, "rejects": [["a", "b"]]})
    assert not any({"a", "b"} <= set(group["members"]) for group in rejected["groups"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sizes": 3}, "sizes: must be an object"),
        ({"sizes": {"least": "x"}}, "sizes.least: must be a whole number"),
        ({"sizes": {"least": 5, "most": 4}}, "sizes: sizes must be"),
        ({"apart": [["a", "?"]]}, 'apart[0][1]: nobody in mentees has the id "?"'),
        ({"pins": [["a", "x"], ["a", "y"]]}, 'pins: "a" is pinned 2 times'),
    ],
)
def test_a_file_of_groups_that_is_no_problem_is_refused_with_the_place(
    change: Pool, message: str
) -> None:
    pairs = [["a", "x", 1], ["a", "y", 1]]
    problem = {"mode": "groups", "mentees": people("a"), "mentors": people("xy"), "pairs": pairs}
    with pytest.raises(MalformedError) as refusal:
        solved({**problem, **change})
    assert str(refusal.value).startswith(message)
