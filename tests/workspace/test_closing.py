"""Closing well: standing alone, what stays open, thanks, and what the two are to each other."""

from itertools import product
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import DomainError
from notifications.models import Message
from programs.models import Format
from relationships import guidance
from relationships.actions import closing, phases, plans, safeguarding
from relationships.actions.closing import Independence
from relationships.closing import Minds, minds, recorded
from relationships.models import Closing, Outcome, Relationship
from sessions.actions import notes
from sessions.models import Action
from tests import confirming, gatherings, stories
from tests.cast import Cast, SignIn
from tests.workspace.test_record_pages import NASTY, another_pair, url
from workspace.closing import Journey
from workspace.record import RelationshipRecord

PAIR = ("mentor", "mentee")
ANSWERS = {"decides_alone": "4", "hard_without": "2"}


@pytest.fixture
def pair(cast: Cast) -> Relationship:
    return stories.in_separation(cast)


def promise(cast: Cast, pair: Relationship, words: str = "Present the plan") -> Action:
    owner = stories.membership(pair, "mentee")
    return notes.promise(relationship=pair, by=cast.mentee, owner=owner, words=words)


def steps(pair: Relationship, role: str) -> dict[str, bool]:
    journey = Journey(RelationshipRecord(stories.membership(stories.again(pair), role)))
    return {step.text: step.met for step in journey.steps}


# The steps ---------------------------------------------------------------------------------------


