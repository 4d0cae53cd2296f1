"""What else is possible: runs that stay close to the draft, and what another mentor would cost."""

from matching import actions, pool
from matching.keeping import close_to
from matching.models import MatchRun
from profiles.models import Enrollment
from programs.models import Side
from tests.cast import Cast, enroll, make_user


def run(cast: Cast) -> MatchRun:
    return actions.run(program=cast.program, by=cast.coordinator)


def pairs(made: MatchRun) -> dict[str, str]:
    rows = made.proposals.select_related("mentor__user", "mentee__user")
    return {str(row.mentee.user): str(row.mentor.user) for row in rows}


def crowd(cast: Cast, size: int) -> None:
    for number in range(size):
        enroll(make_user(f"m{number}"), cast.program, Side.MENTOR)
        enroll(make_user(f"e{number}"), cast.program, Side.MENTEE)


def test_a_small_change_keeps_the_other_pairs_of_the_draft(cast: Cast) -> None:
    crowd(cast, 12)
    before = run(cast)
    gone = before.proposals.exclude(mentor=cast.mentor_enrollment).first()
    assert gone
    Enrollment.objects.filter(pk=gone.mentor_id).update(status="withdrawn")
    enroll(make_user("new"), cast.program, Side.MENTOR)
    had, have = pairs(before), pairs(run(cast))
    assert sum(had[name] != have[name] for name in had) == 1


def test_a_ruling_taken_back_and_a_published_run_hold_nobody(cast: Cast) -> None:
    pair = {"mentor": cast.mentor_enrollment, "mentee": cast.mentee_enrollment}
    actions.pin(program=cast.program, by=cast.coordinator, **pair)
    made, problem = run(cast), pool.load(cast.program).problem
    second = str(cast.second_mentee_enrollment.pk)
    assert set(close_to(problem, made).previous) == {second}
    actions.publish(run=made, by=cast.coordinator)
    made.refresh_from_db()
    assert close_to(problem, made) == problem
