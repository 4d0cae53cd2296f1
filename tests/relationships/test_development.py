"""The development plan: activities towards a goal, how they stand, and looking back on them."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from core import clock
from core.errors import DomainError
from notifications import kinds
from notifications.models import Message
from relationships import rules, wording
from relationships.actions import development, endings, plans, safeguarding
from relationships.actions.development import ActivityPlan, Reflection
from relationships.development import next_of
from relationships.models import Activity, ActivityState, Goal
from tests import stories
from tests.cast import Cast, SignIn, enroll, make_user
from tests.workspace.test_record_pages import NASTY


@pytest.fixture
def goal(cast: Cast) -> Goal:
    return stories.goal(cast, stories.started(cast))


def seat_of(goal: Goal, role: str) -> str:
    """The membership of ``role``, as the form names it."""
    return str(goal.relationship.memberships.get(role=role).pk)


def planned(cast: Cast, goal: Goal, owner: str = "mentee", **plan: Any) -> Activity:
    typed = ActivityPlan(**{"kind": "workshop", "words": "Learn to say no", **plan})
    return development.plan_activity(
        goal=goal, by=cast.mentee, owner=seat_of(goal, owner), plan=typed
    )


def begun(cast: Cast, goal: Goal, owner: str = "mentee") -> Activity:
    activity = planned(cast, goal, owner)
    return development.move_activity(activity=activity, by=cast.mentee, state="under_way")


def page(activity: Activity, route: str = "activity_detail") -> str:
    pair = activity.goal.relationship_id
    return reverse(route, kwargs={"relationship": pair, "activity": activity.pk})


def goal_page(goal: Goal, route: str = "goal_detail") -> str:
    return reverse(route, kwargs={"relationship": goal.relationship_id, "goal": goal.pk})


def typed(**words: str) -> dict[str, str]:
    return {"words": "Shadow Ana", "kind": "shadowing", "owner": "mentee", **words}


# Planning ----------------------------------------------------------------------------------------


def test_either_plans_an_activity_and_both_find_it_at_the_goal(
    cast: Cast, goal: Goal, sign_in: SignIn
) -> None:
    day = clock.today() + timedelta(days=5)
    words = typed(owner=seat_of(goal, "mentee"), starts_on=f"{day}", until_on=f"{day}")
    answer = sign_in(cast.mentor).post(goal_page(goal, "activity_new"), words)
    assert answer.headers["Location"] == goal_page(goal)
    activity = Activity.objects.get()
    assert (activity.words, activity.owner.user, activity.state) == (
        "Shadow Ana",
        cast.mentee,
        "planned",
    )
    assert (activity.starts_on, activity.until_on) == (day, day)
    for person in (cast.mentor, cast.mentee):
        shown = sign_in(person).get(goal_page(goal)).text
        assert "Shadow Ana" in shown
        assert "Shadowing somebody" in shown


def test_a_goal_without_activities_says_what_moves_a_goal(
    cast: Cast, goal: Goal, sign_in: SignIn
) -> None:
    shown = sign_in(cast.mentee).get(goal_page(goal)).text
    assert "No activities yet." in shown
    assert goal_page(goal, "activity_new") in shown


def test_an_activity_that_ends_before_it_begins_is_refused_and_keeps_what_was_typed(
    cast: Cast, goal: Goal, sign_in: SignIn
) -> None:
    day = clock.today()
    first, last = f"{day + timedelta(days=9)}", f"{day + timedelta(days=8)}"
    wrong = typed(owner=seat_of(goal, "mentee"), starts_on=first, until_on=last)
    shown = sign_in(cast.mentee).post(goal_page(goal, "activity_new"), wrong).text
    assert "Choose the day it begins, or a later one." in shown
    assert "Shadow Ana" in shown
    assert not Activity.objects.exists()
    with pytest.raises(IntegrityError):
        planned(cast, goal, starts_on=day, until_on=day - timedelta(days=1))


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize("field", ["words", "kind", "owner", "starts_on", "until_on"])
def test_bad_input_is_never_an_error_of_the_server(
    cast: Cast, goal: Goal, sign_in: SignIn, field: str, words: str
) -> None:
    client, activity = sign_in(cast.mentee), begun(cast, goal)
    owner = {"owner": seat_of(goal, "mentee")}
    new = client.post(goal_page(goal, "activity_new"), typed(**owner | {field: words}))
    again = client.post(page(activity), typed(**{field: words}))
    assert {new.status_code, again.status_code} <= {200, 302}
    if field != "words":
        assert Activity.objects.count() == 1 + (new.status_code == 302)
        assert new.status_code == 200


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
def test_bad_input_of_a_reflection_or_state_is_never_an_error_of_the_server(
    cast: Cast, goal: Goal, sign_in: SignIn, words: str
) -> None:
    client, activity = sign_in(cast.mentee), begun(cast, goal)
    for name in ("what", "so_what", "now_what", "worth"):
        answer = client.post(page(activity, "activity_reflect"), {name: words})
        assert answer.status_code in {200, 302}
    assert client.post(page(activity, "activity_state"), {"state": words}).status_code == 302
    activity.refresh_from_db()
    assert (activity.state, activity.worth) == ("under_way", "")


def test_words_and_days_are_changed_by_either_but_not_whose_it_is(
    cast: Cast, goal: Goal, sign_in: SignIn
) -> None:
    activity = planned(cast, goal)
    sign_in(cast.mentor).post(page(activity), typed(owner="mentor", words="Shadow Bo"))
    activity.refresh_from_db()
    assert (activity.words, activity.owner.user) == ("Shadow Bo", cast.mentee)


def test_outsiders_do_not_find_an_activity_and_staff_are_refused(
    cast: Cast, goal: Goal, sign_in: SignIn
) -> None:
    activity = planned(cast, goal)
    for person in (cast.second_mentee, cast.other_coordinator, cast.outsider):
        assert sign_in(person).get(page(activity)).status_code == 404
        assert sign_in(person).get(goal_page(goal, "activity_new")).status_code == 404
    assert sign_in(cast.coordinator).get(page(activity)).status_code == 403


def test_an_activity_of_another_pair_is_not_found_under_ones_own(
    cast: Cast, goal: Goal, sign_in: SignIn
) -> None:
    theirs = planned(cast, goal)
    cast.mentor_enrollment = enroll(make_user("other-mentor"), cast.program, "mentor")
    cast.mentor = cast.mentor_enrollment.user
    cast.mentee_enrollment, cast.mentee = cast.second_mentee_enrollment, cast.second_mentee
    own = stories.started(cast)
    client = sign_in(cast.mentee)
    for route in ("activity_detail", "activity_state", "activity_reflect"):
        address = reverse(route, kwargs={"relationship": own.pk, "activity": theirs.pk})
        assert client.post(address, {"state": "done"}).status_code == 404
    address = reverse("activity_new", kwargs={"relationship": own.pk, "goal": goal.pk})
    assert client.get(address).status_code == 404


# How it stands -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), list(product(ActivityState.values, repeat=2)))
def test_every_step_of_an_activity_is_possible_or_refused_as_the_table_says(
    cast: Cast, goal: Goal, before: str, after: str
) -> None:
    activity = planned(cast, goal)
    Activity.objects.update(state=before)
    if after in rules.ACTIVITY_STEPS[before]:
        moved = development.move_activity(activity=activity, by=cast.mentor, state=after)
        assert moved.state == after
        assert wording.activity_step(before, after)
        assert AuditEvent.objects.filter(verb="activity.moved", details={"state": after}).exists()
    else:
        with pytest.raises(DomainError) as refusal:
            development.move_activity(activity=activity, by=cast.mentor, state=after)
        assert refusal.value.code == "not_from_here"


def test_the_page_leads_from_planned_to_done_to_looking_back(
    cast: Cast, goal: Goal, sign_in: SignIn
) -> None:
    client, activity = sign_in(cast.mentee), planned(cast, goal)
    assert "It has begun" in client.get(page(activity)).text
    client.post(page(activity, "activity_state"), {"state": "under_way"})
    assert "It is done" in client.get(page(activity)).text
    shown = client.post(page(activity, "activity_state"), {"state": "done"}, follow=True).text
    assert "So what? What did you learn" in shown
    assert "How is it going?" not in shown
    shown = client.post(page(activity, "activity_state"), {"state": "under_way"}, follow=True).text
    assert "How is it going?" in shown


def test_the_next_activity_is_what_is_under_way_else_the_nearest_day() -> None:
    day = clock.today()
    done = Activity(state="done", until_on=day)
    undated = Activity(state="planned")
    later = Activity(state="planned", until_on=day + timedelta(days=9))
    sooner = Activity(state="planned", starts_on=day + timedelta(days=2))
    under_way = Activity(state="under_way")
    assert next_of([done]) is None
    assert next_of([done, undated, later]) is later
    assert next_of([undated, later, sooner]) is sooner
    assert next_of([later, sooner, under_way]) is under_way


def test_nothing_changes_on_hold_or_after_the_end_or_once_the_goal_is_closed(
    cast: Cast, goal: Goal, sign_in: SignIn
) -> None:
    activity, client = begun(cast, goal), sign_in(cast.mentee)

    def refused() -> bool:
        client.post(page(activity, "activity_state"), {"state": "done"})
        client.post(page(activity), typed(words="Something else"))
        client.post(goal_page(goal, "activity_new"), typed())
        found = Activity.objects.get()
        unchanged = (found.words, found.state) == ("Learn to say no", "under_way")
        return unchanged and "Change the activity" not in client.get(page(activity)).text

    safeguarding.hold(relationship=goal.relationship, by=cast.safeguarding)
    assert refused()
    safeguarding.release(relationship=goal.relationship, by=cast.safeguarding)
    plans.close_goal(goal=goal, by=cast.mentee, result="achieved")
    assert refused()
    development.reflect(activity=activity, by=cast.mentee, reflection=Reflection(what="Good"))
    endings.end_no_fault(relationship=goal.relationship, by=cast.mentee)
    assert refused()
    with pytest.raises(DomainError):
        development.reflect(activity=activity, by=cast.mentee, reflection=Reflection())


def test_words_typed_before_a_hold_are_kept_and_the_page_says_why_they_are_not_saved(
    cast: Cast, goal: Goal, sign_in: SignIn
) -> None:
    activity, client = begun(cast, goal), sign_in(cast.mentee)
    safeguarding.hold(relationship=goal.relationship, by=cast.safeguarding)
    for route, field in (("activity_detail", "words"), ("activity_reflect", "what")):
        shown = client.post(page(activity, route), typed(**{field: "Long thought"})).text
        assert "Your mentoring is on hold." in shown
        assert "Long thought" in shown


# Looking back ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("owner", "partner"), [("mentee", "mentor"), ("mentor", "mentee")])
def test_a_reflection_is_its_owners_alone_until_shared(
    cast: Cast, goal: Goal, sign_in: SignIn, owner: str, partner: str
) -> None:
    activity = begun(cast, goal, owner)
    mine, theirs = sign_in(getattr(cast, owner)), sign_in(getattr(cast, partner))
    said = {"what": "what-Zq7", "so_what": "so-Zq7", "now_what": "now-Zq7", "worth": "much"}
    mine.post(page(activity, "activity_reflect"), said)
    record = reverse("relationship_detail", kwargs={"relationship": goal.relationship_id})
    pages = (page(activity), goal_page(goal), record)
    read = "".join(theirs.get(address).text for address in pages)
    assert not any(word in read for word in ("what-Zq7", "so-Zq7", "now-Zq7"))
    assert "It helped a lot" in read
    own = mine.get(page(activity)).text
    assert all(word in own for word in ("what-Zq7", "so-Zq7", "now-Zq7"))
    mine.post(page(activity, "activity_reflect"), {**said, "is_reflection_shared": "on"})
    read = theirs.get(page(activity)).text
    assert all(word in read for word in ("what-Zq7", "so-Zq7", "now-Zq7"))


def test_only_the_owner_looks_back_and_only_once_it_has_begun(
    cast: Cast, goal: Goal, sign_in: SignIn
) -> None:
    activity = planned(cast, goal)
    shown = sign_in(cast.mentee).post(page(activity, "activity_reflect"), {"what": "Early"})
    assert shown.status_code == 200
    assert "Look back once the activity has begun." in shown.text
    assert "Early" not in Activity.objects.get().what
    development.move_activity(activity=activity, by=cast.mentor, state="done")
    answer = sign_in(cast.mentor).post(page(activity, "activity_reflect"), {"what": "Mine"})
    assert answer.status_code == 403
    with pytest.raises(DomainError) as refusal:
        development.reflect(activity=activity, by=cast.mentor, reflection=Reflection(what="M"))
    assert refusal.value.code == "not_the_owner"
    assert not Activity.objects.get().has_reflection


# Cost --------------------------------------------------------------------------------------------


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_thirty_activities_cost_as_many_queries_as_one(
    cast: Cast, goal: Goal, sign_in: SignIn
) -> None:
    client, first = sign_in(cast.mentee), planned(cast, goal)
    addresses = (goal_page(goal), page(first), goal_page(goal, "activity_new"))
    one = [queries(client, address) for address in addresses]
    for number in range(29):
        planned(cast, goal, words=f"Number {number}")
    assert [queries(client, address) for address in addresses] == one
    assert max(one) <= 12


# Letters, and the record -------------------------------------------------------------------------


def letters(kind: str = "relationships.activity_planned") -> list[tuple[Any, str]]:
    rows = Message.objects.filter(kind=kind).order_by("created_at")
    composed = [(row.recipient, kinds.get(kind).compose(row)) for row in rows]
    return [(recipient, letter.subject if letter else "") for recipient, letter in composed]


def test_the_other_hears_of_an_activity_once_a_day_for_each_goal(cast: Cast, goal: Goal) -> None:
    planned(cast, goal)
    planned(cast, goal)
    assert letters() == [(cast.mentor, "Mentee has planned an activity")]


def test_who_is_to_do_it_is_told_so(cast: Cast, goal: Goal) -> None:
    planned(cast, goal, owner="mentor")
    assert letters() == [(cast.mentor, "Mentee has planned an activity for you")]


def test_no_letter_of_an_activity_that_was_dropped_at_once(cast: Cast, goal: Goal) -> None:
    activity = planned(cast, goal)
    development.move_activity(activity=activity, by=cast.mentee, state="dropped")
    assert letters() == [(cast.mentor, "")]


def test_open_activities_stand_on_the_record_the_nearest_first(
    cast: Cast, goal: Goal, sign_in: SignIn
) -> None:
    day = clock.today()
    planned(cast, goal, words="Some day")
    planned(cast, goal, words="Later", until_on=day + timedelta(days=9))
    planned(cast, goal, words="Sooner", until_on=day + timedelta(days=2))
    done = planned(cast, goal, words="Over and done")
    development.move_activity(activity=done, by=cast.mentee, state="done")
    page = reverse("relationship_detail", kwargs={"relationship": goal.relationship_id})
    shown = sign_in(cast.mentor).get(page).text
    assert shown.index("Sooner") < shown.index("Later") < shown.index("Some day")
    assert "Over and done" not in shown
