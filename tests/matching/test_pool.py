"""What the matching knows about people, and what it must never give away."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import clock
from matching import pool
from matching.engine import Problem, WantedSkill, broken_rule
from matching.engine.model import shared_slots
from profiles.models import Avoid, Enrollment, EnrollmentSkill
from programs.models import Program, Side
from relationships.actions.proposals import propose
from relationships.models import ConcludedKind, Membership, Relationship, Status, Wish
from tests.cast import Cast, enroll, make_skill, make_user


def rule(
    cast: Cast,
    mentor: Enrollment | None = None,
    mentee: Enrollment | None = None,
    *,
    whole: bool = False,
) -> str:
    loaded = pool.load(cast.program)
    problem = loaded.whole if whole else loaded.problem
    pair = (mentor or cast.mentor_enrollment, mentee or cast.mentee_enrollment)
    return broken_rule(problem, str(pair[0].pk), str(pair[1].pk))


def ids(problem: Problem) -> tuple[set[str], set[str]]:
    return {person.id for person in problem.mentors}, {person.id for person in problem.mentees}


def concluded(cast: Cast, kind: str, **membership: Any) -> Relationship:
    """A relationship of the cast's pair that has ended in this way."""
    pair = propose(
        program=cast.program,
        mentor=cast.mentor_enrollment,
        mentee=cast.mentee_enrollment,
        reasons=[],
        by=cast.coordinator,
    )
    ended = {"status": Status.CONCLUDED, "concluded_at": clock.now(), "concluded_kind": kind}
    Relationship.objects.filter(pk=pair.pk).update(**ended)
    Membership.objects.filter(relationship=pair).update(is_open=False, **membership)
    return pair


def test_the_pool_is_the_approved_people_of_one_program(cast: Cast) -> None:
    enroll(cast.outsider, cast.other_program, Side.MENTOR)
    Enrollment.objects.filter(pk=cast.second_mentee_enrollment.pk).update(status="withdrawn")
    mentors, mentees = ids(pool.load(cast.program).problem)
    assert mentors == {str(cast.mentor_enrollment.pk)}
    assert mentees == {str(cast.mentee_enrollment.pk)}


def test_somebody_who_may_not_sign_in_is_not_matched(cast: Cast) -> None:
    User.objects.filter(pk=cast.mentee.pk).update(is_active=False)
    assert rule(cast) == "missing"


def test_a_pair_without_obstacles_is_possible(cast: Cast) -> None:
    assert rule(cast) == ""


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_the_reporting_line_is_excluded_at_any_depth(cast: Cast, depth: int) -> None:
    manager = cast.mentor
    for level in range(depth - 1):
        manager = make_user(f"between-{level}", manager=manager)
    User.objects.filter(pk=cast.mentee.pk).update(manager=manager)
    assert rule(cast) == "line"


def test_a_mentee_above_the_mentor_is_excluded_too(cast: Cast) -> None:
    User.objects.filter(pk=cast.mentor.pk).update(manager=cast.mentee)
    assert rule(cast) == "line"


def test_a_circle_of_managers_does_no_harm(cast: Cast) -> None:
    User.objects.filter(pk=cast.mentor.pk).update(manager=cast.mentee)
    User.objects.filter(pk=cast.mentee.pk).update(manager=cast.mentor)
    assert rule(cast) == "line"


@pytest.mark.parametrize("side", ["mentor", "mentee"])
def test_a_wish_to_avoid_somebody_holds_and_has_no_name(cast: Cast, side: str) -> None:
    mine, other = cast.mentor_enrollment, cast.mentee_enrollment
    if side == "mentee":
        mine, other = other, mine
    Avoid.objects.create(enrollment=mine, user=other.user)
    assert rule(cast) == ""
    assert rule(cast, whole=True) == "unavailable"


def test_nobody_is_their_own_mentor(cast: Cast) -> None:
    both = enroll(cast.mentor, cast.program, Side.MENTEE)
    assert rule(cast, mentee=both) == "unavailable"


@pytest.mark.parametrize("kind", ["no_fault", "declined", "administrative", "safeguarding"])
def test_two_who_parted_or_declined_are_not_proposed_again(cast: Cast, kind: str) -> None:
    concluded(cast, kind)
    assert rule(cast) == "unavailable"


