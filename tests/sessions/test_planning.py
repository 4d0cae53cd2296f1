"""Planning a session: agendas to start from, and times that suit both."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from core import clock
from profiles.models import PartOfWeek
from relationships.models import Relationship
from sessions import agendas
from sessions.common_availability import TimeWindow, WeeklyAvailability, shared
from sessions.models import MentoringSession, SessionKind
from tests import stories
from tests.cast import Cast, SignIn

ALWAYS = frozenset(PartOfWeek.values)
MONDAY = datetime(2026, 3, 2, 6, tzinfo=UTC)


def plan_url(relationship: Relationship, query: str = "") -> str:
    return reverse("session_plan", kwargs={"relationship": relationship.pk}) + query


def typed(**more: str) -> dict[str, str]:
    day = clock.today() + timedelta(days=3)
    values = {"day": f"{day:%Y-%m-%d}", "start": "10:00", "minutes": "45", "mode": "phone"}
    return {**values, "kind": "working", **more}


# Agendas -------------------------------------------------------------------------------------


def test_there_are_ten_agendas_and_each_has_a_kind_the_product_knows() -> None:
    assert len(agendas.AGENDAS) == 10
    assert {agenda.kind for agenda in agendas.AGENDAS.values()} <= set(SessionKind.values)
    assert all(len(agenda.lines) >= 3 for agenda in agendas.AGENDAS.values())


@pytest.mark.parametrize(
    ("phase", "held", "first"),
    [
        ("initiation", 0, "first_meeting"),
        ("initiation", 1, "direction"),
        ("cultivation", 5, "working"),
        ("separation", 9, "closing"),
        ("redefinition", 10, "redefinition"),
    ],
)
def test_the_agenda_that_fits_the_phase_is_offered_first(phase: str, held: int, first: str) -> None:
    found = [agenda.key for agenda in agendas.offered(phase, held)]
    assert found[0] == first
    assert set(agendas.AGENDAS) - set(found) == {"two_halves", "round"}
    assert len(found) == len(set(found))


def test_a_link_starts_the_form_from_an_agenda(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    page = sign_in(cast.mentee).get(plan_url(relationship, "?agenda=closing"))
    assert page.context["form"]["agenda"].value() == agendas.AGENDAS["closing"].text
    assert page.context["form"]["kind"].value() == "closing"
    assert "What each of us has learned" in page.text


def test_an_unknown_agenda_or_time_in_a_link_fills_nothing_in(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.mentee)
    for query in ("?agenda=nonsense", "?slot=tomorrow", "?slot=%00", "?agenda="):
        form = client.get(plan_url(stories.again(started(cast)), query)).context["form"]
        assert not form["agenda"].value()
        assert not form["day"].value()


def started(cast: Cast) -> Relationship:
    return Relationship.objects.first() or stories.started(cast)


def test_an_agenda_is_put_below_the_words_that_are_there(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    words = typed(agenda="How do I say no?", use_agenda="review")
    form = sign_in(cast.mentee).post(plan_url(relationship), words).context["form"]
    assert form["agenda"].value().startswith("How do I say no?\n\n")
    assert form["agenda"].value().endswith(agendas.AGENDAS["review"].text)
    assert {name: form[name].value() for name in ("start", "minutes", "mode", "kind")} == {
        "start": "10:00",
        "minutes": "45",
        "mode": "phone",
        "kind": "review",
    }
    assert not form.errors
    assert not MentoringSession.objects.exists()


def test_the_same_agenda_twice_is_put_in_once(cast: Cast, sign_in: SignIn) -> None:
    text = agendas.AGENDAS["review"].text
    data = typed(agenda=text.replace("\n", "\r\n"), use_agenda="review")
    form = sign_in(cast.mentee).post(plan_url(stories.started(cast)), data).context["form"]
    assert form["agenda"].value() == text


def test_an_agenda_can_be_put_into_a_planned_session_without_losing_its_own(
    cast: Cast, sign_in: SignIn
) -> None:
    session = stories.planned(cast, stories.started(cast))
    data = typed(agenda="Mine", use_agenda="working")
    page = sign_in(cast.mentor).post(reverse("session_edit", args=[session.pk]), data)
    assert page.context["form"]["agenda"].value().startswith("Mine\n\n•")
    assert MentoringSession.objects.get().agenda == ""


# Times that suit both ------------------------------------------------------------------------


def test_half_days_meet_where_two_clocks_overlap() -> None:
    oslo, hanoi = (
        WeeklyAvailability("Europe/Oslo", ["mon_am"]),
        WeeklyAvailability("Asia/Ho_Chi_Minh", ["mon_pm"]),
    )
    found = shared(oslo, hanoi, minutes=60, now=MONDAY - timedelta(days=3))
    assert found[0] == TimeWindow(
        datetime(2026, 3, 2, 7, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
    )
    assert len(found) == 2


def test_a_window_shorter_than_the_session_is_not_offered() -> None:
    oslo, hanoi = (
        WeeklyAvailability("Europe/Oslo", ["mon_am"]),
        WeeklyAvailability("Asia/Ho_Chi_Minh", ["mon_pm"]),
    )
    friday = MONDAY - timedelta(days=3)
    assert shared(oslo, hanoi, minutes=180, now=friday)
    assert not shared(oslo, hanoi, minutes=181, now=friday)


def test_a_time_too_soon_or_already_taken_is_not_offered() -> None:
    oslo = WeeklyAvailability("Europe/Oslo", ["mon_am", "tue_am"])
    assert shared(oslo, oslo, minutes=60, now=MONDAY)[0].starts_at.day == 3
    tuesday = TimeWindow(MONDAY + timedelta(days=1, hours=2), MONDAY + timedelta(days=1, hours=3))
    assert shared(oslo, oslo, minutes=60, now=MONDAY, taken=[tuesday])[0].starts_at.day == 9


def test_nothing_is_offered_when_one_has_said_nothing() -> None:
    assert not shared(
        WeeklyAvailability("UTC", ALWAYS), WeeklyAvailability("UTC", []), minutes=15, now=MONDAY
    )


@pytest.mark.parametrize(
    ("zone", "before_change"),
    [
        ("Europe/Oslo", "2026-03-23"),
        ("Europe/Oslo", "2026-10-19"),
        ("America/New_York", "2026-03-02"),
        ("America/New_York", "2026-10-26"),
    ],
)
def test_half_days_stay_where_people_mean_them_when_the_clocks_change(
    zone: str, before_change: str
) -> None:
    now = datetime.fromisoformat(f"{before_change}T00:00Z")
    week = WeeklyAvailability(zone, ["wed_am"])
    found = shared(week, week, minutes=60, now=now)
    local = [window.starts_at.astimezone(ZoneInfo(zone)).hour for window in found]
    assert local == [8, 8]
    assert found[0].starts_at.hour != found[1].starts_at.hour


def test_the_page_offers_times_on_both_clocks_and_a_button_fills_them_in(
    cast: Cast, sign_in: SignIn
) -> None:
    cast.mentor.time_zone = "Asia/Ho_Chi_Minh"
    cast.mentor.save()
    for enrollment in (cast.mentor_enrollment, cast.mentee_enrollment):
        enrollment.availability = PartOfWeek.values
        enrollment.save()
    relationship, client = stories.started(cast), sign_in(cast.mentee)
    page = client.get(plan_url(relationship))
    offered = page.context["planner"].suggestions
    assert "Ho Chi Minh" in offered[0].for_partner
    data = typed(agenda="Kept", use_slot=offered[0].value)
    form = client.post(plan_url(relationship), data).context["form"]
    assert f"{form['day'].value()}T{form['start'].value()}" == offered[0].value
    assert form["agenda"].value() == "Kept"


def test_the_page_says_when_nothing_can_be_compared(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    cast.mentor_enrollment.availability = []
    cast.mentor_enrollment.save()
    page = sign_in(cast.mentee).get(plan_url(relationship)).text
    assert "has not said yet which half-days suit" in page


def test_the_page_costs_the_same_with_1_and_with_30_sessions(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    relationship, client = stories.started(cast), sign_in(cast.mentee)
    with django_assert_max_num_queries(12) as first:
        client.get(plan_url(relationship))
    for days in range(1, 31):
        stories.planned(cast, relationship, days=days)
    with django_assert_max_num_queries(len(first)):
        client.get(plan_url(relationship))
