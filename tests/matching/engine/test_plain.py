"""The plain-file door: ids and scores in, proven best pairs out, refusals that name the place."""

import itertools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.answer import answer
from matching.engine.problem_file import MalformedError, parse, read

EXAMPLES = settings(max_examples=150, deadline=None)
Document = dict[str, Any]


def solved(document: Document) -> Document:
    return answer(read(parse(json.dumps(document))))


def document(
    pairs: list[list[Any]], *, mentees: str = "", mentors: str = "", **more: Any
) -> Document:
    """A problem whose people have one letter as id; ``mentors`` may say "xxy" for two places."""
    return {
        "mentees": [{"id": name} for name in mentees or sorted({row[0] for row in pairs})],
        "mentors": [
            {"id": name, "capacity": (mentors or name).count(name)}
            for name in sorted({*mentors} or {row[1] for row in pairs})
        ],
        "pairs": pairs,
        **more,
    }


def couples(found: Document) -> list[str]:
    return [f"{mentee}{mentor}" for mentee, mentor, _score in found["pairs"]]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    mentees, mentors = "abcd"[: draw(st.integers(0, 4))], "xyz"[: draw(st.integers(0, 3))]
    score = st.one_of(st.integers(-3, 12), st.decimals(0, 1, places=2).map(float))
    possible = [[a, b, draw(score)] for a in mentees for b in mentors if draw(st.booleans())]
    return {
        "mentees": [{"id": name} for name in mentees],
        "mentors": [{"id": name, "capacity": draw(st.integers(0, 3))} for name in mentors],
        "pairs": possible,
        "threshold": draw(st.sampled_from([None, 0.5, 4])),
        "weak": draw(st.sampled_from(["avoid", "never"])),
        "rejects": [row[:2] for row in possible if draw(st.integers(0, 5)) == 0],
    }


def value(scores: list[float], threshold: float | None) -> tuple[float, ...]:
    """What is compared: pairs, weak pairs, the worst pair, the total."""
    weak = sum(score < threshold for score in scores) if threshold is not None else 0
    return len(scores), -weak, min(scores, default=0), round(sum(scores), 6)


def best_by_brute_force(problem: Document) -> tuple[float, ...]:
    rejected = {tuple(row) for row in problem["rejects"]}
    limit = problem["threshold"] if problem["weak"] == "never" else None
    scores = {
        (mentee, mentor): score
        for mentee, mentor, score in problem["pairs"]
        if (mentee, mentor) not in rejected and (limit is None or score >= limit)
    }
    places = {row["id"]: row["capacity"] for row in problem["mentors"]}
    best = value([], None)
    for chosen in itertools.product([None, *places], repeat=len(problem["mentees"])):
        names = [row["id"] for row in problem["mentees"]]
        pairs = [(a, b) for a, b in zip(names, chosen, strict=True) if b]
        possible = all(pair in scores for pair in pairs)
        if possible and all(chosen.count(name) <= room for name, room in places.items()):
            best = max(best, value([scores[pair] for pair in pairs], problem["threshold"]))
    return best


@EXAMPLES
@given(documents())
def test_no_assignment_is_better_in_the_order_of_the_aims(problem: Document) -> None:
    found = solved(problem)
    scores = [score for _mentee, _mentor, score in found["pairs"]]
    assert value(scores, problem["threshold"]) == best_by_brute_force(problem)
    assert found["gap"] == 0
    assert found["total"] == pytest.approx(sum(scores))
    assert found["worst"] == min(scores, default=None)


@EXAMPLES
@given(documents())
def test_everybody_is_paired_once_or_told_why_not(problem: Document) -> None:
    found = solved(problem)
    paired = [mentee for mentee, _mentor, _score in found["pairs"]]
    alone = [row["id"] for row in found["unmatched"]]
    assert sorted(paired + alone) == [row["id"] for row in problem["mentees"]]
    assert all(row["reason"] for row in found["unmatched"])


