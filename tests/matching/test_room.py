"""The matching room: what a coordinator sees and does, and who never gets in."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core import clock
from matching import actions
from matching.actions import run_requests
from matching.models.runs import Decision, MatchRun
from profiles.models import Enrollment
from programs.models import Side
from relationships.actions import endings
from relationships.actions.proposals import accept, decline
from relationships.models import Relationship
from tests import stories, written
from tests.cast import Cast, SignIn, enroll, make_user
from tests.permission_matrix import LEAVES_A_LOOK

OUTSIDERS = ["other_coordinator", "mentor", "mentee", "line_manager", "safeguarding", "outsider"]


def address(name: str, cast: Cast, made: MatchRun) -> str:
    whole_program = {"matching_room", "matching_run", "matching_rule"}
    return reverse(name, args=[cast.program.pk if name in whole_program else made.pk])


@pytest.fixture
def made(cast: Cast) -> MatchRun:
    return actions.run(program=cast.program, by=cast.coordinator)


GETS = ["matching_room", "matching_run_detail", "matching_publish"]
POSTS = ["matching_run", "matching_rule", "matching_publish"]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("person", ["coordinator"])
@pytest.mark.parametrize("name", GETS)
def test_staff_of_the_program_see_the_matching(
    cast: Cast, made: MatchRun, sign_in: SignIn, person: str, name: str
) -> None:
    response = sign_in(getattr(cast, person)).get(address(name, cast, made))
    assert response.status_code == 200
    assert "Second Mentee" in text(response)


@pytest.mark.parametrize("person", OUTSIDERS)
@pytest.mark.parametrize("name", [*GETS, *POSTS])
def test_nobody_else_learns_that_there_is_a_matching(
    cast: Cast, made: MatchRun, sign_in: SignIn, person: str, name: str
) -> None:
    client = sign_in(getattr(cast, person))
    send = client.get if name in GETS else client.post
    assert send(address(name, cast, made)).status_code == 404


@pytest.mark.parametrize("name", [*GETS, *POSTS])
def test_a_visitor_is_asked_to_sign_in(cast: Cast, made: MatchRun, name: str) -> None:
    send = Client().get if name in GETS else Client().post
    response = send(address(name, cast, made))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["matching_run", "matching_rule"])
def test_actions_are_never_done_by_looking(
    cast: Cast, made: MatchRun, sign_in: SignIn, name: str
) -> None:
    assert sign_in(cast.coordinator).get(address(name, cast, made)).status_code == 302


@pytest.mark.parametrize("name", ["matching_room", "matching_run_detail"])
def test_looking_pages_take_no_posts(
    cast: Cast, made: MatchRun, sign_in: SignIn, name: str
) -> None:
    assert sign_in(cast.coordinator).post(address(name, cast, made)).status_code == 405


def test_an_empty_room_says_what_to_do(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.coordinator).get(reverse("matching_room", args=[cast.program.pk]))
    assert "2 mentees are approved · 2 mentees are waiting for a mentor." in text(page)
    assert "2 places are free." in text(page)
    assert "Nothing has been matched yet" in text(page)
    assert "Run the matching" in text(page)


def test_a_room_without_mentors_says_so(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.other_coordinator).get(
        reverse("matching_room", args=[cast.other_program.pk])
    )
    assert "Nobody who is looking for a match is approved yet" in text(page)
    assert "Run the matching" not in text(page)


def test_running_shows_the_pairs_with_reasons(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.coordinator)
    page = client.post(reverse("matching_run", args=[cast.program.pk]), follow=True)
    assert "both care about: Leading people" in text(page)
    assert "Publish 2 matches" in text(page)


def test_looking_writes_nothing_but_the_look(cast: Cast, made: MatchRun, sign_in: SignIn) -> None:
    client = sign_in(cast.coordinator)
    for name in GETS:
        with CaptureQueriesContext(connection) as asked:
            client.get(address(name, cast, made))
        looks = {"accounts_auditevent"} if name in LEAVES_A_LOOK else set()
        assert written.tables(asked) <= looks


def rule(cast: Cast, client: Client, ruling: str, **changes: str) -> Any:
    data = {
        "mentor": str(cast.mentor_enrollment.pk),
        "mentee": str(cast.mentee_enrollment.pk),
        "ruling": ruling,
        "q": "ment",
        "page": "1",
        **changes,
    }
    return client.post(reverse("matching_rule", args=[cast.program.pk]), data)


def test_a_pair_is_kept_ruled_out_and_released_from_its_row(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    client = sign_in(cast.coordinator)
    for ruling, kept in (("pinned", ["pinned"]), ("rejected", ["rejected"]), ("clear", [])):
        response = rule(cast, client, ruling)
        assert response.status_code == 302
        assert response.headers["Location"].endswith(
            f"?q=ment&page=1#pair-{cast.mentee_enrollment.pk}"
        )
        assert list(Decision.objects.values_list("ruling", flat=True)) == kept


def test_the_room_asks_for_a_new_run_after_a_ruling(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    client = sign_in(cast.coordinator)
    said = "This draft is out of date"
    assert said not in text(client.get(address("matching_room", cast, made)))
    rule(cast, client, "rejected")
    assert said in text(client.get(address("matching_room", cast, made)))


@pytest.mark.parametrize(
    "changes",
    [
        {"mentor": ""},
        {"mentor": "x\x00y"},
        {"mentee": "1" * 100_000},
        {"ruling": "\u202epinned"},
        {"ruling": "🦆"},
    ],
)
def test_an_unclear_ruling_changes_nothing_and_says_so(
    cast: Cast, made: MatchRun, sign_in: SignIn, changes: dict[str, str]
) -> None:
    client = sign_in(cast.coordinator)
    response = rule(cast, client, changes.pop("ruling", "pinned"), **changes)
    assert response.status_code == 302
    assert not Decision.objects.exists()


def test_an_enrollment_of_another_program_is_not_found(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    stranger = enroll(make_user("stranger"), cast.other_program, Side.MENTOR)
    for mentor in (stranger.pk, cast.second_mentee_enrollment.pk, uuid.uuid4()):
        assert (
            rule(cast, sign_in(cast.coordinator), "rejected", mentor=str(mentor)).status_code == 404
        )


def test_a_refused_pin_is_explained_on_the_page(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    User.objects.filter(pk=cast.mentee.pk).update(manager=cast.mentor)
    client = sign_in(cast.coordinator)
    rule(cast, client, "pinned")
    page = text(client.get(address("matching_room", cast, made)))
    assert "cannot be kept together: they are in the same reporting line." in page


@pytest.mark.parametrize("query", ["second", "SECOND MEN", "x\x00second"])
def test_pairs_are_found_by_name(cast: Cast, made: MatchRun, sign_in: SignIn, query: str) -> None:
    client = sign_in(cast.coordinator)
    page = text(client.get(address("matching_room", cast, made), {"q": query.replace("x", "")}))
    assert f'id="pair-{cast.second_mentee_enrollment.pk}"' in page
    assert f'id="pair-{cast.mentee_enrollment.pk}"' not in page


@pytest.mark.parametrize("query", ["nobody", "\x00", "\u202e" * 2000, "<script>", "%s%d", "🦆"])
@pytest.mark.parametrize("page", ["1", "0", "x", "9" * 50, "\x00"])
def test_any_search_and_any_page_number_is_answered(
    cast: Cast, made: MatchRun, sign_in: SignIn, query: str, page: str
) -> None:
    asked = {"q": query, "page": page, "people": page}
    response = sign_in(cast.coordinator).get(address("matching_room", cast, made), asked)
    assert response.status_code == 200
    assert "<script>" not in text(response)


def test_somebody_without_a_mentor_is_listed_with_what_would_help(
    cast: Cast, sign_in: SignIn
) -> None:
    enroll(make_user("lonely", manager=cast.mentor), cast.program, Side.MENTEE, languages=["vi"])
    enroll(make_user("silent"), cast.program, Side.MENTEE, languages=["vi"])
    made = actions.run(program=cast.program, by=cast.coordinator)
    page = text(sign_in(cast.coordinator).get(address("matching_room", cast, made)))
    assert "Of 1 person who offers a place, 1 is in the reporting line." in page
    assert "Of 1 person who offers a place, 1 shares no language." in page
    assert "A common language would make 1 more match possible." in page


def test_a_new_run_tells_what_changed(cast: Cast, made: MatchRun, sign_in: SignIn) -> None:
    enroll(make_user("third"), cast.program, Side.MENTOR)
    actions.reject(
        program=cast.program,
        mentor=cast.mentor_enrollment,
        mentee=cast.mentee_enrollment,
        by=cast.hr,
    )
    newer = actions.run(program=cast.program, by=cast.hr)
    page = text(sign_in(cast.coordinator).get(address("matching_room", cast, newer)))
    assert "1 person has another match." in page
    assert "before: Mentor" in page


def test_an_earlier_run_is_shown_as_it_was(cast: Cast, made: MatchRun, sign_in: SignIn) -> None:
    enroll(make_user("third"), cast.program, Side.MENTOR)
    actions.run(program=cast.program, by=cast.hr)
    client = sign_in(cast.coordinator)
    assert address("matching_run_detail", cast, made) in text(
        client.get(address("matching_room", cast, made))
    )
    page = text(client.get(address("matching_run_detail", cast, made)))
    assert "Keep together" not in page
    assert "Publish" not in page


def test_publishing_first_says_what_will_happen(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    Enrollment.objects.filter(pk=cast.mentee_enrollment.pk).update(languages=["vi"])
    client = sign_in(cast.coordinator)
    page = text(client.get(address("matching_publish", cast, made)))
    assert "2 matches" in page
    assert "they share no language" not in page
    assert "One that is no longer possible is left out." in page
    assert not Relationship.objects.exists()


def test_after_publishing_the_room_shows_who_has_answered(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    client = sign_in(cast.coordinator)
    page = text(client.post(address("matching_publish", cast, made), follow=True))
    assert "2 matches have been proposed. Everybody gets an email." in page
    first = Relationship.objects.get(memberships__user=cast.mentee)
    second = Relationship.objects.get(memberships__user=cast.second_mentee)
    accept(relationship=first, by=cast.mentee)
    decline(relationship=second, by=cast.second_mentee)
    page = text(client.get(address("matching_room", cast, made)))
    assert "Mentee has accepted" in page
    assert "Mentor has not answered yet" in page
    assert ">declined<" in page
    assert "0 matches have started" in page
    assert "1 match is undecided" in page
    assert "1 match did not work out" in page
    assert "Keep together" not in page
    accept(relationship=first, by=cast.mentor)
    assert "both have accepted" in text(client.get(address("matching_room", cast, made)))


def test_publishing_again_from_an_old_tab_changes_nothing(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    client = sign_in(cast.coordinator)
    for _click in range(2):
        assert client.post(address("matching_publish", cast, made)).status_code == 302
    assert Relationship.objects.count() == 2


def test_a_refusal_to_publish_is_explained(cast: Cast, made: MatchRun, sign_in: SignIn) -> None:
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(status="withdrawn")
    page = sign_in(cast.coordinator).post(address("matching_publish", cast, made), follow=True)
    assert "2 matches are no longer possible and were left out." in text(page)
    assert "Run the matching again." in text(page)


@pytest.mark.parametrize("name", GETS)
def test_each_page_of_a_run_stands_below_matching(
    cast: Cast, made: MatchRun, sign_in: SignIn, name: str
) -> None:
    page = text(sign_in(cast.coordinator).get(address(name, cast, made)))
    assert f'href="{address("matching_room", cast, made)}" aria-current="page"' in page


@pytest.mark.parametrize("published", [False, True])
@pytest.mark.parametrize("name", ["matching_room", "matching_run_detail", "matching_publish"])
def test_the_room_asks_as_much_for_thirty_pairs_as_for_one(
    cast: Cast, sign_in: SignIn, name: str, published: bool
) -> None:
    client = sign_in(cast.coordinator)
    counts = []
    for size in (1, 30):
        for number in range(size):
            enroll(make_user(f"m{size}-{number}"), cast.program, Side.MENTOR)
            enroll(make_user(f"e{size}-{number}"), cast.program, Side.MENTEE)
            alone = make_user(f"a{size}-{number}")
            enroll(alone, cast.program, Side.MENTEE, languages=["vi"])
        made = actions.run(program=cast.program, by=cast.hr)
        if published:
            actions.publish(run=made, by=cast.hr)
        with CaptureQueriesContext(connection) as asked:
            client.get(address(name, cast, made))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= (16 if name == "matching_publish" else 14)


def test_running_again_without_a_change_says_so(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    said = "Nothing that a run looks at has changed since this draft, so it stays as it is."
    client, door = sign_in(cast.coordinator), reverse("matching_run", args=[cast.program.pk])
    assert said in text(client.post(door, follow=True))
    assert MatchRun.objects.count() == 1
    enroll(make_user("third"), cast.program, Side.MENTOR)
    assert said not in text(client.post(door, follow=True))
    assert MatchRun.objects.count() == 2


def test_a_large_run_that_finds_the_same_says_so_too(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    ordered = run_requests.order(program=cast.program, by=cast.coordinator)
    run_requests.carry_out(order_id=ordered.pk)
    page = text(sign_in(cast.coordinator).get(address("matching_room", cast, made)))
    assert "Nothing that a run looks at has changed since this draft" in page


def test_only_a_match_that_was_kept_is_said_to_be_kept_no_longer(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(status="withdrawn")
    page = sign_in(cast.coordinator).post(address("matching_publish", cast, made), follow=True)
    assert "no longer possible" in text(page)
    assert "not kept together any more" not in text(page)


def test_a_kept_match_that_has_been_proposed_is_not_said_to_be_impossible(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    pair = {"mentor": cast.mentor_enrollment, "mentee": cast.mentee_enrollment}
    actions.pin(program=cast.program, by=cast.coordinator, **pair)
    kept = actions.run(program=cast.program, by=cast.coordinator)
    chosen = {str(kept.proposals.get(mentee=cast.mentee_enrollment).pk)}
    actions.publish(run=kept, by=cast.coordinator, chosen=chosen)
    later = actions.run(program=cast.program, by=cast.coordinator)
    assert later.summary["refused_pins"] == []
    page = text(sign_in(cast.coordinator).get(address("matching_room", cast, later)))
    assert "could not be kept" not in page


def test_people_whose_match_is_paused_are_not_counted_as_without_a_match(
    cast: Cast, sign_in: SignIn
) -> None:
    record = stories.started(cast)
    day = clock.today() + timedelta(days=10)
    endings.pause(relationship=record, by=cast.mentee, resume_on=day)
    made = actions.run(program=cast.program, by=cast.coordinator)
    page = text(sign_in(cast.coordinator).get(address("matching_room", cast, made)))
    assert "without a match" not in page
