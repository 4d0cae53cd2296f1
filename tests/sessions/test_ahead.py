"""Sessions laid out ahead: proposed by the rhythm, planned with one click, and never a nuisance."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from core import clock, dates, local_time
from core.errors import DomainError
from notifications import kinds
from notifications.models import Message
from relationships.actions import endings
from relationships.models import Relationship
from sessions import agendas, suggested_dates
from sessions.actions import meetings, suggestions
from sessions.agendas import AGENDAS
from sessions.common_availability import WeeklyAvailability
from sessions.models import LaidOutDate
from sessions.recurrence import Habit, Rhythm, Said, Turn, lay_out
from tests import stories
from tests.cast import Cast, SignIn

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
TUESDAYS = frozenset({"tue_pm"})


def days(cadence: int = 14, *, last: date = date(2026, 2, 24), **more: Any) -> list[Turn]:
    """What is laid out for two people in Oslo who have time on Tuesday afternoons."""
    rhythm = Rhythm(cadence, 60, last, more.pop("ends_on", date(2026, 12, 1)))
    weeks = more.pop("weeks", [WeeklyAvailability("Europe/Oslo", TUESDAYS)] * 2)
    habit = Habit(weeks, more.pop("at", time(14, 30)), "Europe/Oslo")
    settled = {"booked": [], "said": [], **more}
    return lay_out(rhythm, habit, now=settled.pop("now", NOW), **settled)


def moments(turns: list[Turn]) -> list[str]:
    return [f"{turn.starts_at:%m-%d %H:%M}" for turn in turns]


# The rhythm ------------------------------------------------------------------------------------


def test_the_next_three_dates_follow_the_rhythm_at_the_usual_time() -> None:
    assert moments(days()) == ["03-10 13:30", "03-24 13:30", "04-07 12:30"]


def test_a_date_moves_to_the_nearest_half_day_that_suits_everybody() -> None:
    found = days(last=date(2026, 2, 26))
    assert [turn.day for turn in found][:2] == [date(2026, 3, 12), date(2026, 3, 26)]
    assert moments(found)[:2] == ["03-10 13:30", "03-24 13:30"]
    assert all(turn.suits for turn in found)


def test_a_usual_time_outside_the_half_day_gives_way_to_its_beginning() -> None:
    assert moments(days(at=time(9)))[0] == "03-10 12:00"
    assert moments(days(at=time(16, 30)))[0] == "03-10 12:00"


@pytest.mark.parametrize(
    "weeks", [[], [WeeklyAvailability("UTC", {"mon_am"}), WeeklyAvailability("UTC", {"fri_pm"})]]
)
def test_without_a_common_half_day_the_usual_time_of_a_working_day_stands(
    weeks: list[WeeklyAvailability],
) -> None:
    found = days(last=date(2026, 2, 28), weeks=weeks)
    assert moments(found)[0] == "03-16 13:30"
    assert not found[0].suits


HALF_DAYS = [{"thu_pm"}, {"mon_am"}, {"tue_pm", "wed_am"}, {"fri_pm"}]
ZONES = [("Europe/Oslo", "Europe/Oslo"), ("America/New_York", "Europe/Berlin")]


@pytest.mark.parametrize("cadence", [1, 3, 7, 8, 14, 30])
@pytest.mark.parametrize("zones", ZONES)
@pytest.mark.parametrize("parts", HALF_DAYS)
def test_at_every_hour_of_a_week_each_date_suits_everybody_and_no_two_are_the_same(
    parts: set[str], zones: tuple[str, str], cadence: int
) -> None:
    """Thursday evening too, when the only half-day of the week has just passed."""
    theirs = parts | {f"{part[:3]}_{half}" for part in parts for half in ("am", "pm")}
    weeks = [WeeklyAvailability(zones[0], theirs), WeeklyAvailability(zones[1], theirs)]
    for hour in range(0, 24 * 7, 13):
        now = datetime(2026, 10, 19, tzinfo=UTC) + timedelta(hours=hour)
        for last in (now.date() - timedelta(days=cadence), now.date() - timedelta(days=2)):
            found = days(cadence, last=last, weeks=weeks, now=now, ends_on=date(2027, 10, 19))
            starts = [turn.starts_at for turn in found]
            assert len(set(starts)) == 3
            assert starts == sorted(starts)
            assert all(turn.suits for turn in found), (now, last)
            if last < now.date() - timedelta(days=7):
                assert starts[0] - now < timedelta(days=8, hours=12)


@pytest.mark.parametrize("weekday", range(7))
def test_no_date_lies_after_the_planned_end(weekday: int) -> None:
    ends_on = date(2026, 3, 9) + timedelta(days=weekday)
    for weeks in (
        [],
        [WeeklyAvailability("Europe/Oslo", TUESDAYS)],
        [WeeklyAvailability("Europe/Oslo", {"fri_pm"})],
    ):
        found = days(7, last=date(2026, 2, 24), weeks=weeks, ends_on=ends_on)
        assert [turn for turn in found if turn.starts_at.date() > ends_on] == []


def test_three_people_are_proposed_only_what_suits_all_three() -> None:
    third = WeeklyAvailability("Europe/Oslo", {"tue_pm", "wed_am"})
    weeks = [
        WeeklyAvailability("Europe/Oslo", {"tue_pm", "mon_am"}),
        WeeklyAvailability("Europe/Oslo", TUESDAYS),
        third,
    ]
    assert moments(days(weeks=weeks))[0] == "03-10 13:30"


def test_a_booked_turn_is_not_proposed_again() -> None:
    assert moments(days(booked=[date(2026, 3, 12)]))[0] == "03-24 13:30"


def test_a_rhythm_that_is_behind_begins_anew_within_days() -> None:
    assert moments(days(last=date(2025, 12, 1)))[0] == "03-03 13:30"


def test_nothing_is_proposed_within_half_a_day() -> None:
    tuesday = datetime(2026, 3, 3, 5, tzinfo=UTC)
    found = days(7, last=date(2026, 2, 24), now=tuesday)
    assert all(turn.starts_at >= tuesday + timedelta(hours=12) for turn in found)


def test_nothing_is_proposed_after_the_planned_end() -> None:
    assert moments(days(ends_on=date(2026, 3, 11))) == ["03-10 13:30"]
    assert days(ends_on=date(2026, 3, 1)) == []


def test_a_skipped_turn_stays_away_when_the_rhythm_shifts_by_days() -> None:
    skipped = [Said(date(2026, 3, 10), None)]
    assert moments(days(said=skipped))[0] == "03-24 13:30"
    assert moments(days(last=date(2026, 2, 27), said=skipped))[0] == "03-24 13:30"


def test_a_moved_turn_stays_where_it_was_put_until_that_has_passed() -> None:
    moved = [Said(date(2026, 3, 10), datetime(2026, 3, 13, 8, tzinfo=UTC))]
    assert moments(days(said=moved))[:2] == ["03-13 08:00", "03-24 13:30"]
    later = datetime(2026, 3, 13, 9, tzinfo=UTC)
    assert "03-13 08:00" not in moments(days(said=moved, now=later))


# What people do with it -------------------------------------------------------------------------


def laid_out(relationship: Relationship) -> list[Turn]:
    return suggested_dates.of(stories.again(relationship), clock.now()).turns


def url(name: str, relationship: Relationship, **more: Any) -> str:
    return reverse(name, kwargs={"relationship": relationship.pk, **more})


def test_the_agreement_sets_the_rhythm_and_the_program_until_there_is_one(cast: Cast) -> None:
    relationship = stories.started(cast)
    assert suggested_dates.of(relationship, clock.now()).rhythm.cadence_days == 7
    stories.agreed(cast, relationship)
    found = suggested_dates.of(stories.again(relationship), clock.now())
    assert (found.rhythm.cadence_days, found.rhythm.minutes, found.mode) == (14, 60, "video")


def test_one_click_plans_one_date_and_both_are_told(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    turn = laid_out(relationship)[0]
    sign_in(cast.mentee).post(url("ahead_plan", relationship), {"day": str(turn.day)})
    session = relationship.sessions.get()
    assert (session.starts_at, session.minutes, session.status) == (turn.starts_at, 60, "planned")
    told = Message.objects.filter(kind="sessions.planned").values_list("recipient", flat=True)
    assert set(told) == {cast.mentor.pk, cast.mentee.pk}
    assert stories.again(relationship).next_session_at == turn.starts_at
    assert turn.day not in {other.day for other in laid_out(relationship)}


def test_what_is_planned_with_a_click_has_the_agendas_of_its_phase(cast: Cast) -> None:
    relationship = stories.started(cast)
    shown = [turn.day for turn in laid_out(relationship)]
    planned = suggestions.plan_dates(relationship=relationship, by=cast.mentee, days=shown)
    keys = ("first_meeting", "direction", "direction")
    assert [session.agenda for session in planned] == [AGENDAS[key].text for key in keys]
    assert {session.kind for session in planned} == {"working"}


@pytest.mark.parametrize("phase", ["initiation", "cultivation", "separation", "redefinition", ""])
def test_every_phase_has_an_agenda_to_begin_with(phase: str) -> None:
    assert agendas.to_begin_with(phase, 7).kind == "working"


def test_without_a_next_session_the_next_step_is_to_choose_a_date(
    cast: Cast, sign_in: SignIn
) -> None:
    relationship = stories.started(cast)
    page = sign_in(cast.mentee).get(url("relationship_detail", relationship)).text
    assert '<a class="btn compact" href="#ahead">Choose a date</a>' in page


def test_one_click_plans_all_with_one_letter_each(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    turns = laid_out(relationship)
    shown = [str(turn.day) for turn in turns]
    sign_in(cast.mentee).post(url("ahead_plan", relationship), {"day": shown})
    planned = relationship.sessions.planned().values_list("starts_at", flat=True)
    assert sorted(planned) == [turn.starts_at for turn in turns]
    letters = Message.objects.filter(kind__startswith="sessions.planned")
    assert sorted(letters.values_list("kind", flat=True)) == ["sessions.planned_ahead"] * 2
    letter = kinds.get("sessions.planned_ahead").compose(letters.get(recipient=cast.mentor))
    assert letter
    assert letter.attachment
    events = Calendar.from_ical(letter.attachment.text).walk("VEVENT")
    assert [event["DTSTART"].dt for event in events] == [
        turn.starts_at.replace(microsecond=0) for turn in turns
    ]


def test_a_letter_about_dates_called_off_overnight_is_not_sent(cast: Cast) -> None:
    relationship = stories.started(cast)
    shown = [turn.day for turn in laid_out(relationship)]
    for session in suggestions.plan_dates(relationship=relationship, by=cast.mentee, days=shown):
        meetings.cancel(session=session, by=cast.mentee)
    message = Message.objects.filter(kind="sessions.planned_ahead").first()
    assert message
    assert kinds.get(message.kind).compose(message) is None


def test_pressing_twice_plans_once(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    typed = {"day": str(laid_out(relationship)[0].day)}
    client = sign_in(cast.mentee)
    client.post(url("ahead_plan", relationship), typed)
    again = client.post(url("ahead_plan", relationship), typed, follow=True)
    assert relationship.sessions.count() == 1
    assert "already been decided" in again.text


def test_whoever_meets_somebody_else_then_is_told(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    turn = laid_out(relationship)[0]
    other = stories.another_pair(cast, mentor=cast.mentor)
    plan = meetings.SessionPlan(starts_at=turn.starts_at, minutes=30, mode="video")
    meetings.plan(relationship=other, by=cast.mentor, plan=plan)
    typed, words = {"day": str(turn.day)}, "You meet somebody else at that time"
    page = sign_in(cast.mentor).post(url("ahead_plan", relationship), typed, follow=True)
    assert words in page.text
    assert relationship.sessions.planned().exists()


def test_a_moved_date_is_a_proposal_still(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    turn = laid_out(relationship)[0]
    before = Message.objects.count()
    day = (turn.starts_at + timedelta(days=1)).date()
    page = url("ahead_date", relationship, day=str(turn.day))
    client = sign_in(cast.mentee)
    assert client.get(page).status_code == 200
    client.post(page, {"day": str(day), "start": "16:45"})
    found = laid_out(relationship)[0]
    assert f"{found.starts_at.astimezone(ZoneInfo('Europe/Oslo')):%Y-%m-%d %H:%M}" == (
        f"{day} 16:45"
    )
    assert not relationship.sessions.exists()
    assert Message.objects.count() == before


def test_a_skipped_date_stays_away_until_it_is_brought_back(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    first, second, _third = laid_out(relationship)
    client = sign_in(cast.mentor)
    client.post(url("ahead_skip", relationship, day=str(second.day)))
    assert second.day not in {turn.day for turn in laid_out(relationship)}
    page = client.get(url("relationship_detail", relationship)).text
    assert "Bring it back" in page
    client.post(url("ahead_skip", relationship, day=str(second.day)), {"undo": "1"})
    assert [turn.day for turn in laid_out(relationship)][:2] == [first.day, second.day]


FAR_APART = ("Pacific/Auckland", "Pacific/Honolulu")


@pytest.mark.parametrize("zones", [FAR_APART, FAR_APART[::-1]])
def test_a_skipped_date_is_named_by_the_day_of_each_reader(
    cast: Cast, sign_in: SignIn, zones: tuple[str, str]
) -> None:
    """Where it is Tuesday for one and Monday for the other, each reads what they read before."""
    relationship = stories.started(cast)
    people = dict(zip((cast.mentor, cast.mentee), zones, strict=True))
    for person, zone in people.items():
        User.objects.filter(pk=person.pk).update(time_zone=zone)
    turn = laid_out(relationship)[1]
    named = {}
    for person, zone in people.items():
        with timezone.override(zone):
            named[person] = dates.weekday_and_day(turn.starts_at)
    assert len(set(named.values())) == 2
    suggestions.skip(relationship=relationship, by=cast.mentor, day=turn.day)
    for person, day in named.items():
        page = sign_in(person).get(url("relationship_detail", relationship)).text
        skipped = page[page.index("<summary>Skipped") :]
        assert day in skipped[: skipped.index("</details>")]


@pytest.mark.parametrize("zone", FAR_APART)
def test_dates_are_counted_in_the_days_of_those_who_meet(zone: str) -> None:
    """A morning in Auckland is the day before in London, and an evening in Honolulu the next."""
    at = time(9) if zone == FAR_APART[0] else time(18)
    rhythm, habit = Rhythm(14, 60, date(2026, 3, 3), None), Habit([], at, zone)
    found = lay_out(rhythm, habit, booked=[], said=[], now=NOW)
    assert [turn.day for turn in found] == [local_time.day_of(one.starts_at, zone) for one in found]
    assert found[0].day == date(2026, 3, 17)


def test_looking_at_the_dates_writes_nothing_and_nobody_is_reminded(
    cast: Cast, sign_in: SignIn
) -> None:
    relationship = stories.started(cast)
    before = Message.objects.count()
    page = sign_in(cast.mentee).get(url("relationship_detail", relationship))
    assert "Suggested dates" in page.text
    assert not LaidOutDate.objects.exists()
    assert Message.objects.count() == before


def test_dates_are_laid_out_after_a_pause_and_none_after_the_end(
    cast: Cast, sign_in: SignIn
) -> None:
    relationship = stories.started(cast)
    until = clock.today() + timedelta(days=30)
    endings.pause(relationship=relationship, by=cast.mentor, resume_on=until)
    assert laid_out(relationship)
    assert all(turn.day >= until for turn in laid_out(relationship))
    with pytest.raises(DomainError):
        suggestions.skip(relationship=relationship, by=cast.mentor, day=clock.today())
    endings.end_no_fault(relationship=relationship, by=cast.mentor)
    assert laid_out(relationship) == []
    page = sign_in(cast.mentee).get(url("relationship_detail", relationship))
    assert "Suggested dates" not in page.text


@pytest.mark.parametrize(
    "typed", [{}, {"day": ""}, {"day": "x" * 9000}, {"day": "2\x00"}, {"day": "2026-13-40"}]
)
def test_a_day_that_is_none_plans_nothing_and_says_so(
    cast: Cast, sign_in: SignIn, typed: dict[str, str]
) -> None:
    relationship = stories.started(cast)
    page = sign_in(cast.mentee).post(url("ahead_plan", relationship), typed, follow=True)
    assert page.status_code == 200
    assert "already been decided" in page.text
    assert not relationship.sessions.exists()


def test_a_date_that_is_gone_leads_back_to_the_record(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    client = sign_in(cast.mentee)
    gone = client.get(url("ahead_date", relationship, day="2020-01-01"))
    assert gone.headers["Location"] == url("relationship_detail", relationship)
    assert client.get(url("ahead_date", relationship, day="soon")).status_code == 404
    assert client.post(url("ahead_skip", relationship, day="soon")).status_code == 404


def test_a_moment_that_has_passed_is_refused_and_kept_in_the_form(
    cast: Cast, sign_in: SignIn
) -> None:
    relationship = stories.started(cast)
    page = url("ahead_date", relationship, day=str(laid_out(relationship)[0].day))
    answer = sign_in(cast.mentee).post(page, {"day": "2020-01-01", "start": "10:00"})
    assert "This time has passed" in answer.text
    assert 'value="2020-01-01"' in answer.text
    assert not LaidOutDate.objects.exists()


def test_the_first_meeting_is_laid_out_at_once(cast: Cast) -> None:
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        first = laid_out(stories.started(cast))[0]
    assert first.starts_at - NOW < timedelta(days=8)
