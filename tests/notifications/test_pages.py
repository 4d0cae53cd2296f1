"""The outbox for HR admins and the development inbox."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from core import clock
from notifications import figures, kinds, outbox, tasks, wording
from notifications.devmail import EmailBackend
from notifications.models import Message, MessageStatus, Sweep
from tests import stories
from tests.cast import Cast, SignIn, make_user


@pytest.fixture
def box(settings: Any, tmp_path: Path) -> Path:
    settings.DEV_MAIL_DIRECTORY = tmp_path
    settings.MENTORING_DEMO = True
    mail = EmailMultiAlternatives("Hello", "Plain words", to=["mentee@example.org"])
    mail.attach_alternative("<p>Rich <script>alert(1)</script> words</p>", "text/html")
    EmailBackend().send_messages([mail])
    return tmp_path


def name_of(box: Path) -> str:
    return next(box.glob("*.eml")).stem


def test_the_inbox_lists_mails_and_finds_them_by_address(box: Path) -> None:
    client = Client()
    assert "Hello" in client.get(reverse("devmail")).text
    assert "Hello" in client.get(reverse("devmail"), {"to": "MENTEE@"}).text
    assert "Hello" not in client.get(reverse("devmail"), {"to": "mentor@"}).text


def test_a_mail_is_shown_in_a_frame_that_runs_no_script(box: Path) -> None:
    client = Client()
    assert "Hello" in client.get(reverse("devmail_letter", args=[name_of(box)])).text
    body = client.get(reverse("devmail_body", args=[name_of(box)]))
    policy = body.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "Rich" in body.text


def test_the_links_of_a_plain_mail_can_be_followed(box: Path) -> None:
    (box / name_of(box)).with_suffix(".eml").unlink()
    words = "Open <https://example.org/reset/1/> & choose."
    EmailBackend().send_messages([EmailMessage("Plain", words, to=["mentee@example.org"])])
    body = Client().get(reverse("devmail_body", args=[name_of(box)])).text
    assert 'href="https://example.org/reset/1/"' in body
    assert "&amp; choose." in body


def test_the_inbox_shows_thirty_mails_a_page_newest_first(box: Path) -> None:
    for number in range(30):
        EmailBackend().send_messages([EmailMessage(f"Mail {number:02}", "", to=["a@example.org"])])
    first, second = (Client().get(reverse("devmail"), {"page": page}).text for page in (1, 2))
    assert first.index("Mail 29") < first.index("Mail 00")
    assert "Hello" not in first
    assert "Hello" in second


def test_an_empty_inbox_says_how_mail_gets_there(settings: Any, tmp_path: Path) -> None:
    settings.DEV_MAIL_DIRECTORY = tmp_path / "none"
    settings.MENTORING_DEMO = True
    assert "No mail yet" in Client().get(reverse("devmail")).text


def test_a_search_without_a_mail_says_whom_it_was_for(box: Path) -> None:
    page = Client().get(reverse("devmail"), {"to": "<nobody>"}).text
    assert "No mail to “&lt;nobody&gt;”" in page
    assert 'value="&lt;nobody&gt;"' in page


@pytest.mark.parametrize("query", ["page=x", "to=%00", "to=" + "x" * 9000, "to=%E2%80%AE"])
def test_the_inbox_bears_any_address(box: Path, query: str) -> None:
    assert Client().get(f"{reverse('devmail')}?{query}").status_code == 200


def test_the_inbox_is_read_only(box: Path) -> None:
    assert Client().post(reverse("devmail")).status_code == 405


@pytest.mark.parametrize("name", ["unknown", "1-ab", "settings"])
def test_the_inbox_opens_nothing_but_its_own_files(box: Path, name: str) -> None:
    assert Client().get(reverse("devmail_body", args=[name])).status_code == 404


def test_there_is_no_inbox_outside_the_demo(box: Path, settings: Any) -> None:
    settings.MENTORING_DEMO = False
    assert Client().get(reverse("devmail")).status_code == 404


def stuck(cast: Cast) -> Message:
    message = outbox.post(kind="tests.none", to=cast.mentee, key="stuck", words="secret words")
    Message.objects.update(status=MessageStatus.FAILED, attempts=6, last_error="TimeoutError")
    return message


GROUP = {"sort": "other", "state": "failed", "error": "TimeoutError"}


def test_the_outbox_counts_what_failed_by_reason_without_words_or_names(
    cast: Cast, sign_in: SignIn
) -> None:
    stuck(cast)
    page = sign_in(cast.hr).get(reverse("outbox"), {"show": "failed"}).text
    assert "TimeoutError" in page
    assert "1 message" in page
    assert "secret words" not in page
    assert str(cast.mentee) not in page


def test_a_person_is_named_where_their_address_is_refused(cast: Cast, sign_in: SignIn) -> None:
    stuck(cast)
    Message.objects.update(last_error="SMTPRecipientsRefused")
    client = sign_in(cast.hr)
    page = client.get(reverse("outbox"), {"show": "failed"}).text
    assert str(cast.mentee) in page
    assert "Is it spelled right?" in page
    client.post(reverse("outbox_retry"), {"person": str(cast.mentee.pk)})
    assert Message.objects.get().status == MessageStatus.DUE


def test_failed_messages_are_tried_again_together_and_that_is_audited(
    cast: Cast, sign_in: SignIn
) -> None:
    message = stuck(cast)
    client = sign_in(cast.hr)
    for _time in range(2):
        client.post(reverse("outbox_retry"), GROUP)
    message.refresh_from_db()
    assert (message.status, message.attempts) == (MessageStatus.DUE, 0)
    assert AuditEvent.objects.filter(verb="message.retried", actor=cast.hr).count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"sort": "nothing", "state": "failed"},
        {"sort": "other", "state": "sent", "error": "TimeoutError"},
        {"sort": "other", "state": "failed", "error": "x\0y" * 500},
        {"person": "9" * 80},
        {"person": "-1"},
    ],
)
def test_an_odd_wish_to_try_again_changes_nothing(
    cast: Cast, sign_in: SignIn, typed: dict[str, str]
) -> None:
    message = stuck(cast)
    assert sign_in(cast.hr).post(reverse("outbox_retry"), typed).status_code == 302
    message.refresh_from_db()
    assert message.status == MessageStatus.FAILED


@pytest.mark.parametrize("part", ["coordinator", "mentor", "outsider", "safeguarding"])
def test_only_hr_admins_see_the_outbox_and_try_again(
    cast: Cast, sign_in: SignIn, part: str
) -> None:
    message = stuck(cast)
    client = sign_in(getattr(cast, part))
    assert client.get(reverse("outbox")).status_code == 403
    assert client.post(reverse("outbox_retry"), GROUP).status_code == 403
    message.refresh_from_db()
    assert message.status == MessageStatus.FAILED


@pytest.mark.parametrize("state", ["waiting", "failed"])
def test_no_list_tells_who_mentors_whom(cast: Cast, sign_in: SignIn, state: str) -> None:
    """With every kind of message due to both at one minute, HR reads sorts and numbers."""
    pair = stories.started(cast)
    for person, name in ((cast.mentor, "Zora Quist"), (cast.mentee, "Ulf Brandt")):
        person.full_name = name
        person.save()
    for kind in kinds._kinds:
        for person in (cast.mentor, cast.mentee):
            key, context = f"{kind}:{person.pk}", {"relationship": str(pair.pk)}
            outbox.post(kind=kind, to=person, key=key, due_at=clock.now(), **context)
    if state == "failed":
        ids = list(Message.objects.values_list("pk", flat=True))
        for number, status in enumerate((MessageStatus.FAILED, MessageStatus.UNKNOWN)):
            rows = Message.objects.filter(pk__in=ids[number::2])
            rows.update(status=status, last_error="TimeoutError")
    figures.renew(clock.now() - timedelta(days=1))
    page = sign_in(cast.hr).get(reverse("outbox")).text
    text = page[page.index("<main") : page.index("</main>")]
    for person in (cast.mentor, cast.mentee):
        assert str(person) not in text
        assert person.email not in text
    told = {kinds.title(kind) for kind in kinds._kinds if not kind.startswith("tests.")}
    assert not [title for title in told if title in text]
    assert not re.search(r"\d\d:\d\d", text)


# Figures of the night ----------------------------------------------------------------------------


def planned(cast: Cast, **numbers: int) -> None:
    """So many messages of each room, due next week."""
    Message.objects.all().delete()
    due_at = clock.now() + timedelta(days=7)
    for room, number in numbers.items():
        for one in range(number):
            kind, key = f"{room}.some", f"{room}:{one}"
            outbox.post(kind=kind, to=cast.mentee, key=key, due_at=due_at)


def told() -> dict[str, str]:
    sheet = figures.sheet()
    assert sheet
    return {row.label: row.value for row in sheet.planned}


def test_planned_messages_are_counted_at_night_by_sort(cast: Cast, sign_in: SignIn) -> None:
    planned(cast, sessions=8, accounts=4, profiles=6)
    client = sign_in(cast.hr)
    assert "The first figures come tomorrow morning" in client.get(reverse("outbox")).text
    tasks.renew_figures()
    assert told() == {"Mentoring": "8", "Other sorts, together": "10"}
    assert "Counted in the night of" in client.get(reverse("outbox")).text


@pytest.mark.parametrize(("more", "is_told"), [(2, False), (4, False), (5, True)])
def test_the_next_night_tells_only_of_five_and_more(cast: Cast, more: int, is_told: bool) -> None:
    planned(cast, sessions=10)
    tasks.renew_figures()
    before = told()
    planned(cast, sessions=10 + more)
    tasks.renew_figures()
    assert (told() != before) == is_told


@pytest.mark.parametrize("number", [1, 4])
def test_few_planned_messages_are_kept_back(cast: Cast, sign_in: SignIn, number: int) -> None:
    planned(cast, sessions=number)
    tasks.renew_figures()
    assert told() == {}
    assert "Kept back: too few to show." in sign_in(cast.hr).get(reverse("outbox")).text


def test_sent_messages_are_counted_by_whole_days_and_few_are_no_number(cast: Cast) -> None:
    planned(cast, sessions=9)
    now = datetime(2026, 6, 10, 12, tzinfo=UTC)
    ids = list(Message.objects.values_list("pk", flat=True))
    for at, some in ((timedelta(days=1), ids[:2]), (timedelta(days=2), ids[2:])):
        Message.objects.filter(pk__in=some).update(status=MessageStatus.SENT, sent_at=now - at)
    figures.renew(now)
    sheet = figures.sheet()
    assert sheet
    assert len(sheet.sent) == figures.DAYS
    values = [row.value for row in sheet.sent]
    assert sorted(values) == ["0"] * 5 + ["7", "fewer than 5"]


def test_the_outbox_asks_a_stranger_to_sign_in(cast: Cast) -> None:
    stuck(cast)
    for answer in (
        Client().get(reverse("outbox")),
        Client().post(reverse("outbox_retry"), GROUP),
    ):
        assert answer.url.startswith(reverse("account_login"))


def test_trying_again_is_a_post(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.hr)
    assert client.get(reverse("outbox_retry")).status_code == 302
    assert client.post(reverse("outbox")).status_code == 405


def test_what_was_sent_is_not_tried_again(cast: Cast, sign_in: SignIn) -> None:
    message = outbox.post(kind="tests.none", to=cast.mentee, key="sent")
    Message.objects.update(status=MessageStatus.SENT, sent_at=message.created_at)
    page = sign_in(cast.hr).post(reverse("outbox_retry"), GROUP, follow=True).text
    assert "These messages are not waiting for anybody’s help." in page
    message.refresh_from_db()
    assert message.status == MessageStatus.SENT


@pytest.mark.parametrize("query", ["page=x", "show=waiting", "show=%00", "show=" + "x" * 9000])
def test_the_outbox_bears_any_address(
    cast: Cast, sign_in: Callable[[Any], Client], query: str
) -> None:
    stuck(cast)
    assert sign_in(cast.hr).get(f"{reverse('outbox')}?{query}").status_code == 200


def test_the_outbox_says_when_no_worker_is_at_work(
    cast: Cast, sign_in: Callable[[Any], Client]
) -> None:
    client = sign_in(cast.hr)
    assert "No worker has ever looked for messages." in client.get(reverse("outbox")).text
    Sweep.objects.create(at=clock.now() - timedelta(minutes=10))
    assert "for 10\xa0minutes" in client.get(reverse("outbox")).text
    Sweep.objects.update(at=clock.now())
    assert "Nothing is late." in client.get(reverse("outbox")).text
    outbox.post(
        kind="tests.none", to=cast.mentee, key="late", due_at=clock.now() - timedelta(hours=2)
    )
    assert "2\xa0hours late" in client.get(reverse("outbox")).text


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("ConnectionRefusedError", "The mail server could not be reached."),
        ("SMTPAuthenticationError 535", "refused our user name or password"),
        ("KeyError", "Something went wrong on our side."),
        ("", ""),
    ],
)
def test_the_reason_of_a_failure_is_a_sentence(error: str, sentence: str) -> None:
    assert sentence in wording.reason(error)
    assert bool(sentence) == bool(wording.reason(error))


def test_readiness_tells_that_messages_are_late_and_no_figure(cast: Cast) -> None:
    """A figure would tell whoever looks when something happened between two people."""
    assert Client().get(reverse("readyz")).json()["worker"] == "silent"
    outbox.post(
        kind="tests.none", to=cast.mentee, key="late", due_at=clock.now() - timedelta(hours=1)
    )
    Sweep.objects.create(at=clock.now())
    signs = Client().get(reverse("readyz")).json()
    assert signs == {
        "migrations_waiting": 0,
        "field_keys": [],
        "messages": "late",
        "worker": "ok",
        "background_work": "ok",
    }
    Message.objects.update(due_at=clock.now() - timedelta(minutes=4))
    assert Client().get(reverse("readyz")).json()["messages"] == "ok"


def test_the_outbox_costs_the_same_at_1_and_at_30_rows(
    cast: Cast, sign_in: Callable[[Any], Client]
) -> None:
    client = sign_in(cast.hr)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("outbox")).status_code == 200
        return len(queries)

    outbox.post(kind="tests.none", to=cast.mentee, key="first")
    at_one = cost()
    for number, person in enumerate(make_user(f"person-{number}") for number in range(30)):
        outbox.post(kind="tests.none", to=person, key=f"row:{number}")
    assert cost() == at_one <= 10


# What letters are called -------------------------------------------------------------------------


def test_every_kind_of_letter_has_a_title() -> None:
    declared = {name for name in kinds._kinds if not name.startswith("tests.")}
    assert {name for name in declared if kinds.title(name) == name} == set()


def test_every_room_that_sends_letters_has_a_sort() -> None:
    rooms = {name.partition(".")[0] for name in kinds._kinds} - {"tests"}
    assert rooms <= set(wording.SORT_OF_ROOM)


# Attached files ----------------------------------------------------------------------------------


def test_attached_files_are_listed_and_can_be_opened(box: Path) -> None:
    (box / name_of(box)).with_suffix(".eml").unlink()
    mail = EmailMessage("Plan", "See the file.", to=["mentee@example.org"])
    mail.attach("session.ics", "BEGIN:VCALENDAR", "text/calendar")
    EmailBackend().send_messages([mail])
    client, name = Client(), name_of(box)
    address = reverse("devmail_attachment", args=[name, 0])
    assert address in client.get(reverse("devmail_letter", args=[name])).text
    file = client.get(address)
    assert file.headers["Content-Disposition"] == 'attachment; filename="session.ics"'
    assert file.content.strip() == b"BEGIN:VCALENDAR"
    assert client.get(reverse("devmail_attachment", args=[name, 1])).status_code == 404
    assert client.get(reverse("devmail_attachment", args=["1-ab", 0])).status_code == 404


def test_a_mail_without_files_lists_none(box: Path) -> None:
    page = Client().get(reverse("devmail_letter", args=[name_of(box)])).text
    assert "Attached" not in page
