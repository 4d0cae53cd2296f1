"""The page of an ended pair says of the next runs what the rule does, for each kind of ending."""

import pytest
from django.urls import reverse

from core import clock
from matching import pool
from matching.engine import broken_rule
from matching.groups import actions
from notifications.models import Message
from profiles.models import Enrollment
from programs.models import Format
from relationships.actions.proposals import propose, propose_on_purpose
from relationships.models import ConcludedKind, Membership, Relationship
from relationships.rematch_rules import FINAL
from tests import confirming, gatherings, stories
from tests.cast import Cast, SignIn, enroll

KINDS = [kind.value for kind in ConcludedKind if kind not in FINAL]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("again", ["", "new_cycle"])
def test_the_page_says_what_the_next_run_does(
    cast: Cast, sign_in: SignIn, kind: str, again: str
) -> None:
    record = stories.proposed(cast)
    Relationship.objects.filter(pk=record.pk).update(
        status="concluded", concluded_at=clock.now(), concluded_kind=kind
    )
    members = Membership.objects.filter(relationship=record)
    members.update(is_open=False, outcome_choice=again, wish="rematch")
    page = sign_in(cast.coordinator).get(reverse("pair_detail", args=[cast.program.pk, record.pk]))
    ids = str(cast.mentor_enrollment.pk), str(cast.mentee_enrollment.pk)
    is_left_out = broken_rule(pool.load(cast.program).problem, *ids) == "unavailable"
    words = page.content.decode()
    assert ("Runs do not propose the same two again" in words) == is_left_out
    assert ("Runs may propose the same two again" in words) != is_left_out


@pytest.mark.parametrize("format_key", [Format.GROUP, Format.CIRCLE, Format.PEER])
def test_too_few_people_are_told_so(cast: Cast, sign_in: SignIn, format_key: Format) -> None:
    program, client = gatherings.program(cast, format_key), sign_in(cast.coordinator)
    arrange = reverse("gatherings_arrange", args=[program.pk])
    page = client.post(arrange, follow=True).content.decode()
    assert "Nothing was drafted" in page
    assert "Drafted." not in page
    assert "Once people are approved" in page