@pytest.mark.parametrize("kind", [ConcludedKind.LAPSED, ConcludedKind.WITHDRAWN])
def test_a_proposal_nobody_answered_may_be_made_again(cast: Cast, kind: str) -> None:
    concluded(cast, kind)
    assert rule(cast) == ""


@pytest.mark.parametrize("wish", [Wish.WAIT, Wish.LEAVE])
def test_who_asked_to_wait_is_left_in_peace(cast: Cast, wish: str) -> None:
    concluded(cast, ConcludedKind.ADMINISTRATIVE)
    Membership.objects.filter(user=cast.mentee).update(wish=wish)
    loaded = pool.load(cast.program)
    assert str(cast.mentee_enrollment.pk) not in loaded.enrollments
    assert loaded.on_hold == 1


def test_a_mentee_with_a_mentor_is_out_of_the_pool_and_the_place_is_used(cast: Cast) -> None:
    propose(
        program=cast.program,
        mentor=cast.mentor_enrollment,
        mentee=cast.mentee_enrollment,
        reasons=[],
        by=cast.coordinator,
    )
    problem = pool.load(cast.program).problem
    assert ids(problem)[1] == {str(cast.second_mentee_enrollment.pk)}
    assert problem.places(problem.mentors[0]) == 1


def test_the_same_two_are_not_paired_in_a_second_program(cast: Cast) -> None:
    propose(
        program=cast.program,
        mentor=cast.mentor_enrollment,
        mentee=cast.mentee_enrollment,
        reasons=[],
        by=cast.coordinator,
    )
    mentor = enroll(cast.mentor, cast.other_program, Side.MENTOR)
    mentee = enroll(cast.mentee, cast.other_program, Side.MENTEE)
    loaded = pool.load(cast.other_program)
    assert broken_rule(loaded.problem, str(mentor.pk), str(mentee.pk)) == ""
    assert broken_rule(loaded.whole, str(mentor.pk), str(mentee.pk)) == "unavailable"


@pytest.mark.parametrize(
    ("field", "value", "broken"),
    [
        ("languages", ["vi"], "language"),
        ("channels", ["written"], "channel"),
        ("availability", ["fri_pm"], "time"),
        ("languages", [], ""),
        ("channels", [], ""),
        ("availability", [], ""),
    ],
)
def test_answers_that_do_not_meet_exclude_and_missing_ones_do_not(
    cast: Cast, field: str, value: list[str], broken: str
) -> None:
    Enrollment.objects.filter(pk=cast.mentee_enrollment.pk).update(**{field: value})
    assert rule(cast) == broken


def test_half_days_meet_in_the_time_zone_of_each(cast: Cast) -> None:
    """A morning in Oslo is an afternoon in Hanoi, and the middle of the night in Los Angeles."""
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(availability=["mon_am"])
    Enrollment.objects.filter(pk=cast.mentee_enrollment.pk).update(availability=["mon_pm"])
    User.objects.filter(pk=cast.mentee.pk).update(time_zone="Asia/Ho_Chi_Minh")
    assert rule(cast) == ""
    User.objects.filter(pk=cast.mentee.pk).update(time_zone="America/Los_Angeles")
    assert rule(cast) == "time"


def test_a_half_day_stays_at_the_same_hour_when_the_clocks_change() -> None:
    winter = pool.free_slots(["tue_am"], "Europe/Oslo", (date(2026, 1, 5),))
    summer = pool.free_slots(["tue_am"], "Europe/Oslo", (date(2026, 7, 6),))
    assert (min(winter), min(summer)) == ((24 + 7) * 4, (24 + 6) * 4)
    assert len(winter) == len(summer) == 16


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_half_day_has_four_hours_in_any_zone(zone: str) -> None:
    for part in ("mon_am", "fri_pm"):
        assert len(pool.free_slots([part], zone, (date(2026, 3, 2),))) == 16