def test_the_page_leads_through_every_step_to_a_good_end(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    action, goal = promise(cast, pair), pair.goals.get()
    assert set(steps(pair, "mentee").values()) == {False}
    client = sign_in(cast.mentee)
    client.post(url("closing_independence", pair), ANSWERS)
    client.post(url("closing_ahead", pair), {"unfinished": "The budget", "successor": "Ana"})
    client.post(url("closing_thanks", pair), {"thanks": "For asking why"})
    client.post(url("outcome_choose", pair), {"outcome": "colleagues"})
    client.post(url("closing_settle", pair, action=action.pk), {"settled_as": "goes_on"})
    confirming.press(client, url("goal_close", pair, goal=goal.pk), {"result": "achieved"})
    stories.held(cast, pair, days_ago=1, kind="closing")
    assert set(steps(pair, "mentee").values()) == {True}
    phases.choose_outcome(relationship=pair, by=cast.mentor, outcome="colleagues")
    assert "Propose moving on to" in client.get(url("closing", pair)).text


def test_before_separation_the_page_says_when_closing_begins(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.started(cast)
    client = sign_in(cast.mentee)
    assert "Closing begins once you start winding up" in client.get(url("closing", pair)).text
    shown = client.post(url("closing_thanks", pair), {"thanks": "For asking why"}).text
    assert "Closing begins once you start winding up" in shown
    assert not Closing.objects.exists()


def test_skills_rated_before_are_a_step_until_they_are_rated_again(
    cast: Cast, sign_in: SignIn
) -> None:
    pair = stories.in_cultivation(cast)
    wanted = stories.wanted_skill(cast, pair)
    wanted.ratings.update(rated_on="2020-01-01")
    phases.mark_ready(relationship=pair, by=cast.mentee)
    stories.move(cast, pair, "begin_separation")
    assert steps(pair, "mentor")["Skills rated once more, to see what has changed"] is False
    assert "Rate your skills once more" in sign_in(cast.mentee).get(url("skills_gap", pair)).text
    wanted.ratings.update(rated_on=clock.today())
    assert "once more" not in sign_in(cast.mentee).get(url("skills_gap", pair)).text
    assert steps(pair, "mentor")["Skills rated once more, to see what has changed"] is True


@pytest.mark.parametrize("way", ["done", "goes_on", "let_go"])
def test_a_promise_is_settled_in_one_of_three_ways(
    cast: Cast, pair: Relationship, sign_in: SignIn, way: str
) -> None:
    action = promise(cast, pair)
    sign_in(cast.mentor).post(url("closing_settle", pair, action=action.pk), {"settled_as": way})
    action.refresh_from_db()
    assert (action.done_at is not None, action.settled_as) == (True, way)
    assert stories.again(pair).open_actions == 0


@pytest.mark.parametrize("way", ["", "burned", *NASTY.values()], ids=["none", "other", *NASTY])
def test_there_is_no_fourth_way(cast: Cast, pair: Relationship, sign_in: SignIn, way: str) -> None:
    action = promise(cast, pair)
    page = url("closing_settle", pair, action=action.pk)
    assert sign_in(cast.mentee).post(page, {"settled_as": way}).status_code == 302
    assert stories.again(pair).open_actions == 1


def test_promises_of_another_pair_cannot_be_settled(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    action = promise(cast, pair)
    other = another_pair(cast)
    client = sign_in(other.memberships.get(role="mentee").user)
    page = url("closing_settle", other, action=action.pk)
    assert client.post(page, {"settled_as": "done"}).status_code == 404


# Standing alone ----------------------------------------------------------------------------------


def test_answers_on_standing_alone_are_their_author_s_alone(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    before = [sign_in(who).get(url("closing", pair)).text for who in (cast.mentee, cast.mentor)]
    closing.say_independence(
        relationship=pair, by=cast.mentee, answers=Independence(hard_without=5, decides_alone=1)
    )
    after = [sign_in(who).get(url("closing", pair)).text for who in (cast.mentee, cast.mentor)]
    assert "You still lean on these talks" in after[0]
    assert before[0] != after[0]
    assert plain(before[1]) == plain(after[1])


def plain(page: str) -> str:
    return "\n".join(
        line
        for line in page.splitlines()
        if not any(word in line for word in ("csrf", "nonce", "unsent"))
    )


@pytest.mark.parametrize(
    ("is_mentor", "answers", "card"),
    [
        (False, (None, None, None), None),
        (False, (5, 1, None), guidance.STANDING),
        (False, (5, 4, None), guidance.LEANING),
        (False, (2, 1, None), guidance.LEANING),
        (True, (None, 4, 5), guidance.CARRYING),
        (True, (None, 2, 5), guidance.OUTGROWN),
        (True, (None, 2, 2), guidance.STANDING),
    ],
)
def test_what_the_answers_suggest(
    is_mentor: bool, answers: tuple[int | None, ...], card: guidance.Guidance | None
) -> None:
    names = ("decides_alone", "hard_without", "little_new")
    given: Any = dict(zip(names, answers, strict=True))
    assert guidance.on_independence(is_mentor=is_mentor, **given) == card


def test_mentors_are_asked_another_sentence_than_mentees(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    asked = {who: sign_in(getattr(cast, who)).get(url("closing", pair)).text for who in PAIR}
    assert "I have little new to add" in asked["mentor"]
    assert "I have little new to add" not in asked["mentee"]
    assert "decide on my own" not in asked["mentor"]


def test_the_database_refuses_answers_that_are_none(cast: Cast, pair: Relationship) -> None:
    row = Closing.objects.create(member=stories.membership(pair, "mentee"))
    for name in ("decides_alone", "hard_without", "little_new"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Closing.objects.filter(pk=row.pk).update(**{name: 6})


# Words -------------------------------------------------------------------------------------------


def test_thanks_are_read_by_both_and_announced_once(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    client = sign_in(cast.mentee)
    client.post(url("closing_thanks", pair), {"thanks": "For asking why"})
    client.post(url("closing_thanks", pair), {"thanks": "For asking why, twice"})
    letters = Message.objects.filter(kind="relationships.thanked")
    assert [letter.recipient for letter in letters] == [cast.mentor]
    assert "twice" not in str(letters.values())
    for person in (cast.mentor, cast.mentee):
        assert "For asking why, twice" in sign_in(person).get(url("closing", pair)).text


def test_what_was_written_stays_readable_and_cannot_be_changed_after_the_end(
    cast: Cast, sign_in: SignIn
) -> None:
    pair = stories.in_redefinition(cast)
    closing.thank(relationship=pair, by=cast.mentee, words="For asking why")
    closing.look_ahead(relationship=pair, by=cast.mentor, unfinished="The budget", successor="Ana")
    stories.completed(pair)
    client = sign_in(cast.mentor)
    shown = client.get(url("closing", pair)).text
    assert "For asking why" in shown
    assert "The budget" in shown
    assert "<textarea" not in shown
    client.post(url("closing_ahead", pair), {"unfinished": "Other", "successor": ""})
    assert {row.unfinished for row in Closing.objects.all()} == {"", "The budget"}


def test_nothing_is_written_on_hold(cast: Cast, pair: Relationship, sign_in: SignIn) -> None:
    safeguarding.hold(relationship=pair, by=cast.safeguarding)
    client = sign_in(cast.mentee)
    assert "<textarea" not in client.get(url("closing", pair)).text
    client.post(url("closing_thanks", pair), {"thanks": "-"})
    assert not Closing.objects.exists()


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
def test_no_input_breaks_a_form(
    cast: Cast, pair: Relationship, sign_in: SignIn, words: str
) -> None:
    client = sign_in(cast.mentee)
    for route, field in (
        ("closing_ahead", "unfinished"),
        ("closing_ahead", "successor"),
        ("closing_thanks", "thanks"),
        ("closing_independence", "hard_without"),
        ("outcome_choose", "outcome"),
    ):
        assert client.post(url(route, pair), {field: words}).status_code in {200, 302}


def test_what_was_typed_stays_when_an_answer_is_missing(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    shown = sign_in(cast.mentee).post(url("closing_independence", pair), {"hard_without": "2"})
    assert '<option value="2" selected>' in shown.text
    assert "This field is required." in shown.text


# What the two want to be to each other -----------------------------------------------------------


@pytest.mark.parametrize(("mine", "theirs"), [*product(["", *Outcome.values], repeat=2)])
def test_nobody_learns_the_other_s_wish_before_their_own(mine: str, theirs: str) -> None:
    assert minds(mine, [theirs], is_over=False) == Minds("chosen" if mine else "open")
    found = minds(mine, [theirs], is_over=True)
    friends = {mine, theirs} == {"friendship"}
    own, other = ((one if friends else told(one)) for one in (mine, theirs))
    if mine == "friendship" and theirs and not friends:
        assert found == Minds("friendship", theirs=(Outcome(theirs),))
    elif not mine or not theirs:
        assert found == Minds("waiting" if mine else "open")
    elif own == other:
        assert found == Minds("same", shared=Outcome(own))
    else:
        assert found == Minds("different", theirs=(Outcome(other),))


def told(choice: str) -> str:
    """What the others may see of ``choice``, where not all chose it."""
    return "informal" if choice == "friendship" else choice


@pytest.mark.parametrize("others", [1, 2, 3])
def test_a_wish_for_friendship_looks_like_another_choice_unless_all_share_it(others: int) -> None:
    """Whatever somebody chooses, and however often: what they see is the same for both choices."""
    for mine, *theirs in product(["", *Outcome.values], repeat=others + 1):
        if {mine, *theirs} != {"friendship"} and "friendship" in theirs:
            instead = [told(choice) for choice in theirs]
            found = minds(mine, theirs, is_over=True)
            assert found == minds(mine, instead, is_over=True)
            assert mine == "friendship" or recorded([mine, *theirs]) == recorded([mine, *instead])


Deeds = tuple[tuple[str, str], ...]
B_WISHES = "what the mentee wishes"
ORDERS: list[Deeds] = [
    (("mentor", "colleagues"), ("mentee", B_WISHES)),
    (("mentee", B_WISHES), ("mentor", "informal")),
    (("mentee", "clean_end"), ("mentor", "informal"), ("mentee", B_WISHES)),
    (
        ("mentee", B_WISHES),
        *(("mentor", choice) for choice in Outcome.values if choice != "friendship"),
    ),
]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("format_key", [None, Format.GROUP, Format.CIRCLE])
def test_no_page_tells_a_wish_for_friendship_in_any_order(
    cast: Cast, sign_in: SignIn, order: Deeds, format_key: Format | None
) -> None:
    pair = near_its_end(cast, format_key)
    with time_machine.travel(clock.now(), tick=False):
        seen = [
            seen_by_the_first(pair, order, wish, sign_in) for wish in ("friendship", "informal")
        ]
    assert seen[0] == seen[1]


def near_its_end(cast: Cast, format_key: Format | None) -> Relationship:
    if format_key is None:
        return stories.in_separation(cast)
    group = gatherings.started(cast, format_key)
    Relationship.objects.filter(pk=group.pk).update(phase="separation")
    return stories.again(group)


def seen_by_the_first(
    pair: Relationship, order: Deeds, wish: str, sign_in: SignIn
) -> list[list[str]]:
    """The pages of one member after each deed, where another one wishes for ``wish``."""
    members = list(pair.memberships.select_related("user").order_by("-role", "pk"))
    here = next((one for one in members if one.role == "mentor"), members[0])
    other, *rest = [one for one in members if one != here]
    seen = []
    with transaction.atomic():
        for one in rest:
            phases.choose_outcome(relationship=pair, by=one.user, outcome="colleagues")
        for role, choice in order:
            by = here.user if role == "mentor" else other.user
            chosen = wish if choice == B_WISHES else choice
            phases.choose_outcome(relationship=pair, by=by, outcome=chosen)
            client = sign_in(here.user)
            seen.append([plain(client.get(url(name, pair)).text) for name in WHERE_WISHES_SHOW])
        transaction.set_rollback(True)
    return seen


WHERE_WISHES_SHOW = ("closing", "complete", "relationship_detail")


@pytest.mark.parametrize("wish", Outcome.values)
def test_concluding_tells_nothing_of_the_other_s_choice(
    cast: Cast, sign_in: SignIn, wish: str
) -> None:
    """Neither the pages nor the question before the last one concludes."""
    pair = stories.in_redefinition(cast)
    typed = {"outcome": "informal", "follow_up_on": ""}
    shown = {}
    with time_machine.travel(clock.now(), tick=False):
        phases.complete(relationship=pair, by=cast.mentee, outcome="informal")
        for theirs in ("informal", wish):
            phases.choose_outcome(relationship=pair, by=cast.mentee, outcome=theirs)
            client = sign_in(cast.mentor)
            pages = [plain(client.get(url(name, pair)).text) for name in WHERE_WISHES_SHOW]
            asked = client.post(url("complete", pair), typed)
            shown[theirs] = [*pages, *confirming.lines_of(asked), confirming.token_of(asked)]
    assert shown[wish] == shown["informal"]


def test_whoever_chose_friendship_alone_reads_the_truth(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.in_redefinition(cast)
    phases.complete(relationship=pair, by=cast.mentee, outcome="friendship")
    phases.complete(relationship=pair, by=cast.mentor, outcome="informal")
    page = url("relationship_detail", pair)
    own = sign_in(cast.mentee).get(page).text
    assert "Your choice: friendship." in own
    assert "chosen the same" not in own
    other = sign_in(cast.mentor).get(page).text
    assert "You have chosen the same: Informal contact" in other
    assert "riendship" not in other.split('id="concluded"')[1].split("</section>")[0]
    assert stories.again(pair).outcome == "informal"


def test_after_concluding_the_record_says_whose_turn_it_is(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.in_redefinition(cast)
    phases.complete(relationship=pair, by=cast.mentee, outcome="informal")
    page = url("relationship_detail", pair)
    own = sign_in(cast.mentee).get(page).text
    assert "You have concluded. Your mentoring is complete once" in own
    assert "Record what comes after, and finish" not in own
    other = sign_in(cast.mentor).get(page).text
    assert "Now it is your turn." in other
    assert "Record what comes after, and finish" in other
    lists = [
        sign_in(who).get(reverse("relationship_list")).text for who in (cast.mentor, cast.mentee)
    ]
    assert ["it is your turn" in shown for shown in lists] == [True, False]


def test_among_several_it_is_never_said_who_chose_what() -> None:
    assert minds("colleagues", ["colleagues", "clean_end"], is_over=True) == Minds("private")
    same = Minds("same", shared=Outcome.COLLEAGUES)
    assert minds("colleagues", ["colleagues", "colleagues"], is_over=True) == same
    assert minds("colleagues", ["colleagues", ""], is_over=True) == Minds("waiting")


# Cost --------------------------------------------------------------------------------------------


def test_the_page_costs_the_same_with_1_and_with_30_promises(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    client = sign_in(cast.mentee)
    for person in (cast.mentee, cast.mentor):
        closing.thank(relationship=pair, by=person, words="For asking why")
    promise(cast, pair)
    few = cost(client, url("closing", pair))
    for number in range(30):
        promise(cast, pair, f"Number {number}")
        plans.confirm_goal(
            goal=plans.propose_goal(
                relationship=pair,
                by=cast.mentee,
                words=plans.GoalWords(title="More", kind="skill", horizon="long_term"),
            ),
            by=cast.mentor,
        )
    assert cost(client, url("closing", pair)) == few <= 14


def cost(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_only_members_close(cast: Cast, pair: Relationship) -> None:
    with pytest.raises(DomainError):
        closing.thank(relationship=pair, by=cast.coordinator, words="-")
