"""Where Cancel leads, and whose rhythm the suggested dates follow."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from relationships.actions import plans
from sessions.models import MentoringSession
from tests import stories
from tests.cast import Cast, SignIn


@pytest.mark.parametrize(
    ("route", "story"),
    [
        ("session_correct", "held"),
        ("session_edit", "planned"),
        ("session_log", "past"),
        ("session_not_held", "past"),
    ],
)
def test_cancel_on_a_form_of_a_session_leads_to_the_session(
    cast: Cast, sign_in: SignIn, route: str, story: str
) -> None:
    pair = stories.started(cast)
    session = stories.planned(cast, pair) if story != "held" else stories.held(cast, pair, 1)
    if story == "past":
        long_ago = clock.now() - timedelta(hours=5)
        rows = MentoringSession.objects.filter(pk=session.pk)
        rows.update(starts_at=long_ago, ends_at=long_ago + timedelta(hours=1))
    page = sign_in(cast.mentee).get(reverse(route, args=[session.pk])).content.decode()
    assert f'href="{reverse("session_detail", args=[session.pk])}">Cancel</a>' in page


def test_suggested_dates_say_whose_rhythm_they_follow(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.started(cast)
    page = reverse("relationship_detail", args=[pair.pk])
    client, terms = sign_in(cast.mentee), stories.terms(pair)
    agreement = plans.propose_agreement(relationship=pair, by=cast.mentee, terms=terms)
    assert "as the program suggests for this phase" in client.get(page).content.decode()
    plans.confirm_agreement(agreement=agreement, by=cast.mentor)
    said = f"Every {terms.cadence_days} days, as you have all confirmed."
    assert said in client.get(page).content.decode()
