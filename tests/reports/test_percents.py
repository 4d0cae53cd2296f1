"""Figures that nobody can prove wrong: whole percent, and people who take part twice."""

from itertools import product

import pytest
from django.urls import reverse

from core.percents import percent_of, percents
from programs.models import Format, Side
from relationships.actions import proposals
from reports import figures, released
from reports.facts import open_pairs, organization_now
from tests import gatherings
from tests.cast import Cast, SignIn, enroll, make_users


@pytest.mark.parametrize("whole", [1, 3, 7, 99, 100, 101, 250, 1000])
def test_a_share_is_all_only_of_everything_and_nothing_only_of_nothing(whole: int) -> None:
    for part in range(whole + 1):
        found = percent_of(part, whole)
        assert (found == 100, found == 0) == (part == whole, part == 0)


def test_there_is_no_share_of_nothing_and_none_larger_than_the_whole() -> None:
    for part, whole in ((0, 0), (2, 1), (-1, 5)):
        with pytest.raises(ValueError, match="no part"):
            percent_of(part, whole)


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_parts_are_never_more_than_the_whole_together(size: int) -> None:
    for parts in product([0, 1, 2, 33, 500], repeat=size):
        found = percents(parts)
        assert sum(found) <= 100
        assert [number == 0 for number in found] == [part == 0 for part in parts]
        assert not any(number == 100 for number in found) or sum(map(bool, parts)) == 1


def test_many_small_parts_beside_a_large_one_stay_within_the_whole() -> None:
    assert percents([1000, *[1] * 8]) == [92, *[1] * 8]
    assert percents([0, 0]) == [0, 0]


# Somebody who takes part twice ----------------------------------------------------------------


def test_somebody_in_two_pairs_is_one_person_and_two_members(cast: Cast, sign_in: SignIn) -> None:
    program = gatherings.program(cast, Format.CLASSIC)
    ana, bo, cleo = make_users({name: {} for name in gatherings.NAMES[:3]})
    mentor = enroll(ana, program, Side.MENTOR, capacity=2)
    enroll(ana, program, Side.MENTEE)
    for user in (bo, cleo):
        mentee = enroll(user, program, Side.MENTEE)
        gatherings.accept(
            proposals.propose(
                program=program, mentor=mentor, mentee=mentee, reasons=[], by=cast.coordinator
            )
        )
    now = organization_now()
    counted = figures.of_program(program, open_pairs(program, viewer=None, now=now), now)
    assert (counted.running, counted.reached.asked_about_fit) == (2, 4)
    assert {step.key: step.people for step in counted.funnel}["accepted"] == 3
    assert counted.enrolled == 3
    told = released.renew(program, now).tables
    assert sum(told["units"].values()) == 3
    coordinator = sign_in(cast.coordinator)
    listed = coordinator.get(reverse("program_list")).text
    assert "3 people take part" in listed
    people = coordinator.get(reverse("program_people", args=[program.pk])).text
    for words in ("1 mentor is approved", "3 mentees are approved", "3 people in all"):
        assert words in people
