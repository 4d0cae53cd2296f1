"""Rolling programs: no common end; each relationship ends its own number of months after it
started, and people join at any time."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from programs import actions, rules
from programs import queries as program_queries
from programs.models import Program
from programs.program_templates import formats
from reports import overview
from tests import stories
from tests.cast import Cast

MAY = date(2027, 5, 3)


@pytest.fixture
def rolling(cast: Cast) -> Program:
    """The cast's program, three months for each relationship."""
    Program.objects.filter(pk=cast.program.pk).update(ends_on=None, months=3)
    cast.program.refresh_from_db()
    return cast.program


def basics(program: Program, **changes: object) -> dict[str, object]:
    return {
        "name": program.name,
        "course": "rolling",
        "starts_on": program.starts_on.isoformat(),
        "months": 6,
        "proposal_days": 10,
        "session_minutes": 60,
        **changes,
    }


@pytest.mark.parametrize(
    ("dates", "end"),
    [
        (rules.Dates(MAY, None, months=3), date(2027, 8, 2)),
        (rules.Dates(MAY, date(2027, 12, 31)), date(2027, 12, 31)),
    ],
)
def test_a_rolling_relationship_ends_by_its_own_start(dates: rules.Dates, end: date) -> None:
    assert rules.planned_end(dates, MAY) == end


def test_a_relationship_in_a_rolling_program_plans_its_own_end(cast, rolling):
    relationship = stories.started(cast)
    assert relationship.planned_end_on == rules.last_day(program_queries.today_here(), 3)


def test_moving_a_rolling_program_keeps_its_length() -> None:
    moved = rules.moved(rules.Dates(MAY, None, months=3), date(2027, 9, 1))
    assert moved == rules.Dates(date(2027, 9, 1), None, months=3)


def test_a_clone_of_a_rolling_program_rolls_too(cast, rolling):
    copy = actions.clone(
        program=rolling,
        name="Again",
        starts_on=clock.today(),
        with_coordinators=False,
        by=cast.hr,
    )
    assert (copy.ends_on, copy.months) == (None, 3)


def test_onboarding_buddies_roll_from_the_template(cast):
    program = actions.create_from_template(
        template=formats.BUDDY, name="Buddies", starts_on=clock.today(), by=cast.hr
    )
    assert program.is_rolling
    assert program_queries.checklist(program)[0].done


def test_the_database_refuses_a_program_with_both_or_neither(cast):
    for ends_on, months in ((None, None), (clock.today(), 3), (None, 61)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Program.objects.filter(pk=cast.program.pk).update(ends_on=ends_on, months=months)


def test_a_program_is_made_rolling_and_back(cast, sign_in):
    client, url = sign_in(cast.hr), reverse("program_dates", args=[cast.program.pk])
    client.post(url, basics(cast.program, ends_on="garbage that is not shown"))
    assert Program.objects.filter(pk=cast.program.pk, ends_on=None, months=6).exists()
    end = program_queries.today_here().replace(year=program_queries.today_here().year + 1, day=1)
    client.post(url, basics(cast.program, course="together", ends_on=end.isoformat()))
    assert Program.objects.filter(pk=cast.program.pk, ends_on=end, months=None).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"months": ""}, "months"),
        ({"months": "0"}, "months"),
        ({"months": "99999999999999999"}, "months"),
        ({"months": "x"}, "months"),
        ({"course": ""}, "course"),
        ({"course": "\0"}, "course"),
        ({"enrollment_closes_on": "2001-01-01"}, "enrollment_closes_on"),
        ({"course": "together", "ends_on": ""}, "ends_on"),
    ],
)
def test_bad_lengths_are_explained_at_their_field(cast, sign_in, changes, field):
    url = reverse("program_dates", args=[cast.program.pk])
    form = sign_in(cast.hr).post(url, basics(cast.program, **changes)).context["form"]
    assert list(form.errors) == [field]
    assert form["name"].value() == cast.program.name


def test_every_page_of_a_rolling_program_says_so(cast, sign_in, client, rolling):
    words = "3 months for each relationship"
    hr = sign_in(cast.hr)
    assert words in hr.get(reverse("program_list")).text
    assert hr.get(reverse("program_setup", args=[rolling.pk])).text.count(words) == 2
    assert "join at any time" in client.get(reverse("join", args=[rolling.join_token])).text
    coordinator = sign_in(cast.coordinator)
    dashboard = coordinator.get(reverse("program_dashboard", args=[rolling.pk])).text
    assert overview.progress(rolling, clock.today()) == "Rolling, week 5"
    assert "Rolling, week 5" in dashboard


def test_a_rolling_program_closes_and_is_archived_like_any_other(cast, rolling):
    closed = actions.close_program(program=rolling, by=cast.hr)
    assert actions.archive(program=closed, by=cast.hr).archived_at is not None
