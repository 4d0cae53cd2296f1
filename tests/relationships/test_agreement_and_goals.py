"""The agreement settles place, costs and confidence; goals are asked five questions."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core import clock
from relationships.actions import plans
from relationships.models import Agreement, Goal, GoalMove, Relationship
from relationships.smart import SMART
from tests import confirming, stories
from tests.cast import Cast, SignIn
from tests.workspace.test_record_pages import NASTY, another_pair, goal, url


@pytest.fixture
def pair(cast: Cast) -> Relationship:
    return stories.started(cast)


def agreed(**more: Any) -> dict[str, Any]:
    return {
        "cadence_days": "30",
        "session_minutes": "60",
        "channels": ["in_person", "video"],
        "ends_on": f"{clock.today() + timedelta(days=200)}",
        **more,
    }


def test_the_agreement_says_where_who_pays_and_what_may_be_told(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    sign_in(cast.mentee).post(
        url("agreement_edit", pair),
        agreed(place="The small room", travel="Each pays for themselves", confidence="topics"),
    )
    for person in (cast.mentor, cast.mentee):
        shown = sign_in(person).get(url("agreement", pair)).text
        assert "In person, Video call" in shown
        assert "The small room" in shown
        assert "Each pays for themselves" in shown
        assert "Topics may be named, details may not" in shown


def test_the_new_fields_may_stay_empty_and_nothing_is_shown_of_them(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    sign_in(cast.mentee).post(url("agreement_edit", pair), agreed())
    shown = sign_in(cast.mentor).get(url("agreement", pair)).text
    assert "every 30 days" in shown
    assert "Travel" not in shown
    assert "What stays between us" not in shown


def test_a_first_draft_suggests_that_nothing_is_told(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    form = sign_in(cast.mentee).get(url("agreement_edit", pair)).context["form"]
    assert form["confidence"].value() == "nothing"


def test_the_next_version_starts_from_the_last(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    client, page = sign_in(cast.mentee), url("agreement_edit", pair)
    client.post(page, agreed(place="The small room", confidence="agreed"))
    form = client.get(page).context["form"]
    assert (form["place"].value(), form["confidence"].value()) == ("The small room", "agreed")


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
def test_no_input_breaks_the_agreement(
    cast: Cast, pair: Relationship, sign_in: SignIn, words: str
) -> None:
    for field in ("place", "travel", "confidence"):
        answer = sign_in(cast.mentee).post(url("agreement_edit", pair), agreed(**{field: words}))
        assert answer.status_code in {200, 302}
    assert not Agreement.objects.exclude(confidence="").exists()


def test_the_database_refuses_a_degree_that_is_none(cast: Cast, pair: Relationship) -> None:
    stories.agreed(cast, pair)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.update(confidence="gossip")


# Goals -------------------------------------------------------------------------------------------


def test_five_questions_stand_beside_the_goal_new_and_reworded(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    client = sign_in(cast.mentee)
    pages = (url("goal_new", pair), url("goal_detail", pair, goal=stories.goal(cast, pair).pk))
    for page in pages:
        shown = client.get(page).text
        assert len(SMART) == 5
        assert [one.name for one in SMART if f"<dt>{one.name}</dt>" not in shown] == []


def test_a_new_goal_may_name_the_skills_it_builds(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    wanted = stories.wanted_skill(cast, pair)
    client, page = sign_in(cast.mentor), url("goal_new", pair)
    assert "Which skills does it build?" in client.get(page).text
    client.post(page, goal(skills=str(wanted.pk)))
    assert list(Goal.objects.get().skills.all()) == [wanted]


def test_skills_of_another_pair_cannot_be_named(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    stories.wanted_skill(cast, pair)
    theirs, other = stories.wanted_skill(cast, pair, "Budgets"), another_pair(cast)
    mine = sign_in(other.memberships.get(role="mentee").user)
    mine.post(url("goal_new", other), goal(skills=str(theirs.pk)))
    assert not Goal.objects.filter(skills=theirs).exists()


def test_what_came_of_a_goal_is_its_last_step(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    found = stories.goal(cast, pair)
    plans.move_goal(goal=found, by=cast.mentee, progress=80)
    client = sign_in(cast.mentee)
    confirming.press(
        client,
        url("goal_close", pair, goal=found.pk),
        {"result": "partly", "words": "One team of two"},
    )
    step = GoalMove.objects.latest("created_at")
    assert (step.progress, step.comment) == (80, "One team of two")
    assert "One team of two" in client.get(url("goal_detail", pair, goal=found.pk)).text


def test_a_goal_is_closed_without_words_too(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    found = stories.goal(cast, pair)
    confirming.press(
        sign_in(cast.mentee), url("goal_close", pair, goal=found.pk), {"result": "dropped"}
    )
    assert not GoalMove.objects.exists()
