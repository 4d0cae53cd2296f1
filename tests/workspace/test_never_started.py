"""A proposal that came to nothing has one short page, in every format."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from programs.models import Format
from relationships.actions import proposals
from relationships.models import Relationship, Status
from sessions.middleware import READ, STILL_ASKED
from tests import gatherings
from tests.cast import Cast, SignIn
from tests.hanging import FORMATS

NOT_OF_IT = (
    "from to",
    "since ,",
    "Initiation",
    "What was left open",
    "what you reached",
    "Sessions held",
    "private notes",
)


def declined(cast: Cast, format_key: Format) -> Relationship:
    """By as many as it takes: a circle begins without one of them."""
    relationship = gatherings.proposed(cast, format_key)
    for member in relationship.memberships.select_related("user"):
        if gatherings.again(relationship).status == Status.PROPOSED:
            proposals.decline(relationship=relationship, by=member.user)
    return gatherings.again(relationship)


def withdrawn(cast: Cast, format_key: Format) -> Relationship:
    relationship = gatherings.proposed(cast, format_key)
    proposals.withdraw(relationship=relationship, by=cast.coordinator)
    return gatherings.again(relationship)


def text_of(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


@pytest.mark.parametrize("end", [declined, withdrawn])
@pytest.mark.parametrize("format_key", FORMATS)
def test_its_page_speaks_of_nothing_that_never_was(
    cast: Cast, sign_in: SignIn, format_key: Format, end: Callable[[Cast, Format], Relationship]
) -> None:
    relationship = end(cast, format_key)
    assert relationship.never_started
    members = relationship.memberships.select_related("user")
    for member in (one for one in members if one.is_present):
        page = reverse("relationship_detail", args=[relationship.pk])
        text = text_of(sign_in(member.user).get(page).content.decode())
        assert "It did not begin" in text
        assert [words for words in NOT_OF_IT if words in text] == []


def test_every_other_page_of_it_leads_back_to_the_one(cast: Cast, sign_in: SignIn) -> None:
    relationship = declined(cast, Format.CLASSIC)
    client = sign_in(gatherings.who("bo"))
    own = reverse("relationship_detail", args=[relationship.pk])
    of_one_thing = {"activity_detail", "goal_detail", "session_calendar", "session_detail"}
    others = (READ | STILL_ASKED) - of_one_thing - {"relationship_detail", "wanted_skill"}
    for name in sorted(others):
        answer = client.get(reverse(name, args=[relationship.pk]), follow=True)
        assert answer.redirect_chain[-1][0] == own, name
        assert "The mentoring did not begin." in answer.content.decode()