@pytest.mark.parametrize("format_key", [Format.CIRCLE, Format.PEER])
def test_an_empty_page_does_not_ask_for_approvals_that_are_there(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    record, client = gatherings.started(cast, format_key), sign_in(cast.coordinator)
    page = client.post(
        reverse("gatherings_arrange", args=[record.program_id]), follow=True
    ).content.decode()
    assert "Nothing was drafted" in page
    assert "Everybody who is approved has a match" in page
    assert "Once people are approved" not in page


def test_a_draft_without_a_name_is_called_this_draft(cast: Cast, sign_in: SignIn) -> None:
    program = gatherings.program(cast, Format.CIRCLE)
    person = Enrollment.objects.get(pk=cast.mentee_enrollment.pk)
    Enrollment.objects.filter(pk=person.pk).update(program=program, role="peer")
    person.refresh_from_db()
    draft = actions.put(program=program, enrollment=person, gathering=None, by=cast.coordinator)
    url = reverse("gathering_dissolve", args=[program.pk, draft.pk])
    asked = sign_in(cast.coordinator).post(url)
    assert confirming.token_of(asked)
    assert "Dissolve this draft?" in asked.content.decode()


# Another cycle -----------------------------------------------------------------------------------

TWO = [Format.CLASSIC, Format.REVERSE, Format.PEER, Format.BUDDY, Format.FLASH]
FIRST_MEETING = ("first time", "good fit", "start mentoring")


def completed(cast: Cast, format_key: Format) -> Relationship:
    record = gatherings.started(cast, format_key)
    Relationship.objects.filter(pk=record.pk).update(
        status="concluded", concluded_at=clock.now(), concluded_kind="completed"
    )
    Membership.objects.filter(relationship=record).update(is_open=False, wish="rematch")
    return gatherings.again(record)


def letters(relationship: Relationship, kind: str) -> list[str]:
    found = Message.objects.filter(kind=kind, context__relationship=str(relationship.pk))
    composed = [gatherings.composed(row) for row in found]
    return ["\n".join([one.subject, *one.paragraphs]) for one in composed if one]


@pytest.mark.parametrize("format_key", TWO)
def test_no_word_to_two_who_know_each_other_reads_like_a_first_meeting(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    before = completed(cast, format_key)
    made = propose_on_purpose(relationship=before, by=cast.coordinator)
    another = "another talk" if format_key == Format.FLASH else "another cycle"
    page = sign_in(gatherings.who("bo")).get(reverse("relationship_detail", args=[made.pk]))
    assert another in page.content.decode()
    assert reverse("relationship_detail", args=[before.pk]) in page.content.decode()
    written = letters(made, "relationships.proposed")
    assert len(written) == 2
    gatherings.accept(made)
    begun = letters(made, "relationships.introduction")
    assert len(begun) == 2
    for words in (*written, *begun):
        assert not [phrase for phrase in FIRST_MEETING if phrase in words]
    assert all(another in words for words in written)


def test_a_proposal_that_never_began_was_no_cycle(cast: Cast) -> None:
    record = gatherings.proposed(cast, Format.CLASSIC)
    Relationship.objects.filter(pk=record.pk).update(
        status="concluded", concluded_at=clock.now(), concluded_kind="lapsed"
    )
    Membership.objects.filter(relationship=record).update(is_open=False)
    made = propose_on_purpose(relationship=gatherings.again(record), by=cast.coordinator)
    assert not [one for one in letters(made, "relationships.proposed") if "cycle" in one]


@pytest.mark.parametrize("is_accepted", [False, True])
def test_the_old_page_leads_to_the_new_record_and_offers_nothing_it_refuses(
    cast: Cast, sign_in: SignIn, is_accepted: bool
) -> None:
    before = completed(cast, Format.CLASSIC)
    made = propose_on_purpose(relationship=before, by=cast.coordinator)
    if is_accepted:
        gatherings.accept(made)
    client = sign_in(cast.coordinator)
    old = reverse("pair_detail", args=[before.program_id, before.pk])
    again = reverse("pair_propose_again", args=[before.program_id, before.pk])
    page = client.get(old).content.decode()
    assert again not in page
    assert reverse("pair_detail", args=[made.program_id, made.pk]) in page
    assert "a later record, which is still open" in client.get(again).content.decode()


def test_who_cannot_be_matched_has_a_page_that_says_why(cast: Cast, sign_in: SignIn) -> None:
    """For somebody with another mentor, who is on no waiting list."""
    before = completed(cast, Format.CLASSIC)
    mentee = before.memberships.get(role="mentee").enrollment
    other = enroll(cast.mentor, before.program, "mentor")
    propose(program=before.program, mentor=other, mentee=mentee, reasons=[], by=cast.coordinator)
    client = sign_in(cast.coordinator)
    again = reverse("pair_propose_again", args=[before.program_id, before.pk])
    said = client.post(again, follow=True).content.decode()
    assert "Their page in the program says why" in said
    person = reverse("enrollment_review", args=[before.program_id, mentee.pk])
    assert "A proposal is waiting for an answer" in client.get(person).content.decode()


@pytest.mark.parametrize("kind", sorted(FINAL))
def test_an_ending_that_is_final_says_so_in_the_same_words(
    cast: Cast, sign_in: SignIn, kind: str
) -> None:
    record = completed(cast, Format.CLASSIC)
    Relationship.objects.filter(pk=record.pk).update(concluded_kind=kind)
    page = sign_in(cast.coordinator).get(
        reverse("pair_detail", args=[record.program_id, record.pk])
    )
    words = page.content.decode()
    assert "After this kind of ending, the two cannot be proposed to each other again." in words
    assert "Ask them again" not in words