@EXAMPLES
@given(documents(), st.randoms(use_true_random=False))
def test_the_order_of_the_file_changes_nothing(problem: Document, chance: Any) -> None:
    shuffled = {
        key: chance.sample(rows, len(rows)) if isinstance(rows, list) else rows
        for key, rows in problem.items()
    }
    assert sorted(solved(shuffled)["pairs"]) == sorted(solved(problem)["pairs"])


def test_equally_good_pairs_do_not_depend_on_the_order_of_the_file() -> None:
    rows = [[mentee, mentor, 1] for mentee in "abcdefgh" for mentor in "stuvwxyz"]
    forwards = document(rows)
    backwards = {key: list(reversed(value)) for key, value in forwards.items()}
    assert solved(backwards)["pairs"] == solved(forwards)["pairs"]


Mates = dict[str, str | None]


def blocked(problem: Document, wishes: dict[str, list[str]], mentor_of: Mates) -> int:
    """How many pairs would both rather have each other, counted by looking at each."""
    scores = {(mentee, mentor): score for mentee, mentor, score in problem["pairs"]}
    places = {row["id"]: row["capacity"] for row in problem["mentors"]}
    order = sorted(scores, key=lambda pair: (scores[pair], pair[1], pair[0]))
    liked = {pair: place for place, pair in enumerate(order)}
    count = 0
    for mentee, ranked in wishes.items():
        own = mentor_of.get(mentee)
        for mentor in ranked[: ranked.index(own)] if own in ranked else ranked:
            others = [liked[one, mentor] for one, taken in mentor_of.items() if taken == mentor]
            better = sum(liking > liked[mentee, mentor] for liking in others)
            count += better < places[mentor]
    return count


def fewest_by_brute_force(problem: Document, wishes: dict[str, list[str]]) -> tuple[int, int]:
    """Most pairs there can be, and the fewest blocking pairs with that many."""
    scores = {(mentee, mentor) for mentee, mentor, _score in problem["pairs"]}
    places = {row["id"]: row["capacity"] for row in problem["mentors"]}
    names = [row["id"] for row in problem["mentees"]]
    found: list[tuple[int, int]] = []
    for chosen in itertools.product([None, *places], repeat=len(names)):
        mates = dict(zip(names, chosen, strict=True))
        pairs = [pair for pair in mates.items() if pair[1]]
        if all(pair in scores for pair in pairs) and all(
            chosen.count(name) <= room for name, room in places.items()
        ):
            found.append((-len(pairs), blocked(problem, wishes, mates)))
    most, fewest = min(found)
    return -most, fewest


@EXAMPLES
@given(documents(), st.data())
def test_ranks_match_most_people_with_the_fewest_blocking_pairs(
    problem: Document, data: st.DataObject
) -> None:
    by_mentee: dict[str, list[str]] = {}
    for mentee, mentor, _score in problem["pairs"]:
        by_mentee.setdefault(mentee, []).append(mentor)
    wishes = {
        name: data.draw(st.permutations(rows))[: data.draw(st.integers(0, len(rows)))]
        for name, rows in by_mentee.items()
    }
    asked = {**problem, "mode": "rank", "preferences": wishes, "rejects": [], "weak": "avoid"}
    found = solved(asked)
    mates: Mates = {mentee: mentor for mentee, mentor, _score in found["pairs"]}
    most, fewest = fewest_by_brute_force(problem, wishes)
    assert len(mates) == most
    assert blocked(problem, wishes, mates) == len(found["blocking"]) == fewest
    assert found["blocking_at_least"] <= fewest


def test_most_people_come_before_what_is_ranked() -> None:
    """Both want x; a could also have y. Without a blocking pair b would be left alone."""
    rows = [["a", "x", 9], ["a", "y", 1], ["b", "x", 5]]
    wishes = {"a": ["x", "y"], "b": ["x"]}
    found = solved(document(rows, mode="rank", preferences=wishes))
    assert couples(found) == ["ay", "bx"]
    assert (found["blocking"], found["blocking_at_least"]) == ([["a", "x"]], 1)
    assert found["unmatched"] == []


