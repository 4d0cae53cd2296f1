"""Moments and clocks: over the zones of the world and the nights on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import local_time
from matching import rules as requests
from sessions.actions.meetings import SessionPlan

ZONES = sorted(name for name in available_timezones() if "/" in name and name[:3] != "Etc")
CHANGING = [
    "Europe/Madrid",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Gaza",
    "Pacific/Auckland",
    "Pacific/Chatham",
]

EXAMPLES = settings(max_examples=80, deadline=None)
zones = st.one_of(st.sampled_from(CHANGING), st.sampled_from(ZONES))
days = st.dates(date(2026, 1, 1), date(2036, 12, 31))
hours = st.times().map(lambda found: found.replace(microsecond=0))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2036, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
lengths = st.integers(5, 6000).map(lambda minutes: timedelta(minutes=minutes))


@EXAMPLES
@given(moments, zones, lengths)
def test_a_length_is_as_long_on_every_clock(moment: datetime, zone: str, length: timedelta) -> None:
    local = moment.astimezone(ZoneInfo(zone))
    assert local_time.after(local, length).timestamp() - local.timestamp() == length.total_seconds()


@EXAMPLES
@given(moments, zones, st.integers(5, 480))
def test_a_session_lasts_as_long_as_it_was_planned(
    moment: datetime, zone: str, minutes: int
) -> None:
    plan = SessionPlan(moment.astimezone(ZoneInfo(zone)), minutes, "video")
    assert plan.ends_at.timestamp() - plan.starts_at.timestamp() == minutes * 60


@pytest.mark.parametrize(
    ("zone", "start", "minutes", "end"),
    [
        ("Europe/Madrid", "2028-03-25T23:00", 600, "2028-03-26T10:00+02:00"),
        ("America/New_York", "2028-11-05T01:30", 45, "2028-11-05T01:15-05:00"),
        ("Australia/Lord_Howe", "2028-04-02T01:45", 30, "2028-04-02T01:45+10:30"),
    ],
)
def test_a_session_in_the_night_of_a_change(zone: str, start: str, minutes: int, end: str) -> None:
    local = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone))
    assert SessionPlan(local, minutes, "video").ends_at == datetime.fromisoformat(end)


@EXAMPLES
@given(days, hours, zones)
def test_a_time_that_exists_is_what_the_clock_shows_and_one_that_does_not_is_known(
    day: date, hour: time, zone: str
) -> None:
    local = local_time.moment_of(day, hour, zone).astimezone(ZoneInfo(zone))
    skipped = local_time.skipping(day, hour, zone)
    assert ((local.date(), local.time()) == (day, hour)) == (skipped is None)
    if skipped:
        wanted = datetime.combine(day, hour)
        assert skipped.before <= wanted < skipped.after
        assert local.replace(tzinfo=None) - wanted == skipped.after - skipped.before


@EXAMPLES
@given(days, hours, zones)
def test_of_a_time_that_comes_twice_the_first_is_taken(day: date, hour: time, zone: str) -> None:
    moment = local_time.moment_of(day, hour, zone)
    repeated = local_time.repeating(day, hour, zone)
    again = datetime.combine(day, hour.replace(fold=1), ZoneInfo(zone)).astimezone(UTC)
    if repeated:
        assert moment < repeated.moment <= again
        assert repeated.after <= datetime.combine(day, hour) < repeated.before
    elif not local_time.skipping(day, hour, zone):
        assert moment == again


@pytest.mark.parametrize("zone", CHANGING)
def test_every_change_of_a_clock_is_found_where_it_is(zone: str) -> None:
    """In every half-hour of a year, one change skips times and one repeats them."""
    halves = [
        (date(2028, 1, 1) + timedelta(days=number // 48), time(number % 48 // 2, number % 2 * 30))
        for number in range(366 * 48)
    ]
    offsets = {
        datetime.combine(day, hour, ZoneInfo(zone)).utcoffset() for day, hour in halves[::48]
    }
    skipped = {str(local_time.skipping(*one, zone)) for one in halves} - {"None"}
    repeated = {str(local_time.repeating(*one, zone)) for one in halves} - {"None"}
    assert len(skipped) == len(repeated) == len(offsets) - 1 == 1


@EXAMPLES
@given(moments, zones)
def test_the_next_morning_is_nine_on_a_working_day_and_there_is_no_earlier_one(
    moment: datetime, zone: str
) -> None:
    found = local_time.next_morning(moment, zone)
    local = found.astimezone(ZoneInfo(zone))
    assert local.time() == time(9)
    assert local.weekday() < 5
    assert found >= moment
    assert local_time.last_morning(found - timedelta(seconds=1), zone) < moment
    assert local_time.last_morning(found, zone) == found


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        ("2026-03-02T05:00Z", "Europe/Oslo", "2026-03-02T08:00Z"),
        ("2026-03-02T12:00Z", "Europe/Oslo", "2026-03-03T08:00Z"),
        ("2026-03-28T12:00Z", "Europe/Berlin", "2026-03-30T07:00Z"),
        ("2026-10-23T12:00Z", "Europe/Berlin", "2026-10-26T08:00Z"),
        ("2026-03-02T05:00Z", "Asia/Ho_Chi_Minh", "2026-03-03T02:00Z"),
    ],
)
def test_letters_come_at_nine_on_a_working_morning(moment: str, zone: str, expected: str) -> None:
    found = local_time.next_morning(datetime.fromisoformat(moment), zone)
    assert found == datetime.fromisoformat(expected)


@EXAMPLES
@given(moments, zones, st.integers(0, 30))
def test_working_days_end_at_the_same_hour_on_a_working_day(
    moment: datetime, zone: str, number: int
) -> None:
    deadline = requests.after_working_days(moment, number, zone)
    assert requests.working_days_left(moment, deadline, zone) == number
    there = deadline.astimezone(ZoneInfo(zone))
    hour = moment.astimezone(ZoneInfo(zone)).time()
    if number:
        assert there.weekday() < 5
        assert there.time() == hour or local_time.skipping(there.date(), hour, zone)
