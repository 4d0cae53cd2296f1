"""A coordinator invites; one person says no with one press, one joins, a line manager says yes."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from accounts.models import User
from profiles.invitations import links
from profiles.manager_approval import links as managers
from profiles.models import Invitation, ManagerAnswer
from programs.models import Program
from sessions import links as answers
from sessions.actions.check_ins import ask
from sessions.models import CheckIn
from tests import stories
from tests.browser.conftest import Window
from tests.cast import PASSWORD, Cast, build_cast

OpenWindow = Callable[..., Window]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


def letter(person: User, route: str) -> str:
    """The address behind a button of the invitation."""
    return reverse(route, args=[links.token(Invitation.objects.get(user=person))])


def test_people_are_invited_by_a_list_and_answer_without_signing_in(
    cast: Cast, window: OpenWindow
) -> None:
    User.objects.filter(pk=cast.outsider.pk).update(last_login=None, password="!none")
    coordinator = window()
    coordinator.sign_in(cast.coordinator)
    coordinator.open(reverse("program_people", args=[cast.program.pk]))
    coordinator.follow("Invite people")
    coordinator.tick("Mentor")
    coordinator.fill("Email addresses", "outsider@example.org, hr@example.org\nnobody")
    coordinator.press("Look at the list")
    coordinator.reads("2 people would be invited")
    coordinator.reads("This is not an email address.")
    coordinator.look("invite-review")
    coordinator.press("Send 2 invitations")
    coordinator.reads("2 invitations are on their way.")
    coordinator.look("invitations")

    unwilling = window()
    unwilling.open(letter(cast.hr, "invited_no"))
    unwilling.press("Answer: not this time")
    unwilling.reads("You have said: not this time")
    unwilling.look("invited-no")

    willing = window()
    willing.open(letter(cast.outsider, "invited"))
    willing.look("invited")
    willing.press("Join as a mentor")
    willing.fill("Choose a password", PASSWORD)
    willing.press("Set the password")
    willing.reads("What would you like to give?")


def test_a_line_manager_answers_with_one_press_and_changes_their_mind(
    cast: Cast, window: OpenWindow
) -> None:
    asked = stories.manager_asked(cast)
    manager = window()
    manager.open(reverse("manager_answer", args=[managers.token(asked, "no")]))
    manager.press("No, not at the moment")
    manager.reads("Thank you")
    manager.look("manager-answered")
    manager.follow("Yes, they can take the time")
    manager.press("Yes, they can take the time")
    manager.reads("keeping the time free is the best help")
    assert ManagerAnswer.objects.get().word == "yes"


def test_a_scanner_that_runs_scripts_answers_nothing(cast: Cast, window: OpenWindow) -> None:
    """It opens every link of a letter, in a visible page, and lets the scripts run."""
    asked, invitation = stories.manager_asked(cast), stories.invited(cast, "hr")
    check_in = ask(stories.membership(stories.started(cast), "mentee"), "fit", "test")
    scanner = window()
    for path in (
        *(reverse("manager_answer", args=[managers.token(asked, word)]) for word in ("yes", "no")),
        *(reverse("answer", args=[answers.token(check_in, key)]) for key in ("good", "deciding")),
        reverse("invited_no", args=[links.token(invitation)]),
    ):
        scanner.open(path)
        scanner.page.wait_for_timeout(300)
        assert scanner.page.url.endswith(path)
    assert ManagerAnswer.objects.get().word == "waiting"
    assert CheckIn.objects.get(pk=check_in.pk).answer == ""
    assert Invitation.objects.get(pk=invitation.pk).declined_at is None


def test_mentees_read_why_they_wait_and_are_told_later(cast: Cast, window: OpenWindow) -> None:
    Program.objects.filter(pk=cast.program.pk).update(mentors_first="enrollment", mentors_needed=5)
    mentee = window()
    mentee.sign_in(cast.outsider)
    mentee.page.wait_for_url("**/mentoring/**")
    mentee.open(reverse("join", args=[cast.program.join_token]))
    mentee.reads("Mentors join first, so that somebody is there for you.")
    mentee.press("Tell me when I can join")
    mentee.reads("We will email you as soon as you can join.")
    mentee.look("mentors-first")
    assert Invitation.objects.get().is_own
