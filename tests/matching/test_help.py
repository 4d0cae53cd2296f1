"""The people left over: the list a page at a time, what each rule costs, where places help."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Unit, User
from matching import actions, capacity, simulator
from matching.models.runs import MatchRun
from matching.presenters.left_over import PersonRow, groups_for
from matching.task import task_of
from profiles import waiting_list
from profiles.models import Enrollment, EnrollmentSkill
from programs.models import Side, Staff
from tests import written
from tests.cast import Cast, SignIn, enroll, make_skill, make_user

PAGES = ["matching_left_over", "matching_help"]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def run(cast: Cast) -> MatchRun:
    return actions.run(program=cast.program, by=cast.coordinator)


def rows(cast: Cast) -> dict[str, tuple[int, int | None, list[str]]]:
    """For each rule: mentees kept from somebody, matched without it, and their names."""
    found = simulator.simulate(run(cast), task_of(cast.program))
    return {
        row.rule: (row.mentees, row.frees, [str(one) for one in row.named]) for row in found.rules
    }


def places(cast: Cast) -> tuple[int, int]:
    """How many more one more place would match, and with how many mentors."""
    found = capacity.capacity(task_of(cast.program))
    return found.frees, found.mentors


def groups(cast: Cast) -> dict[str, tuple[int, int]]:
    """For each group of mentors the same."""
    found = capacity.capacity(task_of(cast.program)).groups
    return {f"{one.kind} {one.name}": (one.frees, one.mentors) for one in found}


def mentee(cast: Cast, name: str, **fields: Any) -> Enrollment:
    manager = fields.pop("manager", None)
    return enroll(make_user(name, manager=manager), cast.program, Side.MENTEE, **fields)


# Rules ---------------------------------------------------------------------------------------


def test_each_rule_says_whom_the_next_run_would_match_without_it(cast: Cast) -> None:
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(capacity=3)
    mentee(cast, "vi", languages=["vi"])
    mentee(cast, "phone", channels=["phone"])
    mentee(cast, "late", availability=["fri_pm"])
    mentee(cast, "line", manager=cast.mentor)
    out = mentee(cast, "out")
    actions.reject(
        program=cast.program, mentor=cast.mentor_enrollment, mentee=out, by=cast.coordinator
    )
    assert rows(cast) == {
        "language": (1, 1, ["Vi"]),
        "channel": (1, 1, ["Phone"]),
        "time": (1, 1, ["Late"]),
        "rejected": (1, 1, ["Out"]),
        "line": (1, None, []),
    }


def test_a_rule_that_is_not_alone_in_the_way_frees_nobody(cast: Cast) -> None:
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(capacity=3)
    mentee(cast, "both", languages=["vi"], channels=["phone"])
    assert rows(cast) == {"language": (1, 0, []), "channel": (1, 0, [])}


def test_the_least_fit_is_a_rule_too(cast: Cast) -> None:
    cast.program.least_fit = 100
    cast.program.save()
    assert rows(cast) == {"weak": (2, 2, ["Mentee", "Second Mentee"])}


def test_what_the_simulator_promises_is_what_a_run_gives(cast: Cast) -> None:
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(capacity=3)
    lonely = mentee(cast, "vi", languages=["vi"])
    before = run(cast).summary["pairs"]
    (_kept, frees, _names) = rows(cast)["language"]
    Enrollment.objects.filter(pk=lonely.pk).update(languages=["en"])
    assert run(cast).summary["pairs"] == before + (frees or 0)


# Places --------------------------------------------------------------------------------------


def test_one_more_place_is_advised_where_it_matches_most(cast: Cast) -> None:
    """One mentor in Finance with three who wait; a free one elsewhere whom nobody can have."""
    finance = Unit.objects.create(name="Finance")
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(capacity=1)
    cast.mentor.unit, cast.mentor.function = finance, "Controlling"
    cast.mentor.save()
    EnrollmentSkill.objects.create(
        enrollment=cast.mentor_enrollment, skill=make_skill("Budgets"), direction="offered", level=3
    )
    enroll(make_user("far", function="Law"), cast.program, Side.MENTOR, languages=["vi"])
    mentee(cast, "third")
    assert places(cast) == (1, 1)
    assert groups(cast) == {
        "function Controlling": (1, 1),
        "unit Finance": (1, 1),
        "skill Budgets": (1, 1),
    }


def test_places_help_only_as_many_as_are_left(cast: Cast) -> None:
    for number in range(3):
        enroll(make_user(f"m{number}", function="Law"), cast.program, Side.MENTOR)
    for number in range(5):
        mentee(cast, f"e{number}")
    assert places(cast) == (2, 4)
    assert groups(cast)["function Law"] == (2, 3)
    assert groups(cast)["function Engineering"] == (1, 1)


def test_a_place_that_is_taken_can_become_two(cast: Cast) -> None:
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(capacity=1)
    made = run(cast)
    actions.publish(run=made, by=cast.coordinator)
    assert task_of(cast.program).problem.used
    assert places(cast) == (1, 1)


def test_no_advice_where_nobody_is_left_or_places_do_not_help(cast: Cast) -> None:
    assert (places(cast), groups(cast)) == ((0, 0), {})
    mentee(cast, "vi", languages=["vi"])
    assert (places(cast), groups(cast)) == ((0, 0), {})


def test_places_with_weak_matches_do_not_help_where_weak_matches_are_not_made(cast: Cast) -> None:
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(capacity=1)
    assert places(cast) == (1, 1)
    cast.program.least_fit = 100
    cast.program.save()
    assert places(cast) == (0, 0)


# Pages ---------------------------------------------------------------------------------------


def test_the_page_says_what_would_help_in_words(cast: Cast, sign_in: SignIn) -> None:
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(capacity=1)
    mentee(cast, "vi", languages=["vi"])
    page = text(sign_in(cast.coordinator).get(reverse("matching_help", args=[run(cast).pk])))
    assert "2 people have no match in this draft." in page
    assert "1 more person could be matched with more places." in page
    assert "Engineering" in page
    assert "A language in common" in page


def test_a_run_that_is_no_longer_true_asks_for_a_new_one(cast: Cast, sign_in: SignIn) -> None:
    made = run(cast)
    mentee(cast, "new")
    page = text(sign_in(cast.coordinator).get(reverse("matching_help", args=[made.pk])))
    assert "Run the matching again, then come back here." in page


def test_nobody_left_and_too_many_people_are_said(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, address = sign_in(cast.coordinator), reverse("matching_help", args=[run(cast).pk])
    assert "Nothing is missing." in text(client.get(address))
    monkeypatch.setattr(simulator, "MOST_PAIRS", 1)
    assert "too many people to run the matching again for each rule" in text(client.get(address))


def test_people_left_over_come_a_page_at_a_time_and_are_found(cast: Cast, sign_in: SignIn) -> None:
    for number in range(23):
        mentee(cast, f"e{number:02}", languages=["vi"])
    enroll(make_user("idle"), cast.program, Side.MENTOR, languages=["it"])
    made = run(cast)
    client, address = sign_in(cast.coordinator), reverse("matching_left_over", args=[made.pk])
    first = text(client.get(address))
    assert first.count("share no language") == 20
    assert text(client.get(address, {"page": "2"})).count("share no language") == 3
    assert text(client.get(address, {"q": "E07"})).count("share no language") == 1
    assert "No results for this name." in text(client.get(address, {"q": "\x00x<y>"}))
    assert "Idle" in text(client.get(address, {"side": "mentor"}))
    room = text(client.get(reverse("matching_room", args=[cast.program.pk])))
    assert address in room
    assert reverse("matching_help", args=[made.pk]) in room


@pytest.mark.parametrize("name", PAGES)
def test_only_coordinators_of_the_program_see_them(cast: Cast, sign_in: SignIn, name: str) -> None:
    address = reverse(name, args=[run(cast).pk])
    assert sign_in(cast.coordinator).get(address).status_code == 200
    assert sign_in(cast.coordinator).post(address).status_code == 405
    assert sign_in(cast.hr).get(address).status_code == 403
    assert sign_in(cast.other_coordinator).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_they_ask_as_much_for_thirty_people_as_for_one(
    cast: Cast, sign_in: SignIn, name: str
) -> None:
    client, counts = sign_in(cast.coordinator), []
    for size in (1, 30):
        for number in range(size):
            mentee(cast, f"e{size}-{number}", languages=["vi"])
        address = reverse(name, args=[run(cast).pk])
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
        assert not written.tables(queries)
    assert counts[0] == counts[1] <= 16


# The line, and groups --------------------------------------------------------------------------


def test_who_is_left_over_stands_in_the_waiting_line_by_number(cast: Cast, sign_in: SignIn) -> None:
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(capacity=1)
    alone = run(cast).unmatched.get(role=Side.MENTEE).enrollment
    place = waiting_list.positions(cast.program)[alone.pk]
    coordinator = sign_in(cast.coordinator)
    line = reverse("program_waiting", args=[cast.program.pk])
    whole = reverse("matching_left_over", args=[cast.program.match_runs.get().pk])
    page = text(coordinator.get(whole))
    assert f'<a href="{line}?page=1#waits-{alone.pk}">Number {place} on the waiting list' in page
    room = text(coordinator.get(reverse("matching_room", args=[cast.program.pk])))
    assert f'href="{line}">Waiting list' in room
    assert f'id="waits-{alone.pk}"' in text(coordinator.get(line))


def test_the_line_is_linked_page_by_page() -> None:
    pages = [
        PersonRow(person=User(), mentee_id=None, is_blocked=False, why=(), help=(), line=place)
        for place in (1, 50, 51)
    ]
    assert [row.line_page for row in pages] == [1, 1, 2]


@pytest.mark.parametrize(("mentees", "groups"), [(2, 0), (3, 1), (8, 1), (9, 2), (17, 3)])
def test_groups_take_three_to_eight_mentees(mentees: int, groups: int) -> None:
    assert groups_for(mentees) == groups


def test_where_mentors_are_short_the_room_says_how_many_groups_would_do(
    cast: Cast, sign_in: SignIn
) -> None:
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(capacity=1)
    for number in range(2):
        mentee(cast, f"More {number}")
    found = run(cast)
    assert found.summary["left"] == 3
    room = reverse("matching_room", args=[cast.program.pk])
    page = text(sign_in(cast.coordinator).get(room))
    assert "In a group mentoring program, 1 group would be enough" in page
    assert "HR admins can set one up." in page
    help_page = reverse("matching_help", args=[found.pk])
    assert "In a group mentoring program, 1 group would be enough" in text(
        sign_in(cast.coordinator).get(help_page)
    )


def test_an_hr_admin_who_coordinates_goes_on_to_the_template_of_groups(
    cast: Cast, sign_in: SignIn
) -> None:
    Staff.objects.create(program=cast.program, user=cast.hr)
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(capacity=1)
    for number in range(2):
        mentee(cast, f"More {number}")
    run(cast)
    client = sign_in(cast.hr)
    address = f"{reverse('program_new')}?template=group"
    assert address in text(client.get(reverse("matching_room", args=[cast.program.pk])))
    assert client.get(address).context["form"].initial["template"] == "group"
    unknown = client.get(reverse("program_new"), {"template": "\0nonsense"})
    assert unknown.context["form"].initial["template"] == "classic"
