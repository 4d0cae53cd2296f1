"""The page of an ended pair says of the next runs what the rule does, for each kind of ending."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from matching import pool
from matching.engine import broken_rule
from matching.groups import actions
from profiles.models import Enrollment
from programs.models import Format
from relationships.models import ConcludedKind, Membership, Relationship
from relationships.rematch_rules import FINAL
from tests import confirming, gatherings, stories
from tests.cast import Cast

SignIn = Callable[[User], Client]
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