def test_more_pairs_come_before_a_better_worst_pair_and_that_before_the_total() -> None:
    more = document([["a", "x", 9], ["b", "x", 8], ["a", "y", 1]])
    assert couples(solved(more)) == ["ay", "bx"]
    fairer = document([["a", "x", 10], ["a", "y", 6], ["b", "x", 6], ["b", "y", 1]])
    assert couples(solved(fairer)) == ["ay", "bx"]


def test_weak_pairs_are_few_before_the_worst_is_good() -> None:
    """Two weak pairs of 3 have a better worst pair than one of 1; one weak pair still wins."""
    pairs = [["a", "x", 3], ["a", "y", 1], ["b", "x", 9], ["b", "y", 3]]
    assert couples(solved(document(pairs, threshold=5))) == ["ay", "bx"]
    assert couples(solved(document(pairs))) == ["ax", "by"]


def test_a_weak_pair_is_made_or_not_as_the_file_wishes() -> None:
    pairs = [["a", "x", 3]]
    assert couples(solved(document(pairs, threshold=5))) == ["ax"]
    refused = solved(document(pairs, threshold=5, weak="never"))
    reason = "Every possible pair with this person is below the threshold."
    assert (refused["pairs"], refused["unmatched"]) == ([], [{"id": "a", "reason": reason}])


def test_pins_stay_and_rejected_pairs_stay_away() -> None:
    pairs = [["a", "x", 9], ["a", "y", 1], ["b", "x", 9], ["b", "y", 8]]
    pinned = solved(document(pairs, pins=[["a", "y"]]))
    assert (couples(pinned), pinned["worst"]) == (["ay", "bx"], 1)
    assert couples(solved(document(pairs, rejects=[["b", "y"]]))) == ["ay", "bx"]


def test_an_earlier_mentor_is_kept_for_the_bonus_but_not_for_more() -> None:
    pairs = [["a", "x", 70], ["a", "y", 74]]
    kept = {"previous": [["a", "x"]], "stability": 5}
    assert couples(solved(document(pairs))) == ["ay"]
    assert couples(solved(document(pairs, **kept))) == ["ax"]
    assert couples(solved(document([["a", "x", 60], ["a", "y", 74]], **kept))) == ["ay"]


def test_the_reason_counts_who_competes_for_how_many_places() -> None:
    rows = [[mentee, mentor, 1] for mentee in "abc" for mentor in "xy"]
    found = solved(document([*rows, ["d", "z", 1]], mentees="abcde"))
    reasons = [row["reason"] for row in found["unmatched"]]
    competing = "3 mentees compete for 2 places of the mentors they share."
    assert reasons == [competing, "No pair with this person is possible."]


def test_first_choices_are_counted() -> None:
    pairs = [["a", "x", 1], ["a", "y", 2], ["b", "x", 3], ["b", "y", 1]]
    found = solved(document(pairs, mode="rank", preferences={"a": ["x", "y"], "b": ["x"]}))
    assert (couples(found), found["rank_profile"]) == (["ay", "bx"], [1, 1])


def test_shortlists_never_name_a_mentor_more_often_than_three_times_a_place() -> None:
    rows = [
        [mentee, mentor, 9 if mentor == "x" else 5] for mentee in "abcdefgh" for mentor in "xyz"
    ]
    found = solved(document(rows, mode="suggest", shortlist=2))
    named = [mentor for _mentee, mentor, _score in found["pairs"]]
    assert max(named.count(mentor) for mentor in "xyz") <= 3
    assert len({(a, b) for a, b, _score in found["pairs"]}) == len(found["pairs"]) == 9
    assert found["unmatched"] == []


