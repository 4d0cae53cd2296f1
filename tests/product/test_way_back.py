"""Who opens the address of a button is led to its page; who opens a form too late reads why."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from mentoring.way_back import is_page
from sessions.models import MentoringSession
from tests import stories
from tests.cast import Cast, SignIn
from tests.final_routes import posted
from tests.permission_matrix import ROUTES
from tests.product.test_permissions import World

BUTTONS = sorted(
    name
    for name in posted()
    if "G" not in ROUTES[name].methods and ROUTES[name].allowed - {"anonymous"}
)
OF_NOBODY = {"file_take_out", "talk_answer", "talk_close"}
"""Their page is not known from the address: they lead to the first page."""


def test_reading_the_address_of_a_button_leads_to_its_page_and_says_so(cast: Cast) -> None:
    world = World(cast)
    for name in BUTTONS:
        role = min(ROUTES[name].allowed - {"anonymous"})
        client, url = world.client(role), world.url(name)
        answer = client.get(url)
        assert (name, answer.status_code) == (name, 302)
        assert is_page(answer.headers["Location"]), name
        assert (answer.headers["Location"] == reverse("home")) == (name in OF_NOBODY), name
        said = [str(one) for one in get_messages(answer.wsgi_request)]
        assert (name, said) == (name, [said[0]])
        assert "Nothing has been changed" in said[0]
        page = client.get(url, follow=True)
        assert (name, page.status_code) == (name, 200)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused_as_before(cast: Cast, sign_in: SignIn, method: str) -> None:
    session = stories.planned(cast, stories.started(cast))
    page = reverse("session_cancel", args=[session.pk])
    assert getattr(sign_in(cast.mentee), method)(page).status_code == 405


@pytest.mark.parametrize(
    ("status", "route", "words"),
    [
        ("cancelled", "session_edit", "has been called off"),
        ("cancelled", "session_log", "has been called off"),
        ("cancelled", "session_correct", "has been called off"),
        ("held", "session_edit", "has been logged"),
        ("held", "session_log", "has been logged"),
        ("removed", "session_edit", "has been removed"),
        ("removed", "session_log", "has been removed"),
        ("removed", "session_not_held", "has been removed"),
        ("removed", "session_correct", "has been removed"),
        ("planned", "session_correct", "has not been logged"),
    ],
)
def test_a_form_that_can_do_nothing_any_more_leads_back_and_says_why(
    cast: Cast, sign_in: SignIn, status: str, route: str, words: str
) -> None:
    session = stories.planned(cast, stories.started(cast))
    by = stories.membership(session.relationship, "mentee")
    logged = {"logged_by": by, "logged_at": session.created_at} if status != "planned" else {}
    is_logged = status in {"held", "removed"}
    MentoringSession.objects.filter(pk=session.pk).update(
        status=status, **(logged if is_logged else {})
    )
    answer = sign_in(cast.mentee).get(reverse(route, args=[session.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("session_detail", args=[session.pk])
    assert words in answer.content.decode()
