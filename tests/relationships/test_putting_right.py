"""A phase put right by the coordinator, and a pair held by the safeguarding contact."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from core import clock
from core.errors import DomainError
from notifications import delivery
from notifications.models import Message
from programs.models import Staff
from relationships.actions import corrections, endings, phases, plans, safeguarding
from relationships.models import GoalMove, Relationship
from sessions.actions import touchpoints
from tests import stories
from tests.cast import Cast, SignIn, enroll, make_user


def refused(action: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as error:
        action()
    return error.value.code


# Correcting a phase ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "phase"),
    [
        (stories.in_cultivation, "initiation"),
        (stories.in_separation, "cultivation"),
        (stories.in_redefinition, "separation"),
    ],
)
def test_a_coordinator_puts_a_phase_right_and_both_are_told(
    cast: Cast, story: Callable[[Cast], Relationship], phase: str
) -> None:
    pair = story(cast)
    was = pair.phase
    entries = list(pair.history.values_list("pk", flat=True))
    corrections.correct(relationship=pair, by=cast.coordinator)
    entry = pair.history.exclude(pk__in=entries).get()
    assert (entry.transition, entry.from_phase, entry.to_phase) == ("correct", was, phase)
    assert (entry.by, stories.again(pair).phase) == (cast.coordinator, phase)
    assert AuditEvent.objects.filter(verb="relationship.correct", actor=cast.coordinator).exists()
    told = Message.objects.filter(kind="relationships.corrected").values_list("recipient")
    assert {person for (person,) in told} == {cast.mentor.pk, cast.mentee.pk}
    assert all(
        delivery.deliver(row.pk) == "sent"
        for row in Message.objects.filter(kind="relationships.corrected")
    )


def test_a_corrected_phase_counts_from_when_it_began(cast: Cast) -> None:
    with time_machine.travel(clock.now() - timedelta(days=40)):
        pair = stories.in_cultivation(cast)
    began = stories.again(pair).phase_since
    phases.mark_ready(relationship=pair, by=cast.mentee)
    stories.move(cast, pair, "begin_separation")
    assert corrections.correct(relationship=pair, by=cast.coordinator).phase_since
    moment = stories.again(pair).phase_since
    assert moment
    assert began
    assert abs(moment - began) < timedelta(seconds=5)


def test_a_correction_is_not_corrected_and_the_pair_may_move_again(cast: Cast) -> None:
    pair = stories.in_cultivation(cast)
    corrections.correct(relationship=pair, by=cast.coordinator)
    again = refused(lambda: corrections.correct(relationship=pair, by=cast.coordinator))
    assert again == "nothing_to_correct"
    assert stories.move(cast, pair, "begin_cultivation").phase == "cultivation"


def test_a_correction_sets_aside_what_was_proposed_from_the_wrong_phase(cast: Cast) -> None:
    pair = stories.in_cultivation(cast)
    phases.mark_ready(relationship=pair, by=cast.mentee)
    phases.propose(relationship=pair, transition="begin_separation", by=cast.mentee)
    corrections.correct(relationship=pair, by=cast.coordinator)
    assert not pair.phase_proposals.filter(confirmed_at=None, closed_at=None).exists()


@pytest.mark.parametrize("role", ["mentor", "mentee", "hr", "other_coordinator", "outsider"])
def test_only_a_coordinator_of_the_program_corrects(cast: Cast, role: str) -> None:
    pair = stories.in_cultivation(cast)
    code = refused(lambda: corrections.correct(relationship=pair, by=cast.users()[role]))
    assert (code, stories.again(pair).phase) == ("not_coordinator", "cultivation")


def test_a_coordinator_does_not_correct_their_own_pair(cast: Cast) -> None:
    pair = stories.in_cultivation(cast)
    Staff.objects.create(program=cast.program, user=cast.mentor)
    assert refused(lambda: corrections.correct(relationship=pair, by=cast.mentor)) == "own_pair"


def test_nothing_to_correct_before_the_first_phase_or_after_the_end(cast: Cast) -> None:
    pair = stories.started(cast)
    assert corrections.possible(pair) is None
    ended = endings.end_no_fault(relationship=pair, by=cast.mentor)
    assert corrections.possible(ended) is None


def test_the_page_says_what_a_correction_does_and_does_it(cast: Cast, sign_in: SignIn) -> None:
    pair, client = stories.in_cultivation(cast), sign_in(cast.coordinator)
    url = reverse("phase_correct", kwargs={"relationship": pair.pk})
    assert "Move back to Initiation" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert "no phase to correct" in client.get(url).content.decode()
    assert "There is no phase to take back here." in client.post(url).content.decode()
    record = reverse("record_whole", kwargs={"relationship": pair.pk})
    for person in (cast.mentor, cast.mentee):
        shown = sign_in(person).get(record).content.decode()
        assert "phase corrected by the coordinator" in shown


def test_the_coordinator_reads_that_the_phase_was_corrected(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.in_separation(cast)
    client = sign_in(cast.coordinator)
    page = reverse("phase_correct", args=[pair.pk])
    own = reverse("pair_detail", args=[pair.program_id, pair.pk])
    assert f'href="{own}">Cancel' in client.get(page).content.decode()
    done = client.post(page, follow=True)
    assert done.redirect_chain[-1][0] == own
    assert "The phase has been corrected." in done.content.decode()


# A hold ------------------------------------------------------------------------------------------


def held(cast: Cast) -> Relationship:
    return safeguarding.hold(relationship=stories.in_cultivation(cast), by=cast.safeguarding)


def test_a_hold_keeps_status_and_phase_and_stops_every_change(cast: Cast) -> None:
    pair = held(cast)
    assert (pair.status, pair.phase) == ("active", "cultivation")
    tries: list[Callable[[], object]] = [
        lambda: phases.mark_ready(relationship=pair, by=cast.mentee),
        lambda: endings.pause(relationship=pair, by=cast.mentor, resume_on=clock.today()),
        lambda: stories.planned(cast, pair),
        lambda: stories.goal(cast, pair),
        lambda: corrections.correct(relationship=pair, by=cast.coordinator),
    ]
    assert {refused(attempt) for attempt in tries} == {"on_hold"}


def test_no_message_goes_out_during_a_hold_and_none_is_planned(cast: Cast) -> None:
    pair = held(cast)
    later = clock.now() + timedelta(days=200)
    before = Message.objects.count()
    with time_machine.travel(later):
        touchpoints.plan_due(now=later)
        outcomes = {
            delivery.deliver(row.pk)
            for row in Message.objects.filter(context__relationship=str(pair.pk), status="due")
        }
    assert Message.objects.count() == before
    assert outcomes == set()


def test_either_may_still_end_during_a_hold(cast: Cast) -> None:
    pair = endings.end_no_fault(relationship=held(cast), by=cast.mentee)
    assert (pair.status, pair.held_at, pair.held_by) == ("concluded", None, None)


def test_after_the_release_the_two_go_on(cast: Cast) -> None:
    pair = safeguarding.release(relationship=held(cast), by=cast.safeguarding)
    assert phases.mark_ready(relationship=pair, by=cast.mentee).ready_at
    again = refused(lambda: safeguarding.release(relationship=pair, by=cast.safeguarding))
    assert again == "not_held"


@pytest.mark.parametrize("role", ["mentor", "coordinator", "hr", "outsider"])
def test_only_the_safeguarding_contact_holds_releases_and_ends(cast: Cast, role: str) -> None:
    pair, person = stories.in_cultivation(cast), cast.users()[role]
    for act in (safeguarding.hold, safeguarding.release, safeguarding.end):
        assert refused(partial(act, relationship=pair, by=person)) == "not_safeguarding"


def test_an_ending_by_the_contact_looks_administrative_to_everybody(
    cast: Cast, sign_in: SignIn
) -> None:
    pair = safeguarding.end(relationship=held(cast), by=cast.safeguarding)
    assert pair.concluded_kind == "safeguarding"
    written = Message.objects.filter(kind__contains="ended").values_list("kind", flat=True)
    assert set(written) == {"relationships.ended_administratively"}
    urls = [reverse("relationship_detail", kwargs={"relationship": pair.pk})]
    urls.append(reverse("relationship_list"))
    for person in (cast.mentor, cast.mentee):
        text = "".join(main(sign_in(person), url) for url in urls)
        assert "Ended for administrative reasons" in text
        assert "afeguard" not in text


def main(client: Client, url: str) -> str:
    html = client.get(url).content.decode()
    return html[html.index("<main") : html.index("</main>")]


def test_the_two_see_that_it_is_on_hold_and_not_by_whom(cast: Cast, sign_in: SignIn) -> None:
    pair = held(cast)
    url = reverse("relationship_detail", kwargs={"relationship": pair.pk})
    for person in (cast.mentor, cast.mentee):
        text = main(sign_in(person), url)
        assert "Your mentoring is on hold." in text
        assert "afeguard" not in text


def test_the_coordinator_sees_the_hold_and_not_by_whom(cast: Cast, sign_in: SignIn) -> None:
    pair = held(cast)
    url = reverse("pair_detail", kwargs={"program": cast.program.pk, "relationship": pair.pk})
    text = main(sign_in(cast.coordinator), url)
    assert "On hold" in text
    assert "afeguard" not in text


def test_the_contact_finds_a_pair_and_holds_it(cast: Cast, sign_in: SignIn) -> None:
    pair, client = stories.in_cultivation(cast), sign_in(cast.safeguarding)
    room = reverse("safeguarding_room")
    found = client.post(room, {"q": cast.mentee.email.upper()}).content.decode()
    assert "Put on hold" in found
    url = reverse("safeguarding_hold", kwargs={"relationship": pair.pk})
    held = client.post(url, follow=True).content.decode()
    assert "The only email takes planned sessions out of their calendars." in held
    assert "on hold already" in client.post(url, follow=True).content.decode()
    assert "Release" in client.get(room).content.decode()


def test_a_pair_on_hold_is_offered_nothing_that_would_be_refused(
    cast: Cast, sign_in: SignIn
) -> None:
    pair = held(cast)
    text = main(
        sign_in(cast.mentee), reverse("relationship_detail", kwargs={"relationship": pair.pk})
    )
    for route in ("session_plan", "we_met", "goal_new"):
        assert reverse(route, kwargs={"relationship": pair.pk}) not in text


def test_the_coordinator_finds_the_correction_where_there_is_one(
    cast: Cast, sign_in: SignIn
) -> None:
    pair, client = stories.ready_for_cultivation(cast), sign_in(cast.coordinator)
    page = reverse("pair_detail", kwargs={"program": cast.program.pk, "relationship": pair.pk})
    link = reverse("phase_correct", kwargs={"relationship": pair.pk})
    assert link not in client.get(page).content.decode()
    stories.move(cast, pair, "begin_cultivation")
    assert link in client.get(page).content.decode()


@pytest.mark.parametrize("part", ["m", "mentee", "mentee@", "@example.org", "%", "_", "entee"])
def test_no_part_of_a_name_lists_pairs(cast: Cast, sign_in: SignIn, part: str) -> None:
    User.objects.filter(pk=cast.mentee.pk).update(full_name="Mentee Long")
    stories.in_cultivation(cast)
    page = sign_in(cast.safeguarding).post(reverse("safeguarding_room"), {"q": part}).text
    assert "Mentee Long" not in page


@pytest.mark.parametrize("words", ["mentee  LONG", "mentee@example.org", "nobody"])
def test_each_search_leaves_an_audit_row(cast: Cast, sign_in: SignIn, words: str) -> None:
    User.objects.filter(pk=cast.mentee.pk).update(full_name="Mentee Long")
    stories.in_cultivation(cast)
    sign_in(cast.safeguarding).post(reverse("safeguarding_room"), {"q": words})
    event = AuditEvent.objects.get(verb="safeguarding.searched")
    found = words != "nobody"
    people = [cast.mentee.pk] if found else []
    assert event.actor == cast.safeguarding
    assert event.details == {"people": people, "pairs": int(found)}


@pytest.mark.parametrize("words", ["\0", "x" * 1_000_000, "מנטור 🙂", "%", "   "])
def test_a_search_takes_whatever_is_typed(cast: Cast, sign_in: SignIn, words: str) -> None:
    answer = sign_in(cast.safeguarding).post(reverse("safeguarding_room"), {"q": words})
    assert answer.status_code == 200


def test_the_room_asks_the_same_of_the_database_for_one_pair_and_for_many(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    stories.started(cast)
    for number in range(4):
        mentor = enroll(make_user(f"mentor-{number}"), cast.program, "mentor")
        mentee = enroll(make_user(f"mentee-{number}"), cast.program, "mentee")
        cast.mentor, cast.mentor_enrollment = mentor.user, mentor
        cast.mentee, cast.mentee_enrollment = mentee.user, mentee
        pair = stories.started(cast)
        if number % 2:
            safeguarding.hold(relationship=pair, by=cast.safeguarding)
    client = sign_in(cast.safeguarding)
    with django_assert_max_num_queries(15):
        assert client.post(reverse("safeguarding_room"), {"q": "mentee"}).status_code == 200


def test_the_database_refuses_a_hold_without_a_person_or_on_an_ended_pair(cast: Cast) -> None:
    pair = Relationship.objects.filter(pk=stories.in_cultivation(cast).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        pair.update(held_at=clock.now())
    endings.end_no_fault(relationship=pair.get(), by=cast.mentor)
    with pytest.raises(IntegrityError), transaction.atomic():
        pair.update(held_at=clock.now(), held_by=cast.safeguarding)


# How a goal has moved ----------------------------------------------------------------------------


def test_every_move_of_a_goal_is_kept_with_its_comment(cast: Cast, sign_in: SignIn) -> None:
    goal = stories.goal(cast, stories.started(cast))
    plans.move_goal(goal=goal, by=cast.mentee, progress=20, comment="First talk held")
    url = reverse("goal_progress", kwargs={"relationship": goal.relationship_id, "goal": goal.pk})
    sign_in(cast.mentor).post(url, {"progress": "45", "comment": "Two teams agreed"})
    moves = GoalMove.objects.filter(goal=goal)
    assert [(m.progress, m.comment) for m in moves] == [
        (20, "First talk held"),
        (45, "Two teams agreed"),
    ]
    page = reverse("goal_detail", kwargs={"relationship": goal.relationship_id, "goal": goal.pk})
    shown = sign_in(cast.mentee).get(page).content.decode()
    assert shown.index("Two teams agreed") < shown.index("First talk held")


@pytest.mark.parametrize(
    "data", [{}, {"progress": "101"}, {"progress": "ten"}, {"progress": "5", "comment": "a\0b"}]
)
def test_a_wrong_move_says_what_is_wrong_and_moves_nothing(
    cast: Cast, sign_in: SignIn, data: dict[str, str]
) -> None:
    goal = stories.goal(cast, stories.started(cast))
    url = reverse("goal_progress", kwargs={"relationship": goal.relationship_id, "goal": goal.pk})
    answer = sign_in(cast.mentee).post(url, data)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode() or "error" in answer.content.decode()
    assert not GoalMove.objects.exists()


def test_the_page_of_a_goal_costs_the_same_with_one_move_and_with_thirty(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    goal = stories.goal(cast, stories.started(cast))
    for number in range(30):
        plans.move_goal(goal=goal, by=cast.mentee, progress=number)
    page = reverse("goal_detail", kwargs={"relationship": goal.relationship_id, "goal": goal.pk})
    client = sign_in(cast.mentor)
    with django_assert_max_num_queries(15):
        client.get(page)
