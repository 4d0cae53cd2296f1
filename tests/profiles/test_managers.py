"""The line manager's word: asked without a why, answered with one press, silence as promised."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, User
from core.errors import DomainError
from notifications import kinds
from notifications.models import Message
from profiles import actions, tasks
from profiles.manager_approval import actions as manager_approval
from profiles.manager_approval import links
from profiles.models import Enrollment, ManagerAnswer
from programs.models import Program
from tests import confirming
from tests.cast import enroll, make_user
from tests.profiles.test_enrollment import enroll_url, form_data, mentor_data

TYPED = {
    "mentors_first": "nothing",
    "manager_asked": "everybody",
    "manager_days": "5",
    "manager_silence": "coordinator",
}


@pytest.fixture
def asked(cast) -> ManagerAnswer:
    """The outsider, who reports to the line manager, has sent an enrollment as mentee."""
    User.objects.filter(pk=cast.outsider.pk).update(manager=cast.line_manager)
    return send(cast)


def settings(program: Program, **changes: object) -> None:
    Program.objects.filter(pk=program.pk).update(**changes)
    program.refresh_from_db()


def send(cast, silence: str = "yes", user: User | None = None, role: str = "mentee"):
    """Somebody sends an enrollment where line managers are asked; what is asked, if anything."""
    settings(cast.program, manager_asked="mentees", manager_silence=silence)
    waits = {"status": "submitted", "decided_at": None, "decided_by": None}
    row = enroll(user or User.objects.get(pk=cast.outsider.pk), cast.program, role, **waits)
    return manager_approval.ask(enrollment=row)


def letters(kind: str) -> list[str]:
    rows = Message.objects.filter(kind=kind).order_by("due_at")
    return [str(message.recipient) for message in rows]


def composed(kind: str):
    return kinds.get(kind).compose(Message.objects.get(kind=kind))


def answer_url(asked: ManagerAnswer, word: str = "yes") -> str:
    return reverse("manager_answer", args=[links.token(asked, word)])


def word(asked: ManagerAnswer) -> str:
    asked.refresh_from_db()
    return asked.word


# Asking --------------------------------------------------------------------------------------


def test_sending_the_form_asks_the_line_manager_and_says_so_first(cast, sign_in):
    User.objects.filter(pk=cast.outsider.pk).update(manager=cast.line_manager)
    settings(cast.program, manager_asked="mentees")
    client = sign_in(User.objects.get(pk=cast.outsider.pk))
    page = client.get(enroll_url(cast.program)).content.decode()
    assert "When you send this, Line Manager is asked whether you can take the time." in page
    page = client.post(enroll_url(cast.program), form_data(), follow=True).content.decode()
    assert "Line Manager is asked, and has until" in page
    assert letters("profiles.manager_asked") == ["Line Manager"]
    client.post(enroll_url(cast.program), form_data(expectations="More"))
    assert letters("profiles.manager_asked") == ["Line Manager"]


def test_line_managers_of_mentors_are_asked_only_where_everybody_s_are(cast, sign_in):
    User.objects.filter(pk=cast.outsider.pk).update(manager=cast.line_manager)
    client = sign_in(User.objects.get(pk=cast.outsider.pk))
    settings(cast.program, manager_asked="mentees")
    client.post(enroll_url(cast.program, "mentor"), mentor_data())
    assert letters("profiles.manager_asked") == []
    Enrollment.objects.filter(user=cast.outsider).delete()
    settings(cast.program, manager_asked="everybody")
    client.post(enroll_url(cast.program, "mentor"), mentor_data())
    assert letters("profiles.manager_asked") == ["Line Manager"]


def test_the_letter_says_who_and_what_for_and_nothing_the_person_has_told(asked):
    row = Enrollment.objects.get(pk=asked.enrollment_id)
    row.expectations, row.situations = "I want to leave my team", ["career_change"]
    row.save()
    letter = composed("profiles.manager_asked")
    words = " ".join((letter.subject, *letter.paragraphs, letter.footnote))
    assert "Can Outsider take part in Leadership?" in words
    assert "counts as a yes" in words
    assert "leave my team" not in words
    assert "career" not in words.lower()
    assert [answer.label for answer in letter.answers] == [
        "Yes, they can take the time",
        "No, not at the moment",
    ]


def test_the_manager_is_reminded_once_two_days_before_and_not_after_an_answer(cast, asked):
    assert letters("profiles.manager_reminder") == ["Line Manager"]
    reminder = Message.objects.get(kind="profiles.manager_reminder")
    left = asked.answer_by - reminder.due_at
    assert timedelta(days=2) <= left <= timedelta(days=5)
    assert composed("profiles.manager_reminder") is not None
    manager_approval.answer(asked=asked, word="yes", by=cast.line_manager)
    assert composed("profiles.manager_reminder") is None
    assert composed("profiles.manager_asked") is None


def test_where_no_manager_is_known_the_coordinators_decide(cast):
    asked = send(cast)
    assert (asked.word, asked.manager) == ("nobody", None)
    actions.approve(enrollment=asked.enrollment, by=cast.coordinator)


def test_a_manager_who_may_not_sign_in_is_not_asked(cast):
    User.objects.filter(pk=cast.line_manager.pk).update(is_active=False)
    User.objects.filter(pk=cast.outsider.pk).update(manager=cast.line_manager)
    assert send(cast).word == "nobody"


# Answering -----------------------------------------------------------------------------------


def test_the_manager_answers_with_one_press_and_without_signing_in(asked, client):
    url = answer_url(asked)
    assert "<button" in client.get(url).content.decode()
    assert word(asked) == "waiting"
    page = client.post(url, follow=True).content.decode()
    assert "Thank you" in page
    assert answer_url(asked, "no") in page
    assert word(asked) == "yes"
    event = AuditEvent.objects.get(verb="enrollment.manager_answered")
    assert (str(event.actor), event.details) == ("Line Manager", {"word": "yes"})


def test_the_answer_can_be_changed_until_the_coordinators_decide(cast, asked, client):
    client.post(answer_url(asked, "no"))
    client.post(answer_url(asked, "yes"))
    assert word(asked) == "yes"
    actions.approve(enrollment=asked.enrollment, by=cast.coordinator)
    answer = client.post(answer_url(asked, "no"))
    assert answer.status_code == 409
    assert "This has already been decided" in answer.content.decode()
    assert word(asked) == "yes"


@pytest.mark.parametrize("token", ["x", "x" * 3000, "%00", "🌱", "a:b:c"])
def test_a_broken_link_is_a_friendly_404(cast, client, token):
    for url in (f"/managers/{token}/", f"/managers/{token}/thanks/"):
        answer = client.get(url)
        assert answer.status_code == 404
        assert b"This link no longer works" in answer.content
    assert client.post(f"/managers/{token}/").status_code == 404


def test_the_link_of_a_former_manager_opens_nothing(cast, asked, client):
    old = answer_url(asked, "no")
    User.objects.filter(pk=cast.outsider.pk).update(manager=cast.hr)
    manager_approval.ask_again(enrollment=asked.enrollment, by=cast.coordinator)
    assert client.post(old).status_code == 404
    assert letters("profiles.manager_asked") == ["Line Manager", "Hr"]
    first = Message.objects.filter(kind="profiles.manager_asked").earliest("due_at")
    assert kinds.get(first.kind).compose(first) is None
    assert word(asked) == "waiting"


def test_the_manager_answers_on_a_page_of_their_own_too(cast, asked, sign_in):
    client, page = sign_in(cast.line_manager), reverse("team_answers")
    assert "Outsider" in client.get(page).content.decode()
    url = reverse("team_answer", args=[asked.pk, "no"])
    assert "Thank you: your answer is kept" in client.post(url, follow=True).content.decode()
    assert "You have said: not now." in client.get(page).content.decode()
    odd = client.post(reverse("team_answer", args=[asked.pk, "perhaps"]), follow=True)
    assert "Answer yes or no." in odd.content.decode()
    assert word(asked) == "no"


def test_nobody_else_answers_for_the_manager(cast, asked, sign_in):
    for user in (cast.hr, cast.coordinator, cast.outsider):
        url = reverse("team_answer", args=[asked.pk, "yes"])
        assert sign_in(user).post(url).status_code == 404
        assert "Nobody is waiting for your answer" in (
            sign_in(user).get(reverse("team_answers")).content.decode()
        )
    with pytest.raises(DomainError, match="Somebody else"):
        manager_approval.answer(asked=asked, word="yes", by=cast.hr)
    assert word(asked) == "waiting"


# Silence -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("silence", "becomes", "approvable"),
    [("yes", "yes", True), ("no", "no", False), ("coordinator", "silent", True)],
)
def test_silence_counts_as_the_letter_said(cast, silence, becomes, approvable):
    User.objects.filter(pk=cast.outsider.pk).update(manager=cast.line_manager)
    asked = send(cast, silence)
    settings(cast.program, manager_silence="yes")  # Changed later: the letter stands.
    assert tasks.keep_joining_moving() == 0
    with time_machine.travel(asked.answer_by + timedelta(minutes=1), tick=False):
        assert [tasks.keep_joining_moving(), tasks.keep_joining_moving()] == [1, 0]
    assert (word(asked), asked.answered_at) == (becomes, None)
    assert (manager_approval.refusal(asked.enrollment) is None) is approvable
    assert AuditEvent.objects.get(verb="enrollment.manager_silent").actor is None


def test_a_manager_who_was_late_may_still_answer(cast, asked, client):
    with time_machine.travel(asked.answer_by + timedelta(days=1), tick=False):
        tasks.keep_joining_moving()
        client.post(answer_url(asked, "no"))
    assert word(asked) == "no"
    assert asked.answered_at is not None


def test_who_has_left_meanwhile_is_not_swept(cast, asked):
    actions.withdraw(enrollment=asked.enrollment, by=cast.outsider)
    assert composed("profiles.manager_asked") is None
    assert manager_approval.settle_silence(asked.answer_by + timedelta(days=1)) == 0


# Deciding ------------------------------------------------------------------------------------


def test_nobody_is_approved_against_or_before_the_line_manager_s_word(cast, asked, sign_in):
    client, args = sign_in(cast.coordinator), [cast.program.pk, asked.enrollment_id]
    approve = reverse("enrollment_approve", args=args)
    assert "has been asked whether Outsider can take the time" in (
        client.post(approve, follow=True).content.decode()
    )
    manager_approval.answer(asked=asked, word="no", by=cast.line_manager)
    assert "The line manager has said no." in client.post(approve, follow=True).content.decode()
    many = reverse("program_people_approve", args=[cast.program.pk])
    client.post(many, {"enrollment": [asked.enrollment_id]})
    asked.enrollment.refresh_from_db()
    assert asked.enrollment.status == "submitted"
    confirming.press(client, reverse("enrollment_decline", args=args))
    asked.enrollment.refresh_from_db()
    assert asked.enrollment.status == "declined"


def test_coordinators_see_the_word_in_the_list_and_can_have_it_asked_again(cast, asked, sign_in):
    client = sign_in(cast.coordinator)
    people = reverse("program_people", args=[cast.program.pk])
    page = client.get(people).content.decode()
    assert "manager asked" in page
    assert f'id="tick-{asked.enrollment_id}"' not in page
    manager_approval.answer(asked=asked, word="no", by=cast.line_manager)
    assert (
        "Line Manager has said that it is not possible at the moment."
        in client.get(people).content.decode()
    )
    args = [cast.program.pk, asked.enrollment_id]
    page = client.post(reverse("manager_ask_again", args=args), follow=True).content.decode()
    assert "The line manager is asked again." in page
    assert word(asked) == "waiting"
    manager_approval.answer(asked=asked, word="yes", by=cast.line_manager)
    assert f'id="tick-{asked.enrollment_id}"' in client.get(people).content.decode()


def test_coordinators_get_their_letter_when_the_word_is_there(cast, asked):
    assert Message.objects.filter(kind="profiles.submitted").count() == 0
    message_for = kinds.get("profiles.submitted").compose
    manager_approval.answer(asked=asked, word="yes", by=cast.line_manager)
    message = Message.objects.get(kind="profiles.submitted")
    assert "One person is waiting" in message_for(message).subject
    manager_approval.ask_again(enrollment=asked.enrollment, by=cast.coordinator)
    assert message_for(message) is None


def test_a_program_that_stops_asking_decides_alone(cast, asked):
    settings(cast.program, manager_asked="nobody")
    row = Enrollment.objects.get(pk=asked.enrollment_id)
    assert actions.approve(enrollment=row, by=cast.coordinator).status == "approved"


def test_a_question_of_another_program_cannot_be_asked_again(cast, asked, sign_in):
    args = [cast.other_program.pk, asked.enrollment_id]
    url = reverse("manager_ask_again", args=args)
    assert sign_in(cast.other_coordinator).post(url).status_code == 404


def test_the_settings_are_kept_and_said(cast, sign_in):
    client, url = sign_in(cast.coordinator), reverse("program_joining", args=[cast.program.pk])
    page = client.post(url, TYPED, follow=True).content.decode()
    assert "Line managers are asked, and have 5 days to answer." in page
    cast.program.refresh_from_db()
    assert cast.program.manager_silence == "coordinator"


@pytest.mark.parametrize(
    "changes",
    [{"manager_days": "0"}, {"manager_days": "61"}, {"manager_days": ""}, {"manager_silence": "?"}],
)
def test_settings_that_make_no_sense_are_refused_at_the_field(cast, sign_in, changes):
    url = reverse("program_joining", args=[cast.program.pk])
    answer = sign_in(cast.coordinator).post(url, {**TYPED, **changes})
    assert list(answer.context["form"].errors) == list(changes)


def test_the_lists_cost_the_same_with_thirty_people(cast, asked, sign_in):
    pages = [
        (sign_in(cast.coordinator), reverse("program_people", args=[cast.program.pk])),
        (sign_in(cast.line_manager), reverse("team_answers")),
    ]

    def costs() -> list[int]:
        found = []
        for client, url in pages:
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            found.append(len(queries))
        return found

    costs()
    first = costs()
    for number in range(30):
        send(cast, user=make_user(f"report-{number}", manager=cast.line_manager))
    assert costs() == first
    assert max(first) <= 10
