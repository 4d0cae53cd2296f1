"""Who opens which page from above, that it works, and that it does not slow down with the pairs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from benchmarks.dashboard import populate
from core import clock
from programs.models import Program, Side, Staff
from relationships.models import PhaseProposal, Relationship
from reports.tasks import renew_figures
from sessions.actions import check_ins
from tests import confirming, stories, written
from tests.cast import Cast, SignIn, enroll, make_program, make_user

FOR_FIGURES = ["program_dashboard"]
FOR_COORDINATORS = ["program_pairs", "program_attention"]
OF_ONE_PAIR = ["pair_detail", "pair_end"]
BUTTONS = ["pair_close", "pair_withdraw", "pair_end"]
OUTSIDERS = [
    "mentor",
    "mentee",
    "second_mentee",
    "other_coordinator",
    "line_manager",
    "safeguarding",
    "outsider",
]


def address(route: str, program: Program, pair: Relationship | None = None) -> str:
    of_pair = {"relationship": pair.pk} if pair else {}
    return reverse(route, kwargs={"program": program.pk, **of_pair})


def every_page(cast: Cast, pair: Relationship) -> list[str]:
    pages = [address(route, cast.program) for route in FOR_FIGURES + FOR_COORDINATORS]
    return pages + [address(route, cast.program, pair) for route in OF_ONE_PAIR]


def every_button(cast: Cast, pair: Relationship) -> list[str]:
    buttons = [address(route, cast.program, pair) for route in BUTTONS]
    return [*buttons, address("program_pairs_export", cast.program)]


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def long_ago(relationship: Relationship, days: int) -> Relationship:
    """The same pair as if everything had happened ``days`` earlier."""
    shift = timedelta(days=days)
    for name in ("proposed_at", "started_at", "phase_since", "first_session_at", "last_session_at"):
        moment = getattr(relationship, name)
        setattr(relationship, name, moment - shift if moment else None)
    relationship.save()
    return relationship


# Who may -----------------------------------------------------------------------------------------


def test_coordinators_open_every_page(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.ready_for_cultivation(cast)
    client = sign_in(cast.coordinator)
    for url in every_page(cast, pair):
        assert client.get(url).status_code == 200, url


def test_hr_admins_see_figures_and_are_told_that_pairs_are_not_theirs(
    cast: Cast, sign_in: SignIn
) -> None:
    pair = stories.ready_for_cultivation(cast)
    client = sign_in(cast.hr)
    figures, *others = every_page(cast, pair)
    assert client.get(figures).status_code == 200
    assert {client.get(url).status_code for url in others} == {403}
    assert {client.post(url).status_code for url in every_button(cast, pair)} == {403}


def test_hr_admins_who_coordinate_the_program_see_its_pairs(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.ready_for_cultivation(cast)
    Staff.objects.create(program=cast.program, user=cast.hr)
    client = sign_in(cast.hr)
    assert {client.get(url).status_code for url in every_page(cast, pair)} == {200}


@pytest.mark.parametrize("name", OUTSIDERS)
def test_nobody_else_learns_that_the_pages_exist(cast: Cast, sign_in: SignIn, name: str) -> None:
    pair = stories.ready_for_cultivation(cast)
    client = sign_in(getattr(cast, name))
    assert {client.get(url).status_code for url in every_page(cast, pair)} == {404}
    assert {client.post(url).status_code for url in every_button(cast, pair)} == {404}


def test_anonymous_people_are_asked_to_sign_in(cast: Cast) -> None:
    pair = stories.ready_for_cultivation(cast)
    for url in every_page(cast, pair):
        assert Client().get(url)["Location"].startswith(reverse("account_login"))
    for url in every_button(cast, pair):
        assert Client().post(url)["Location"].startswith(reverse("account_login"))


def test_pages_are_read_only_and_buttons_are_posted(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.ready_for_cultivation(cast)
    client = sign_in(cast.coordinator)
    reading = [address(route, cast.program) for route in FOR_FIGURES + FOR_COORDINATORS]
    reading.append(address("pair_detail", cast.program, pair))
    assert {client.post(url).status_code for url in reading} == {405}
    posting = [address("program_pairs_export", cast.program)]
    posting += [address(route, cast.program, pair) for route in ("pair_close", "pair_withdraw")]
    assert {client.get(url).status_code for url in posting} == {302}


def test_a_pair_of_another_program_is_not_found_through_mine(cast: Cast, sign_in: SignIn) -> None:
    [pair] = populate(cast.other_program, 1)
    client = sign_in(cast.coordinator)
    assert client.get(address("pair_detail", cast.program, pair)).status_code == 404
    for route in BUTTONS:
        assert client.post(address(route, cast.program, pair)).status_code == 404
    pair.refresh_from_db()
    assert pair.status == "active"


# What they show ----------------------------------------------------------------------------------


def test_the_dashboard_names_who_needs_the_coordinator(cast: Cast, sign_in: SignIn) -> None:
    long_ago(stories.in_cultivation(cast), 60)
    html = page(sign_in(cast.coordinator), address("program_dashboard", cast.program))
    assert "Mentee and Mentor have not met for 63 days" in html
    assert "Urgent after 60 days · nothing planned" in html
    assert "mailto:mentee@example.org,mentor@example.org" in html
    assert "Week 5 of 52 · 1 pair · Classic one-to-one" in html


def test_hr_admins_see_figures_of_the_night_and_no_name(cast: Cast, sign_in: SignIn) -> None:
    cast.mentor.full_name, cast.mentor.short_name = "Zygfryd Nowak", "Zyg"
    cast.mentor.save()
    long_ago(stories.in_cultivation(cast), 60)
    renew_figures()
    html = page(sign_in(cast.hr), address("program_dashboard", cast.program))
    assert "Too few people to show figures" in html
    assert "have not met" not in html
    assert "Zyg" not in html
    assert "mentor@example.org" not in html


def test_an_empty_program_says_what_comes_first(cast: Cast, sign_in: SignIn) -> None:
    draft = make_program("Draft", coordinator=cast.coordinator, status="draft", join_token=None)
    client = sign_in(cast.coordinator)
    html = page(client, address("program_dashboard", draft))
    assert "First, finish the setup" in html
    assert address("program_setup", draft) in html
    draft.status, draft.join_token = "open", "join-draft"
    draft.save()
    assert "First, invite people" in page(client, address("program_dashboard", draft))
    enroll(cast.outsider, draft, Side.MENTEE)
    assert "First, approve who takes part" in page(client, address("program_dashboard", draft))
    enroll(cast.mentor, draft, Side.MENTOR)
    assert "First, find pairs" in page(client, address("program_dashboard", draft))
    assert "No pairs yet" in page(client, address("program_pairs", draft))
    assert "Nothing needs you" in page(client, address("program_attention", draft))


def test_hr_admins_are_sent_only_where_they_may_go(cast: Cast, sign_in: SignIn) -> None:
    client, url = sign_in(cast.hr), address("program_dashboard", cast.other_program)
    assert "Get the join link" in page(client, url)
    enroll(cast.mentor, cast.other_program, Side.MENTOR)
    enroll(cast.mentee, cast.other_program, Side.MENTEE)
    html = page(client, url)
    assert "First, find pairs" in html
    assert "1 mentee" not in html
    assert "The coordinators of this program do that." in html
    for route in ("matching_room", "program_people", "program_pairs"):
        assert address(route, cast.other_program) not in html


def test_only_the_eight_most_urgent_stand_on_the_dashboard(cast: Cast, sign_in: SignIn) -> None:
    populate(cast.program, 40)
    client = sign_in(cast.coordinator)
    short = page(client, address("program_dashboard", cast.program))
    assert short.count("have not met for 70 days") == 8
    total = page(client, address("program_attention", cast.program)).count("have not met for 70")
    assert total == 14
    assert address("program_attention", cast.program) in short


def test_the_list_shows_dates_and_counts_of_a_pair(cast: Cast, sign_in: SignIn) -> None:
    stories.ready_for_cultivation(cast)
    html = page(sign_in(cast.coordinator), address("program_pairs", cast.program))
    for words in (
        "Mentee",
        "Mentor",
        "Initiation",
        "agreement signed",
        "1 goal",
        "nothing planned",
    ):
        assert words in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 30),
        ("?phase=initiation", 8),
        ("?phase=separation", 7),
        ("?attention=1", 10),
        ("?q=mentee+0007", 1),
        ("?q=nobody", 0),
        ("?status=concluded", 0),
        ("?status=active&phase=initiation&attention=1", 2),
        ("?status=nonsense&phase=nonsense&page=nonsense", 30),
        ("?q=%00mentee%000007&page=99999", 1),
    ],
)
def test_the_list_is_narrowed_by_filters_and_survives_nonsense(
    cast: Cast, sign_in: SignIn, query: str, found: int
) -> None:
    populate(cast.program, 30)
    html = page(sign_in(cast.coordinator), address("program_pairs", cast.program) + query)
    assert html.count('<th scope="row">') == found


def test_the_list_is_cut_into_pages_of_fifty_and_keeps_the_filters(
    cast: Cast, sign_in: SignIn
) -> None:
    populate(cast.program, 51)
    client = sign_in(cast.coordinator)
    url = address("program_pairs", cast.program)
    first = page(client, f"{url}?q=mentee")
    assert first.count('<th scope="row">') == 50
    assert "?q=mentee&amp;page=2" in first
    assert page(client, f"{url}?q=mentee&page=2").count('<th scope="row">') == 1


def test_the_page_of_a_pair_shows_metadata_and_what_is_missing(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.started(cast)
    stories.held(cast, pair, days_ago=3)
    stories.goal(cast, pair)
    check_ins.say_fit(membership=stories.membership(pair, "mentee"), fit="deciding")
    html = page(sign_in(cast.coordinator), address("pair_detail", cast.program, pair))
    for words in (
        "1 goal: new skills; open.",
        "1 of 2 sessions held",
        "Still deciding",
        "Video call",
        "Accepted; getting to know each other",
        "No agreement signed by all yet.",
    ):
        assert words in html, words


# The buttons ------------------------------------------------------------------------------------


def test_a_pair_is_closed_as_completed_after_silence(cast: Cast, sign_in: SignIn) -> None:
    pair = silent(cast, days=14)
    client = sign_in(cast.coordinator)
    dashboard = page(client, address("program_dashboard", cast.program))
    assert address("pair_close", cast.program, pair) in dashboard
    confirming.press(client, address("pair_close", cast.program, pair))
    pair.refresh_from_db()
    assert (pair.status, pair.concluded_kind) == ("concluded", "completed")


def test_a_pair_is_not_closed_before_fourteen_days(cast: Cast, sign_in: SignIn) -> None:
    pair = silent(cast, days=13)
    client = sign_in(cast.coordinator)
    answer = confirming.press(client, address("pair_close", cast.program, pair), follow=True)
    assert "This pair cannot be closed yet" in answer.content.decode()
    pair.refresh_from_db()
    assert pair.status == "active"


def test_an_unanswered_wish_to_go_on_longer_does_not_close_a_pair(
    cast: Cast, sign_in: SignIn
) -> None:
    pair = silent(cast, days=20)
    PhaseProposal.objects.filter(relationship=pair).update(transition="extend")
    confirming.press(sign_in(cast.coordinator), address("pair_close", cast.program, pair))
    pair.refresh_from_db()
    assert pair.status == "active"


def silent(cast: Cast, days: int) -> Relationship:
    """In separation; the mentee proposed redefinition that many days ago."""
    pair = stories.in_separation(cast)
    PhaseProposal.objects.create(
        relationship=pair,
        transition="begin_redefinition",
        proposed_by=stories.membership(pair, "mentee"),
        proposed_at=clock.now() - timedelta(days=days),
    )
    return pair


def test_a_proposal_is_withdrawn(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.proposed(cast)
    client = sign_in(cast.coordinator)
    html = page(client, address("pair_detail", cast.program, pair))
    assert address("pair_withdraw", cast.program, pair) in html
    confirming.press(client, address("pair_withdraw", cast.program, pair))
    pair.refresh_from_db()
    assert pair.concluded_kind == "withdrawn"


def test_a_running_pair_cannot_be_withdrawn(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.started(cast)
    url = address("pair_withdraw", cast.program, pair)
    answer = confirming.press(sign_in(cast.coordinator), url, follow=True)
    assert "This has changed in the meantime" in answer.content.decode()
    pair.refresh_from_db()
    assert pair.status == "active"


def test_an_administrative_ending_is_explained_before_it_happens(
    cast: Cast, sign_in: SignIn
) -> None:
    pair = stories.started(cast)
    client, url = sign_in(cast.coordinator), address("pair_end", cast.program, pair)
    assert "Nothing happens before you confirm it there." in page(client, url)
    *effects, undo = confirming.lines_of(client.post(url))
    both = [line for line in effects if "Mentor" in line and "Mentee" in line]
    assert any(line.endswith("ends at once.") for line in both)
    assert any("email" in line for line in both)
    assert undo == "This cannot be undone."
    pair.refresh_from_db()
    assert pair.status == "active"
    confirming.press(client, url)
    pair.refresh_from_db()
    assert pair.concluded_kind == "administrative"
    assert (
        AuditEvent.objects.get(verb="relationship.end_administratively").actor == cast.coordinator
    )
    assert "There is nothing to end" in page(client, url)


# Speed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", FOR_FIGURES + FOR_COORDINATORS)
@pytest.mark.parametrize("name", ["coordinator", "hr"])
def test_queries_do_not_grow_with_the_pairs(
    cast: Cast, sign_in: SignIn, route: str, name: str
) -> None:
    counts = [
        queries(sign_in(getattr(cast, name)), address(route, program))
        for program in (with_pairs(cast, 1), with_pairs(cast, 30))
    ]
    assert counts[0] == counts[1]
    assert counts[1] <= 12


def with_pairs(cast: Cast, pairs: int) -> Program:
    program = make_program(f"{pairs} pairs", coordinator=cast.coordinator, join_token=f"j{pairs}")
    populate(program, pairs)
    return program


def test_the_export_takes_as_many_queries_for_one_pair_as_for_thirty(
    cast: Cast, sign_in: SignIn
) -> None:
    counts = []
    for pairs in (1, 30):
        url = address("program_pairs_export", with_pairs(cast, pairs))
        client = sign_in(cast.coordinator)
        with CaptureQueriesContext(connection) as captured:
            assert client.post(url).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_page_of_a_pair_takes_as_many_queries_after_thirty_sessions(
    cast: Cast, sign_in: SignIn
) -> None:
    pair = stories.ready_for_cultivation(cast)
    client, url = sign_in(cast.coordinator), address("pair_detail", cast.program, pair)
    before = queries(client, url)
    for days in range(20, 50):
        stories.held(cast, pair, days_ago=days)
    stories.goal(cast, pair)
    assert queries(client, url) == before
    assert before <= 13


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def test_reading_never_writes(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.ready_for_cultivation(cast)
    client = sign_in(cast.coordinator)
    with CaptureQueriesContext(connection) as captured:
        for url in every_page(cast, pair):
            client.get(url)
    assert not written.tables(captured)


def test_a_long_standing_program_is_shown_by_its_weeks(cast: Cast, sign_in: SignIn) -> None:
    populate(cast.program, 3)
    html = page(sign_in(cast.coordinator), address("program_dashboard", cast.program))
    assert "Show as a table" in html
    assert html.count('<path class="main"') == 1


def test_a_second_coordinator_in_the_pair_is_sent_to_their_own_record(
    cast: Cast, sign_in: SignIn
) -> None:
    pair = stories.started(cast)
    Staff.objects.create(program=cast.program, user=cast.mentor)
    client = sign_in(cast.mentor)
    html = page(client, address("pair_detail", cast.program, pair))
    assert reverse("relationship_detail", kwargs={"relationship": pair.pk}) in html
    assert {client.post(address(r, cast.program, pair)).status_code for r in BUTTONS} == {403}


def test_the_overview_names_people_who_wait_for_approval_as_the_list_does(
    cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.coordinator)
    words = "2 people are waiting for approval"
    places = address("program_dashboard", cast.program), reverse("program_list")
    stories.started(cast)
    assert not any("waiting for approval" in page(client, place) for place in places)
    waits = {"status": "submitted", "decided_at": None, "decided_by": None}
    for name, sides in (("first", [Side.MENTOR, Side.MENTEE]), ("second", [Side.MENTEE])):
        person = make_user(name)
        for side in sides:
            enroll(person, cast.program, side, **waits)
    assert all(words in page(client, place) for place in places)
