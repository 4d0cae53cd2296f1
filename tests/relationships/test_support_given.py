"""Support given is noted by function, and read by the two alone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import DomainError
from profiles.models import Function
from programs.models import Format
from relationships import support
from relationships.actions import endings
from relationships.actions import support as actions
from relationships.models import Relationship, SupportNote
from relationships.visibility import BY_KEY
from tests import confirming, gatherings, stories
from tests.cast import Cast, SignIn
from tests.gatherings import NAMES, who
from tests.workspace.test_closing import cost
from tests.workspace.test_record_pages import NASTY, another_pair, url


@pytest.fixture
def pair(cast: Cast) -> Relationship:
    return stories.started(cast)


def typed(pair: Relationship, role: str = "mentor", **more: str) -> dict[str, str]:
    return {
        "giver": str(stories.membership(pair, role).pk),
        "function": "counselling",
        "words": "Listened",
        "given_on": f"{clock.today()}",
        **more,
    }


def test_either_notes_what_either_gave_and_both_read_it(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    page = url("support_given", pair)
    sign_in(cast.mentee).post(page, typed(pair))
    sign_in(cast.mentor).post(page, typed(pair, "mentee", words="Showed me the new tool"))
    for person in (cast.mentor, cast.mentee):
        shown = sign_in(person).get(page).text
        assert "Listened" in shown
        assert "Showed me the new tool" in shown


def test_the_nine_ways_are_counted_and_what_is_missing_is_named(
    cast: Cast, pair: Relationship
) -> None:
    for function in ("coaching", "coaching", "friendship"):
        stories.support_note(cast, pair, function=function)
    career, person = support.groups(SupportNote.objects.all())
    assert [(bar.label, bar.value, bar.share) for bar in career.bars] == [
        (Function.COACHING.label, 2, 100)
    ]
    assert [(bar.value, bar.share) for bar in person.bars] == [(1, 50)]
    assert (len(career.missing), len(person.missing)) == (4, 3)


def test_every_function_belongs_to_one_of_the_two_kinds() -> None:
    assert sorted([*support.CAREER, *support.PSYCHOSOCIAL]) == sorted(Function)
    assert (len(support.CAREER), len(support.PSYCHOSOCIAL)) == (5, 4)


def test_only_its_author_takes_a_note_away(cast: Cast, pair: Relationship, sign_in: SignIn) -> None:
    given = stories.support_note(cast, pair)
    page = url("support_remove", pair, given=given.pk)
    shown = sign_in(cast.mentor).post(page, follow=True).text
    assert "Only its author can change a note." in shown
    confirming.press(sign_in(cast.mentee), page)
    assert not SupportNote.objects.exists()


def test_a_note_of_another_pair_is_not_found(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    given, other = stories.support_note(cast, pair), another_pair(cast)
    client = sign_in(other.memberships.get(role="mentee").user)
    assert client.post(url("support_remove", other, given=given.pk)).status_code == 404
    assert client.get(url("support_given", pair)).status_code == 404
    refused = client.post(url("support_given", other), typed(pair))
    assert "Select a valid choice." in refused.text
    with pytest.raises(DomainError):
        actions.note(
            relationship=other,
            by=other.memberships.get(role="mentee").user,
            giver=stories.membership(pair, "mentor"),
            support=actions.Support("coaching", "-", clock.today()),
        )


def test_nothing_is_noted_for_a_day_to_come_or_after_the_end(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    client, page = sign_in(cast.mentee), url("support_given", pair)
    late = f"{clock.today() + timedelta(days=2)}"
    assert "Choose today or an earlier day." in client.post(page, typed(pair, given_on=late)).text
    endings.end_no_fault(relationship=pair, by=cast.mentor)
    assert client.post(page, typed(pair)).status_code == 200
    assert not SupportNote.objects.exists()


def test_the_database_refuses_a_kind_that_is_none(cast: Cast, pair: Relationship) -> None:
    stories.support_note(cast, pair)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportNote.objects.update(function="magic")


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
def test_no_input_breaks_the_form(
    cast: Cast, pair: Relationship, sign_in: SignIn, words: str
) -> None:
    client, page = sign_in(cast.mentee), url("support_given", pair)
    for field in ("giver", "function", "words", "given_on"):
        assert client.post(page, typed(pair, **{field: words})).status_code in {200, 302}
    assert client.get(page, {"page": words[:100]}).status_code == 200


def test_the_page_costs_the_same_with_1_and_with_30_notes(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    stories.support_note(cast, pair)
    client, page = sign_in(cast.mentee), url("support_given", pair)
    few = cost(client, page)
    for number in range(30):
        stories.support_note(cast, pair, f"Number {number}")
    assert cost(client, page) == few <= 12


@pytest.mark.parametrize("kind", [Format.GROUP, Format.CIRCLE])
def test_among_several_giver_and_author_read_a_note_and_every_sentence_says_so(
    cast: Cast, sign_in: SignIn, kind: Format
) -> None:
    record = gatherings.started(cast, kind)
    page = url("support_given", record)
    giver = record.memberships.get(user=who("cleo"))
    note = {"giver": str(giver.pk), "function": "counselling", "given_on": f"{clock.today()}"}
    sign_in(who("bo")).post(page, note | {"words": "Listened to me"})
    reads = {name: "Listened to me" in sign_in(who(name)).get(page).text for name in NAMES[:4]}
    assert reads == {"ana": False, "bo": True, "cleo": True, "dan": False}
    shown = sign_in(who("bo")).get(page).text
    assert "Only the person who gave it and the person who noted it can read a note." in shown
    assert "Only you and the person who gave it can read this." in shown
    for untrue in ("Only the two of you", "Only the members of your"):
        assert untrue not in shown
    assert "in a group or circle only whoever gave it" in str(BY_KEY["support"].others.words)
