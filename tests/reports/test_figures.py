"""The figures of a program, against small programs counted by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from benchmarks.dashboard import populate
from profiles.models import EnrollmentStatus
from programs.models import Program, ProgramStatus, Side
from relationships.models import HistoryEntry, Membership, Relationship
from reports import figures, overview, weeks
from reports.facts import open_pairs, organization_now
from reports.figures import Figures
from reports.shares import Share
from reports.weeks import PairMove, Span
from sessions.models import MentoringSession, SessionStatus
from tests import stories
from tests.cast import Cast, enroll, make_user


def count(cast: Cast, program: Program | None = None) -> Figures:
    program = program or cast.program
    now = organization_now()
    return figures.of_program(program, open_pairs(program, viewer=cast.coordinator, now=now), now)


def started(
    days_ago: int, first_session_after: int | None, last_days_ago: int | None = None
) -> Any:
    """Columns of a pair that started and met then."""
    start = organization_now() - timedelta(days=days_ago)
    first = None if first_session_after is None else start + timedelta(days=first_session_after)
    last = first
    if last_days_ago is not None:
        last = organization_now() - timedelta(days=last_days_ago)
    held = 0 if first is None else 1
    return {
        "started_at": start,
        "first_session_at": first,
        "last_session_at": last,
        "sessions_held": held,
    }


def change(pair: Relationship, **columns: Any) -> None:
    Relationship.objects.filter(pk=pair.pk).update(**columns)


def test_figures_of_five_pairs_counted_by_hand(cast: Cast) -> None:
    a, b, c, d, e = populate(cast.other_program, 5)
    change(a, phase="initiation", **started(30, 5, last_days_ago=5))
    change(b, phase="initiation", **started(30, 25, last_days_ago=5))
    change(c, phase="cultivation", **started(100, 21, last_days_ago=45))
    change(d, phase="initiation", **started(10, 3))
    change(e, phase="initiation", **started(20, None))
    counted = count(cast, cast.other_program)
    assert (counted.active.done, counted.active.of) == (3, 5)
    assert (counted.met_in_time.done, counted.met_in_time.of) == (2, 3)
    assert counted.by_phase == {
        "initiation": 4,
        "cultivation": 1,
        "separation": 0,
        "redefinition": 0,
    }
    assert [(step.key, step.people) for step in counted.funnel] == [
        ("enrolled", 10),
        ("approved", 10),
        ("proposed", 10),
        ("accepted", 10),
        ("met", 6),
        ("active", 6),
    ]


NEITHER: dict[str, Any] = {"status": "active", "paused_at": None, "resume_on": None}
HOLD: dict[str, Any] = {"held_at": None, "held_by": None}


@pytest.mark.parametrize("last_days_ago", [5, 80])
@pytest.mark.parametrize("stops", ["pause", "hold"])
def test_a_pair_leaves_both_numbers_of_meeting_for_a_pause_and_comes_back(
    cast: Cast, last_days_ago: int, stops: str
) -> None:
    """Whether it had met or not, the share of the others stays what it is."""
    a, b, _c = populate(cast.other_program, 3)
    met = int(last_days_ago == 5)
    change(a, phase="initiation", **started(90, 5, last_days_ago=last_days_ago))
    change(b, phase="initiation", **started(90, 5, last_days_ago=5))
    now = organization_now()
    stopped = {
        "pause": {"status": "paused", "paused_at": now, "resume_on": now.date()},
        "hold": {"held_at": now, "held_by": cast.safeguarding},
    }[stops]
    counts = []
    for columns in (NEITHER | HOLD, stopped, NEITHER | HOLD):
        change(a, **columns)
        active = count(cast, cast.other_program).active
        counts.append((active.done, active.of))
    assert counts == [(2 + met, 3), (2, 2), (2 + met, 3)]


def test_ended_pairs_still_count_for_meeting_in_time_and_paused_ones_not_at_all(
    cast: Cast,
) -> None:
    a, b = populate(cast.other_program, 2)
    now = organization_now()
    change(
        a,
        **started(30, 5, last_days_ago=5),
        status="concluded",
        concluded_at=now,
        concluded_kind="completed",
    )
    change(
        b, **started(30, 5, last_days_ago=5), status="paused", paused_at=now, resume_on=now.date()
    )
    counted = count(cast, cast.other_program)
    assert (counted.met_in_time.done, counted.met_in_time.of) == (2, 2)
    assert (counted.active.done, counted.active.of) == (0, 0)


def test_the_funnel_counts_people_once_and_those_not_yet_approved(cast: Cast) -> None:
    stories.proposed(cast)
    enroll(
        make_user("newcomer"),
        cast.program,
        Side.MENTEE,
        status=EnrollmentStatus.SUBMITTED,
        decided_at=None,
        decided_by=None,
    )
    enroll(
        make_user("hesitant"),
        cast.program,
        Side.MENTEE,
        status=EnrollmentStatus.DRAFT,
        submitted_at=None,
        decided_at=None,
        decided_by=None,
    )
    counted = count(cast)
    steps = {step.key: step.people for step in counted.funnel}
    assert steps == {
        "enrolled": 4,
        "approved": 3,
        "proposed": 2,
        "accepted": 0,
        "met": 0,
        "active": 0,
    }
    assert counted.waiting_mentees == 1
    assert (counted.running, counted.proposed) == (0, 1)


def test_a_mentee_whose_pair_has_ended_waits_again(cast: Cast) -> None:
    pair = stories.started(cast)
    assert count(cast).waiting_mentees == 1
    change(pair, status="concluded", concluded_at=organization_now(), concluded_kind="no_fault")
    assert count(cast).waiting_mentees == 2


def test_opinions_are_hidden_until_five_have_answered(cast: Cast) -> None:
    pairs = populate(cast.other_program, 5)
    members = Membership.objects.filter(relationship__in=pairs)
    members.update(fit="", fit_at=None)
    some = list(members[:5])
    Membership.objects.filter(pk__in=[m.pk for m in some[:4]]).update(
        fit="good", fit_at=organization_now()
    )
    counted = count(cast, cast.other_program)
    assert (counted.reached.good_fit.of, counted.reached.good_fit.percent) == (4, None)
    assert counted.reached.asked_about_fit == 10
    Membership.objects.filter(pk=some[4].pk).update(fit="not_good", fit_at=organization_now())
    assert count(cast, cast.other_program).reached.good_fit.percent == 80


def test_a_share_of_nothing_is_no_number_and_nearly_all_is_not_all() -> None:
    assert Share(0, 0, 80).percent is None
    assert Share(996, 1000, 95).percent == 99
    assert Share(4, 5, 80).reached
    assert not Share(79, 100, 80).reached


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 1, 1), "Week 1 of 52"),
        (date(2026, 1, 7), "Week 1 of 52"),
        (date(2026, 1, 8), "Week 2 of 52"),
        (date(2026, 12, 31), "Week 52 of 52"),
        (date(2026, 12, 31) + timedelta(days=1), "Over, after 52 weeks"),
        (date(2025, 12, 20), "Starts in 2 weeks"),
        (date(2025, 12, 31), "Starts in 1 week"),
    ],
)
def test_the_heading_says_how_far_the_program_is(today: date, words: str) -> None:
    program = Program(starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    assert overview.progress(program, today) == words


# Weeks ------------------------------------------------------------------------------------------

MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
NOW = MONDAY + timedelta(days=16, hours=12)


def test_only_full_weeks_are_shown_twelve_at_most() -> None:
    assert weeks.full_weeks(MONDAY, NOW) == [date(2026, 5, 4), date(2026, 5, 11)]
    assert weeks.full_weeks(NOW - timedelta(hours=1), NOW) == []
    year = weeks.full_weeks(MONDAY - timedelta(days=300), NOW)
    assert (len(year), year[-1]) == (12, date(2026, 5, 11))


def test_due_sessions_follow_the_rhythm_of_the_phase() -> None:
    pair = Relationship().pk
    day = timedelta(days=1)
    moves = [
        PairMove(pair, MONDAY - 7 * day, "proposed", ""),
        PairMove(pair, MONDAY, "active", "initiation"),
        PairMove(pair, MONDAY + 7 * day, "active", "cultivation"),
        PairMove(pair, MONDAY + 10 * day, "paused", "cultivation"),
        PairMove(pair, MONDAY + 12 * day, "active", "cultivation"),
        PairMove(pair, MONDAY + 13 * day, "active", "redefinition"),
    ]
    cadences = {"initiation": 7, "cultivation": 28, "redefinition": 1}
    spans = list(weeks.spans(moves, cadences, NOW))
    assert spans == [
        Span(MONDAY, MONDAY + 7 * day, 7),
        Span(MONDAY + 7 * day, MONDAY + 10 * day, 28),
        Span(MONDAY + 12 * day, MONDAY + 13 * day, 28),
    ]
    mondays = [date(2026, 5, 4), date(2026, 5, 11)]
    assert weeks.due_in(mondays, spans, UTC) == pytest.approx([1, 4 / 28])


def test_a_week_in_which_the_clock_changes_has_seven_days() -> None:
    oslo = ZoneInfo("Europe/Oslo")
    mondays = [date(2026, 10, 19), date(2026, 10, 26)]
    weekly = Span(datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC), 7)
    assert weeks.due_in(mondays, [weekly], oslo) == pytest.approx([1, 1])


def test_held_sessions_are_counted_in_their_week(cast: Cast) -> None:
    pair = stories.started(cast)
    now = organization_now()
    this_monday = now.date() - timedelta(days=now.weekday())
    begin = datetime(this_monday.year, this_monday.month, this_monday.day, tzinfo=now.tzinfo)
    member = stories.membership(pair, "mentee")
    for days, status in (
        (-14, "held"),
        (-13, "held"),
        (-10, "cancelled"),
        (-7, "held"),
        (0, "held"),
    ):
        hold(pair, member, begin + timedelta(days=days), SessionStatus(status))
    history_began(pair, begin - timedelta(days=14))
    found = weeks.of_program(cast.program, now)
    assert [(week.held, week.due) for week in found] == [(2, 1), (1, 1)]


def test_the_weeks_of_a_closed_program_end_with_its_last_mentoring(cast: Cast) -> None:
    pair, start = stories.started(cast), organization_now()
    end, closed = start + timedelta(weeks=4), start + timedelta(weeks=15)
    HistoryEntry.objects.create(
        relationship=pair, transition="end_no_fault", to_status="concluded", created_at=end
    )
    before = weeks.of_program(cast.program, closed)
    assert not before[-1].due
    Program.objects.filter(pk=cast.program.pk).update(
        status=ProgramStatus.CLOSED, closed_by=cast.hr, closed_at=closed
    )
    cast.program.refresh_from_db()
    mondays = [week.monday for week in weeks.of_program(cast.program, closed)]
    assert (mondays[0], mondays[-1]) == (monday_of(start), monday_of(end))
    member = stories.membership(pair, "mentee")
    hold(pair, member, end + timedelta(weeks=2), SessionStatus.HELD)
    found = weeks.of_program(cast.program, closed)
    assert (found[-1].monday, found[-1].held) == (monday_of(end + timedelta(weeks=2)), 1)


def monday_of(moment: datetime) -> date:
    return moment.date() - timedelta(days=moment.weekday())


def hold(pair: Relationship, by: Membership, at: datetime, status: SessionStatus) -> None:
    MentoringSession.objects.create(
        relationship=pair,
        status=status,
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        mode="video",
        planned_by=by,
        logged_by=by,
        logged_at=at,
    )


def history_began(pair: Relationship, at: datetime) -> None:
    """History cannot be changed: a second start before the first stands for an older pair."""
    HistoryEntry.objects.create(
        relationship=pair,
        transition="start",
        to_status="active",
        to_phase="initiation",
        created_at=at,
    )


def test_a_program_without_pairs_has_no_weeks(cast: Cast) -> None:
    assert weeks.of_program(cast.other_program, organization_now()) == []
    assert count(cast, cast.other_program).is_empty
    assert cast.other_program.status == ProgramStatus.OPEN


# What a closed program keeps ------------------------------------------------------------------


def counted_as_on_the_page(cast: Cast, program: Program) -> Figures:
    program.refresh_from_db()
    at = figures.counted_at(program, organization_now())
    pairs = open_pairs(program, viewer=cast.coordinator, now=at)
    return figures.of_program(program, pairs, at, cast.coordinator)


def test_a_closed_program_keeps_what_its_people_have_answered(cast: Cast) -> None:
    program = cast.other_program
    for pair in populate(program, 5):
        change(pair, phase="cultivation", **started(100, 5, last_days_ago=5))
    Membership.objects.filter(relationship__program=program).update(
        fit="good", fit_at=organization_now()
    )
    before = counted_as_on_the_page(cast, program)
    Relationship.objects.filter(program=program).update(
        status="concluded",
        phase="",
        phase_since=None,
        concluded_at=organization_now(),
        concluded_kind="completed",
    )
    Program.objects.filter(pk=program.pk).update(
        status=ProgramStatus.CLOSED, closed_by=cast.hr, closed_at=organization_now()
    )
    after = counted_as_on_the_page(cast, program)
    assert (before.reached.good_fit.done, before.reached.good_fit.of) == (10, 10)
    assert (after.running, after.proposed) == (0, 0)
    fields = ("started", "agreed", "with_goal", "good_fit", "asked_about_fit")
    for name in fields:
        assert getattr(after.reached, name) == getattr(before.reached, name), name
    assert (after.met_in_time, after.reached.started) == (before.met_in_time, 5)


def test_somebody_in_two_roles_is_one_person(cast: Cast) -> None:
    """Every step of the funnel is recomputed from distinct people."""
    program = cast.other_program
    pairs = populate(program, 3)
    mentor, mentee = pairs[0].memberships.order_by("role")[:2]
    enroll(mentor.user, program, mentee.role)
    rows = program.enrollments.all()
    assert rows.count() == 7
    people = len({row.user_id for row in rows})
    funnel = {step.key: step.people for step in count(cast, program).funnel}
    assert people == 6
    assert (funnel["enrolled"], funnel["approved"], funnel["proposed"]) == (6, 6, 6)
