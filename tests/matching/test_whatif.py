"""Rearranging a draft: staying close to it, what others would cost, publishing a part of it."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching import actions
from matching.models.runs import Decision, MatchRun
from matching.possibilities import possibilities
from matching.stability import draft_of
from matching.task import task_of
from profiles.models import Enrollment
from programs.models import Side
from relationships.models import Relationship
from tests import written
from tests.cast import Cast, SignIn, enroll, make_user


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
    made, task = run(cast), task_of(cast.program)
    second = str(cast.second_mentee_enrollment.pk)
    assert set(task.near(draft_of(made)).problem.previous) == {second}
    actions.publish(run=made, by=cast.coordinator)
    made.refresh_from_db()
    assert task.near(draft_of(made)) == task


# What another mentor would cost -------------------------------------------------------------


def address(made: MatchRun, mentee: Enrollment) -> str:
    return reverse("matching_alternatives", args=[made.pk, mentee.pk])


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def focus(enrollment: Enrollment, *keys: str) -> None:
    Enrollment.objects.filter(pk=enrollment.pk).update(learning_focus=keys, capacity=1)


@pytest.fixture
def swap(cast: Cast) -> Enrollment:
    """The first mentee suits the mentor, the second the other mentor, who is returned."""
    other = enroll(make_user("other-mentor"), cast.program, Side.MENTOR)
    focus(cast.mentor_enrollment, "leadership")
    focus(cast.mentee_enrollment, "leadership")
    focus(other, "network")
    focus(cast.second_mentee_enrollment, "network")
    return other


def test_another_mentor_is_shown_with_what_others_would_lose(cast: Cast, swap: Enrollment) -> None:
    made = run(cast)
    found = possibilities(made, cast.mentee_enrollment)
    assert found is not None
    (only,) = found
    assert (only.mentor, only.is_free) == (swap, False)
    before = made.proposals.get(mentee=cast.second_mentee_enrollment).fit
    move, rest = only.costs
    assert move.startswith(f"Second Mentee would move to Mentor, fit {before} → ")
    assert int(move.rstrip(".").split()[-1]) < before
    assert rest == "Nobody is left without a match."


def test_what_the_page_foretells_is_what_the_next_run_does(cast: Cast, swap: Enrollment) -> None:
    found = possibilities(run(cast), cast.mentee_enrollment)
    assert found
    actions.pin(
        program=cast.program, mentor=swap, mentee=cast.mentee_enrollment, by=cast.coordinator
    )
    moved = run(cast).proposals.get(mentee=cast.second_mentee_enrollment)
    assert found[0].costs[0].endswith(f"→ {moved.fit}.")
    assert moved.mentor == cast.mentor_enrollment


def test_a_free_place_costs_nobody_anything(cast: Cast) -> None:
    focus(cast.second_mentee_enrollment, "leadership")
    spare = enroll(make_user("spare"), cast.program, Side.MENTOR, learning_focus=["network"])
    found = possibilities(run(cast), cast.mentee_enrollment)
    assert found
    assert [(row.mentor, row.is_free, row.costs) for row in found] == [
        (spare, True, ["Nothing changes for anybody else."])
    ]


def test_who_would_be_left_over_is_named(cast: Cast) -> None:
    focus(cast.mentor_enrollment, "leadership")
    made = run(cast)
    (left,) = made.unmatched.all()
    (taken,) = made.proposals.select_related("mentee__user")
    (only,) = possibilities(made, left.enrollment) or []
    assert only.costs == [f"{taken.mentee.user} would be left without a match."]


def test_the_page_shows_reasons_and_keeps_a_pair_together(
    cast: Cast, swap: Enrollment, sign_in: SignIn
) -> None:
    client = sign_in(cast.coordinator)
    made = run(cast)
    page = text(client.get(address(made, cast.mentee_enrollment)))
    assert "What else is possible for Mentee?" in page
    assert "both care about: Leading people" in page
    assert "Second Mentee would move to Mentor" in page
    ruling = {"mentor": swap.pk, "mentee": cast.mentee_enrollment.pk, "ruling": "pinned"}
    client.post(reverse("matching_rule", args=[cast.program.pk]), ruling)
    assert Decision.objects.get().mentor == swap


def test_the_room_leads_to_it_from_pairs_and_from_who_has_nobody(
    cast: Cast, sign_in: SignIn
) -> None:
    focus(cast.mentor_enrollment, "leadership")
    made = run(cast)
    page = text(sign_in(cast.coordinator).get(reverse("matching_room", args=[cast.program.pk])))
    for mentee in (cast.mentee_enrollment, cast.second_mentee_enrollment):
        assert address(made, mentee) in page
    actions.publish(run=made, by=cast.coordinator)
    page = text(sign_in(cast.coordinator).get(reverse("matching_room", args=[cast.program.pk])))
    assert "other options" not in page


def test_a_run_that_is_no_longer_true_asks_for_a_new_one(cast: Cast, sign_in: SignIn) -> None:
    made = run(cast)
    enroll(make_user("third"), cast.program, Side.MENTOR)
    page = text(sign_in(cast.coordinator).get(address(made, cast.mentee_enrollment)))
    assert "Run the matching again, then come back here." in page
    assert possibilities(run(cast), cast.mentee_enrollment)
    assert possibilities(made, cast.mentee_enrollment) is None


def test_a_pair_kept_together_is_undone_first(
    cast: Cast, swap: Enrollment, sign_in: SignIn
) -> None:
    pair = {"mentor": cast.mentor_enrollment, "mentee": cast.mentee_enrollment}
    actions.pin(program=cast.program, by=cast.coordinator, **pair)
    page = text(sign_in(cast.coordinator).get(address(run(cast), cast.mentee_enrollment)))
    assert "You keep these two together." in page
    assert 'value="pinned"' not in page


OUTSIDERS = ["other_coordinator", "mentor", "mentee", "line_manager", "safeguarding", "outsider"]


@pytest.mark.parametrize("person", OUTSIDERS)
def test_nobody_else_learns_what_is_possible(cast: Cast, sign_in: SignIn, person: str) -> None:
    page = sign_in(getattr(cast, person)).get(address(run(cast), cast.mentee_enrollment))
    assert page.status_code == 404


def test_only_a_mentee_of_the_run_has_such_a_page(cast: Cast, sign_in: SignIn) -> None:
    client, made = sign_in(cast.coordinator), run(cast)
    late = enroll(make_user("late"), cast.program, Side.MENTEE)
    stranger = enroll(make_user("stranger"), cast.other_program, Side.MENTEE)
    for person in (late, stranger, cast.mentor_enrollment):
        assert client.get(address(made, person)).status_code == 404
    missing = reverse("matching_alternatives", args=[uuid.uuid4(), cast.mentee_enrollment.pk])
    assert client.get(missing).status_code == 404
    assert client.post(address(made, cast.mentee_enrollment)).status_code == 405
    assert Client().get(address(made, cast.mentee_enrollment)).status_code == 302


def test_the_page_asks_as_much_for_thirty_mentors_as_for_one(cast: Cast, sign_in: SignIn) -> None:
    client, counts = sign_in(cast.coordinator), []
    for size in (1, 30):
        for number in range(size):
            enroll(make_user(f"m{size}-{number}"), cast.program, Side.MENTOR)
            enroll(make_user(f"e{size}-{number}"), cast.program, Side.MENTEE)
        made = run(cast)
        with CaptureQueriesContext(connection) as asked:
            client.get(address(made, cast.mentee_enrollment))
        counts.append(len(asked))
        assert written.tables(asked) <= {"accounts_auditevent"}, "only that she has looked"
    assert counts[0] == counts[1]
    assert counts[1] <= 17


# Publishing a part ---------------------------------------------------------------------------


def publish(client: Client, made: MatchRun, *chosen: object) -> str:
    data = {"choosing": "yes", "pair": [str(one) for one in chosen]}
    return text(client.post(reverse("matching_publish", args=[made.pk]), data, follow=True))


def test_only_ticked_pairs_are_published_and_the_rest_stays_a_draft(
    cast: Cast, sign_in: SignIn
) -> None:
    client, made = sign_in(cast.coordinator), run(cast)
    assert text(client.get(reverse("matching_publish", args=[made.pk]))).count(" checked ") == 2
    first, second = made.proposals.all()
    page = publish(client, made, first.pk)
    assert "1 match of this draft is published." in page
    assert "Publish 1 match" in page
    assert "has not answered yet" in page
    assert Relationship.objects.count() == 1
    assert page.count("and other options") == 1
    assert "Still a draft" in page
    assert publish(client, made, first.pk).count("No match was chosen") == 1
    assert Relationship.objects.count() == 1
    publish(client, made, second.pk)
    made.refresh_from_db()
    assert made.published_at is not None
    assert Relationship.objects.count() == 2


@pytest.mark.parametrize("chosen", [[], ["x\x00"], [uuid.uuid4()]])
def test_choosing_nothing_publishes_nothing(
    cast: Cast, sign_in: SignIn, chosen: list[object]
) -> None:
    page = publish(sign_in(cast.coordinator), run(cast), *chosen)
    assert "No match was chosen" in page
    assert not Relationship.objects.exists()


def test_a_run_after_a_part_was_published_misses_nobody(cast: Cast, sign_in: SignIn) -> None:
    client, made = sign_in(cast.coordinator), run(cast)
    publish(client, made, made.proposals.all()[0].pk)
    assert run(cast) != made
    page = text(client.get(reverse("matching_room", args=[cast.program.pk])))
    assert "No longer matched" not in page