def test_clocks_that_change_on_different_days_are_compared_in_every_way_they_lie_apart() -> None:
    """Paris and New York are six hours apart, and five for some weeks in spring and in autumn."""
    zones = {"Europe/Paris", "America/New_York"}
    weeks = pool.weeks_of_clocks(zones, date(2028, 1, 3), date(2028, 12, 31))
    assert weeks == (date(2028, 1, 3), date(2028, 3, 13))
    both = {*zones, "Asia/Kolkata"}
    assert len(pool.weeks_of_clocks(both, date(2028, 1, 3), date(2028, 12, 31))) == 3
    alone = (date(2028, 1, 3),)
    assert pool.weeks_of_clocks(both, date(2028, 1, 3), date(2028, 2, 1)) == alone
    assert pool.weeks_of_clocks({"Europe/Paris", "Europe/Oslo"}, *alone, None) == alone
    assert pool.weeks_of_clocks({"Europe/Paris"}, *alone, date(2027, 1, 1)) == alone


@pytest.mark.parametrize(("days", "broken"), [(40, ""), (300, "time")])
def test_time_in_common_is_what_a_pair_has_in_every_week_of_the_program(
    cast: Cast, days: int, broken: str
) -> None:
    """A morning in Paris and an afternoon in Kolkata share three and a half hours in winter, two
    and a half in summer; next week is in winter."""
    people = (cast.mentor, "mon_am", "Europe/Paris"), (cast.mentee, "mon_pm", "Asia/Kolkata")
    for person, part, zone in people:
        Enrollment.objects.filter(user=person).update(availability=[part])
        User.objects.filter(pk=person.pk).update(time_zone=zone)
    start = date(2028, 1, 10)
    Program.objects.filter(pk=cast.program.pk).update(
        starts_on=start, ends_on=start + timedelta(days=days), session_minutes=180
    )
    cast.program.refresh_from_db()
    with time_machine.travel(datetime(2028, 1, 10, 12, tzinfo=UTC), tick=False):
        assert rule(cast) == broken
        problem = pool.load(cast.program).problem
        mentor = problem.mentors[0]
        mentee = next(one for one in problem.mentees if one.id == str(cast.mentee_enrollment.pk))
        assert shared_slots(mentor, mentee) * 15 == (150 if broken else 210)


def test_skills_are_read_with_their_levels(cast: Cast) -> None:
    law = make_skill("Law")
    EnrollmentSkill.objects.create(
        enrollment=cast.mentor_enrollment, skill=law, direction="offered", level=4
    )
    EnrollmentSkill.objects.create(
        enrollment=cast.mentee_enrollment, skill=law, direction="wanted", level=1, target=3
    )
    problem = pool.load(cast.program).problem
    mentee = next(p for p in problem.mentees if p.id == str(cast.mentee_enrollment.pk))
    assert problem.mentors[0].offered == {"Law": 4}
    assert mentee.wanted == {"Law": WantedSkill(1, 3)}


def crowd(program: Program, count: int) -> None:
    for number in range(count):
        manager = make_user(f"boss-{count}-{number}")
        mentor = enroll(make_user(f"m-{count}-{number}", manager=manager), program, Side.MENTOR)
        enroll(make_user(f"e-{count}-{number}", manager=manager), program, Side.MENTEE)
        skill = make_skill(f"Skill {number}")
        EnrollmentSkill.objects.create(enrollment=mentor, skill=skill, direction="offered", level=2)


def test_loading_the_pool_asks_ten_questions_however_many_people(cast: Cast) -> None:
    counts = []
    for size in (1, 30):
        crowd(cast.program, size)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            pool.load(cast.program)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


def test_a_reference_week_is_always_the_next_one() -> None:
    monday = date(2026, 3, 2)
    assert {pool.next_monday(monday + timedelta(days=day)) for day in range(7)} == {
        monday + timedelta(days=7)
    }


def test_rounds_waited_in_vain_come_along(cast: Cast) -> None:
    Enrollment.objects.filter(pk=cast.mentee_enrollment.pk).update(rounds_waited=2)
    waited = {person.id: person.waited for person in pool.load(cast.program).problem.mentees}
    assert waited[str(cast.mentee_enrollment.pk)] == 2
    assert waited[str(cast.second_mentee_enrollment.pk)] == 0
