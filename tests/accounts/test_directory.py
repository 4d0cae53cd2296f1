"""The reporting line at any depth (S0-6)."""

from accounts.directory import circles, in_one_line, manager_map, managers_above
from tests.cast import Cast


def test_everybody_above_is_known_at_any_depth() -> None:
    above = managers_above({1: None, 2: 1, 3: 2, 4: 3, 5: 1, 6: None})
    assert above == {
        1: frozenset(),
        2: frozenset({1}),
        3: frozenset({1, 2}),
        4: frozenset({1, 2, 3}),
        5: frozenset({1}),
        6: frozenset(),
    }


def test_a_circle_does_no_harm() -> None:
    above = managers_above({1: 3, 2: 1, 3: 2, 4: 3})
    assert above[1] == frozenset({2, 3})
    assert above[4] == frozenset({1, 2, 3})


def test_a_manager_outside_the_map_ends_the_line() -> None:
    assert managers_above({2: 1}) == {2: frozenset({1}), 1: frozenset()}


def test_two_people_are_in_one_line_in_both_directions() -> None:
    above = managers_above({1: None, 2: 1, 3: 2, 4: 1})
    assert in_one_line(above, 1, 3)
    assert in_one_line(above, 3, 1)
    assert not in_one_line(above, 3, 4)
    assert not in_one_line(above, 3, 99)


def test_circles_of_every_length_are_found_once() -> None:
    assert circles({1: 2, 2: 1, 3: 1, 4: 4, 5: 6, 6: 7, 7: 5, 8: None}) == [[1, 2], [4], [5, 6, 7]]


def test_a_very_long_line_is_climbed_without_recursion() -> None:
    above = managers_above({person: person - 1 if person else None for person in range(3000)})
    assert len(above[2999]) == 2999


def test_the_map_holds_the_whole_organization(cast: Cast) -> None:
    assert manager_map()[cast.mentee.pk] == cast.line_manager.pk
    assert manager_map()[cast.hr.pk] is None
