"""The skills gap: rated at the start and again, owned by the mentee, read by the two alone."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.errors import DomainError
from profiles.models import EnrollmentSkill
from relationships import skill_gap
from relationships.actions import endings, plans, safeguarding, skills
from relationships.actions.skills import Rating
from relationships.models import Relationship, SkillRating, WantedSkill
from tests import confirming, stories
from tests.cast import Cast, SignIn, make_skill
from tests.workspace.test_record_pages import NASTY, another_pair, url


@pytest.fixture
def pair(cast: Cast) -> Relationship:
    return stories.started(cast)


def picture(pair: Relationship) -> skill_gap.Picture:
    return skill_gap.of_owner(stories.membership(pair, "mentee"))[0]


def rated(pair: Relationship, cast: Cast, level: int, days: int, target: int = 3) -> None:
    """The mentee rates their one skill again, ``days`` from today."""
    rating = Rating("delegation ", level, target, "I let go of one thing")
    with time_machine.travel(clock.now() + timedelta(days=days)):
        skills.rate(relationship=pair, by=cast.mentee, ratings=[rating])


def typed(**more: str) -> dict[str, str]:
    return {"name": "Budgets", "level": "1", "target": "3", "evidence": "I ask Ana", **more}


# Rating ------------------------------------------------------------------------------------------


def test_before_and_after_are_the_first_and_the_last_rating(cast: Cast, pair: Relationship) -> None:
    stories.wanted_skill(cast, pair, level=1)
    rated(pair, cast, level=2, days=90)
    rated(pair, cast, level=3, days=200)
    found = picture(pair)
    assert (found.first.level, found.last.level, found.gain, found.to_go) == (1, 3, 2, 0)
    assert (found.before_share, found.now_share, found.target_share) == (25, 75, 75)
    assert found.sentence == "2 levels up since the start · target reached"


@pytest.mark.parametrize(
    ("before", "after", "target", "sentence"),
    [
        (1, 1, 3, "no change since the start · 2 levels to go"),
        (2, 1, 3, "rated lower than at the start"),
        (0, 1, 2, "1 level up since the start · 1 level to go"),
        (1, 4, 3, "3 levels up since the start · target reached"),
    ],
)
def test_the_way_is_told_in_words(
    cast: Cast, pair: Relationship, before: int, after: int, target: int, sentence: str
) -> None:
    stories.wanted_skill(cast, pair, level=before)
    rated(pair, cast, after, days=30, target=target)
    assert picture(pair).sentence.startswith(sentence)


def test_a_second_rating_on_one_day_replaces_the_first(cast: Cast, pair: Relationship) -> None:
    stories.wanted_skill(cast, pair, level=1)
    rated(pair, cast, level=2, days=0)
    assert [row.level for row in SkillRating.objects.all()] == [2]
    assert picture(pair).sentence == "1 level to go"


def test_the_first_rating_starts_from_the_skills_of_the_enrollment(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    row = EnrollmentSkill.objects.create(
        enrollment=cast.mentee_enrollment,
        skill=make_skill("Negotiation"),
        direction="wanted",
        level=1,
        target=3,
    )
    client, page = sign_in(cast.mentee), url("skills_rate", pair)
    assert "Negotiation" in client.get(page).text
    key = row.pk.hex
    answer = client.post(
        page, {f"{key}_level": "1", f"{key}_target": "4", f"{key}_evidence": "I gave in twice"}
    )
    assert answer.headers["Location"] == url("skills_gap", pair)
    wanted = WantedSkill.objects.get()
    assert (wanted.name, wanted.target, wanted.ratings.get().evidence) == (
        "Negotiation",
        4,
        "I gave in twice",
    )
    shown = sign_in(cast.mentor).get(url("skills_gap", pair)).text
    assert "Negotiation" in shown
    assert "I gave in twice" in shown


def test_without_any_skill_rating_leads_to_adding_one(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    answer = sign_in(cast.mentee).get(url("skills_rate", pair))
    assert answer.headers["Location"] == url("wanted_skill_new", pair)


def test_a_skill_is_added_once_in_whatever_spelling(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    client, page = sign_in(cast.mentee), url("wanted_skill_new", pair)
    client.post(page, typed())
    shown = client.post(page, typed(name="  budgets ")).text
    assert "This skill is already in the list." in shown
    assert "I ask Ana" in shown
    assert WantedSkill.objects.get().name == "Budgets"


def test_the_level_wanted_is_above_the_level_now(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    shown = sign_in(cast.mentee).post(url("wanted_skill_new", pair), typed(level="3")).text
    assert "Choose a level above the one you have now." in shown
    assert not WantedSkill.objects.exists()


def test_the_database_refuses_levels_that_are_none(cast: Cast, pair: Relationship) -> None:
    wanted = stories.wanted_skill(cast, pair)
    with pytest.raises(IntegrityError), transaction.atomic():
        wanted.ratings.update(level=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        WantedSkill.objects.update(target=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        SkillRating.objects.create(wanted=wanted, rated_on=picture(pair).last.rated_on, level=1)


def test_twelve_skills_are_enough(cast: Cast, pair: Relationship) -> None:
    for number in range(skill_gap.AT_MOST):
        stories.wanted_skill(cast, pair, f"Skill {number}")
    with pytest.raises(DomainError) as refused:
        stories.wanted_skill(cast, pair, "One more")
    assert refused.value.code == "too_many_skills"


# Whose it is -------------------------------------------------------------------------------------


def test_the_mentor_reads_and_neither_rates_nor_removes(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    wanted = stories.wanted_skill(cast, pair)
    client = sign_in(cast.mentor)
    shown = client.get(url("wanted_skill", pair, wanted=wanted.pk)).text
    assert "I do it all myself" in shown
    assert "Rate my skills" not in shown
    assert client.get(url("skills_rate", pair)).status_code == 403
    assert client.post(url("wanted_skill_remove", pair, wanted=wanted.pk)).status_code == 403
    with pytest.raises(DomainError):
        skills.rate(relationship=pair, by=cast.mentor, ratings=[])
    with pytest.raises(DomainError):
        skills.remove(wanted=wanted, by=cast.mentor)


def test_removing_a_skill_takes_its_ratings_along(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    wanted = stories.wanted_skill(cast, pair)
    confirming.press(sign_in(cast.mentee), url("wanted_skill_remove", pair, wanted=wanted.pk))
    assert not WantedSkill.objects.exists()
    assert not SkillRating.objects.exists()


def test_a_skill_of_another_pair_is_not_found_under_ones_own(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    wanted, other = stories.wanted_skill(cast, pair), another_pair(cast)
    client = sign_in(other.memberships.get(role="mentee").user)
    assert client.get(url("skills_gap", pair)).status_code == 404
    assert client.get(url("wanted_skill", other, wanted=wanted.pk)).status_code == 404
    assert client.post(url("wanted_skill_remove", other, wanted=wanted.pk)).status_code == 404
    assert WantedSkill.objects.exists()


@pytest.mark.parametrize("state", ["held", "ended"])
def test_nothing_is_rated_on_hold_or_after_the_end_and_all_stays_readable(
    cast: Cast, pair: Relationship, sign_in: SignIn, state: str
) -> None:
    stories.wanted_skill(cast, pair)
    if state == "held":
        safeguarding.hold(relationship=pair, by=cast.safeguarding)
    else:
        endings.end_no_fault(relationship=pair, by=cast.mentor)
    client = sign_in(cast.mentee)
    shown = client.get(url("skills_gap", pair)).text
    assert "Delegation" in shown
    assert "Rate my skills" not in shown
    assert client.post(url("wanted_skill_new", pair), typed()).status_code == 200
    assert WantedSkill.objects.count() == 1


# Goals -------------------------------------------------------------------------------------------


def test_a_goal_names_the_skills_it_builds_and_the_skill_shows_the_goal(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    wanted, goal = stories.wanted_skill(cast, pair), stories.goal(cast, pair)
    stories.activity(cast, pair)
    client = sign_in(cast.mentor)
    client.post(url("goal_skills", pair, goal=goal.pk), {"skills": [str(wanted.pk)]})
    assert "Delegation" in client.get(url("goal_detail", pair, goal=goal.pk)).text
    shown = client.get(url("wanted_skill", pair, wanted=wanted.pk)).text
    assert "Lead a project" in shown
    assert "A day with support" in shown
    client.post(url("goal_skills", pair, goal=goal.pk), {})
    assert not goal.skills.exists()


def test_a_closed_goal_keeps_its_skills(cast: Cast, pair: Relationship, sign_in: SignIn) -> None:
    wanted, goal = stories.wanted_skill(cast, pair), stories.goal(cast, pair)
    skills.link(goal=goal, by=cast.mentee, skills=[wanted.pk])
    plans.close_goal(goal=goal, by=cast.mentee, result="achieved")
    client = sign_in(cast.mentee)
    client.post(url("goal_skills", pair, goal=goal.pk), {})
    shown = client.get(url("goal_detail", pair, goal=goal.pk)).text
    assert "Delegation" in shown
    assert "Choose the skills" not in shown


# Input and cost ----------------------------------------------------------------------------------


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
def test_no_input_breaks_a_form(
    cast: Cast, pair: Relationship, sign_in: SignIn, words: str
) -> None:
    wanted, goal = stories.wanted_skill(cast, pair), stories.goal(cast, pair)
    client, key = sign_in(cast.mentee), wanted.pk.hex
    for field in ("name", "level", "target", "evidence"):
        answer = client.post(url("wanted_skill_new", pair), typed(**{field: words}))
        assert answer.status_code in {200, 302}
        given = {f"{key}_level": "1", f"{key}_target": "3", f"{key}_{field}": words}
        assert client.post(url("skills_rate", pair), given).status_code in {200, 302}
    client.post(url("goal_skills", pair, goal=goal.pk), {"skills": words})
    assert not goal.skills.exists()


@pytest.mark.parametrize("route", ["skills_gap", "wanted_skill"])
def test_a_page_of_skills_costs_the_same_with_1_and_with_12_of_everything(
    cast: Cast, pair: Relationship, sign_in: SignIn, route: str
) -> None:
    wanted, client = stories.wanted_skill(cast, pair), sign_in(cast.mentee)
    skills.link(goal=stories.goal(cast, pair), by=cast.mentee, skills=[wanted.pk])
    more = {"wanted": wanted.pk} if route == "wanted_skill" else {}
    few = cost(client, url(route, pair, **more))
    for number in range(skill_gap.AT_MOST - 1):
        stories.wanted_skill(cast, pair, f"Skill {number}")
        rated(pair, cast, level=2, days=number)
        goal = stories.goal(cast, pair)
        skills.link(goal=goal, by=cast.mentee, skills=[wanted.pk])
        stories.activity(cast, pair)
    assert cost(client, url(route, pair, **more)) == few <= 12


def cost(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)