@EXAMPLES
@given(st.data())
def test_peers_are_paired_as_well_as_any_pairing_could(data: st.DataObject) -> None:
    people = "abcde"[: data.draw(st.integers(0, 5))]
    possible = {
        pair: data.draw(st.integers(0, 9))
        for pair in itertools.combinations(people, 2)
        if data.draw(st.booleans())
    }
    threshold = data.draw(st.sampled_from([None, 4]))
    rows = [[*pair, score] for pair, score in possible.items()]
    problem = {"mode": "peer", "mentees": [{"id": p} for p in people], "pairs": rows}
    found = solved({**problem, "threshold": threshold})
    chosen = [set(subset) for n in range(3) for subset in itertools.combinations(possible, n)]
    matchings = [s for s in chosen if len({p for pair in s for p in pair}) == 2 * len(s)]
    best = max(value([possible[pair] for pair in s], threshold) for s in matchings)
    assert value([score for _one, _other, score in found["pairs"]], threshold) == best


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mentees": 3}, "mentees: must be a list […], not 3"),
        ({"mentees": [{}]}, 'mentees[0]: "id" is missing'),
        ({"mentees": [{"id": True}]}, "mentees[0].id: an id must be text or a whole number"),
        ({"mentees": [{"id": "a"}, {"id": "a"}]}, 'mentees[1].id: "a" is there twice'),
        ({"mentors": [{"id": "x", "capacity": -1}]}, "mentors[0].capacity: must be a whole"),
        ({"mentors": [{"id": "x", "capacity": 1.5}]}, "mentors[0].capacity: must be a whole"),
        ({"pairs": [["a", "x"]]}, "pairs[0]: must be [mentee, mentor, score]"),
        ({"pairs": [["a", "x", "9"]]}, 'pairs[0][2]: must be a number, not "9"'),
        ({"pairs": [["a", "x", 1e300]]}, "pairs[0][2]: must be within"),
        ({"pairs": [["?", "x", 1]]}, 'pairs[0][0]: nobody in mentees has the id "?"'),
        ({"pairs": [["a", "x", 1], ["a", "x", 2]]}, "pairs[1]: this pair is there twice"),
        ({"pins": [["a", "y"]]}, 'pins[0]: this pair is not in "pairs"'),
        ({"pins": [["a", "x"]], "rejects": [["a", "x"]]}, "pins[0]: this pair is rejected"),
        (
            {"mode": "best"},
            'mode: must be one of assign, rank, peer, suggest, groups, circles, not "best"',
        ),
        ({"preferences": {"a": ["x", "?"]}}, 'preferences["a"][1]: nobody in mentors'),
        ({"preferences": {"a": "x"}}, 'preferences["a"]: must be a list'),
        ({"threshold": "high"}, 'threshold: must be a number, not "high"'),
    ],
)
def test_a_malformed_file_is_refused_with_the_place(change: Document, message: str) -> None:
    problem = {**document([["a", "x", 1]]), "mentors": [{"id": "x"}, {"id": "y"}], **change}
    with pytest.raises(MalformedError) as refusal:
        solved(problem)
    assert str(refusal.value).startswith(message)


def test_more_pins_than_places_are_refused_with_the_name() -> None:
    pairs = [["a", "x", 1], ["b", "x", 1]]
    with pytest.raises(MalformedError, match='pins: "x" is pinned 2 times and has room for 1'):
        solved(document(pairs, pins=[["a", "x"], ["b", "x"]]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"mentees": [],\n "mentors": ]}', "line 2, column 13: this is not JSON"),
        ('{"mentees": NaN}', "NaN is not a number that JSON knows"),
        ("", "line 1, column 1"),
        ("[" * 100_000, "nested too deeply"),
        ('{"mentees": [], "mentors": []}', '"pairs" is missing'),
        ("[]", "the file: must be an object"),
    ],
)
def test_the_command_refuses_what_is_no_problem_and_says_where(
    tmp_path: Path, text: str, message: str
) -> None:
    file = tmp_path / "problem.json"
    file.write_text(text)
    done = _command(file)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_answers_in_json(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(document([["a", "x", 0.1], ["b", "y", 0.2]])))
    done = _command(file)
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "pairs": [["a", "x", 0.1], ["b", "y", 0.2]],
        "unmatched": [],
        "total": 0.3,
        "worst": 0.1,
        "gap": 0,
        "rank_profile": [2],
    }


def _command(file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "matching.engine", "solve", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
