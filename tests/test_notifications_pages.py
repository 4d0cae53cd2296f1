"""The outbox for HR admins and the development inbox."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from notifications import outbox
from notifications.devmail import EmailBackend
from notifications.models import Message, Status
from tests.cast import Cast


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


@pytest.mark.parametrize("name", ["unknown", "1-ab", "settings"])
def test_the_inbox_opens_nothing_but_its_own_files(box: Path, name: str) -> None:
    assert Client().get(reverse("devmail_body", args=[name])).status_code == 404


def test_there_is_no_inbox_outside_the_demo(box: Path, settings: Any) -> None:
    settings.MENTORING_DEMO = False
    assert Client().get(reverse("devmail")).status_code == 404


def stuck(cast: Cast) -> Message:
    message = outbox.post(kind="tests.none", to=cast.mentee, key="stuck", words="secret words")
    Message.objects.update(status=Status.FAILED, attempts=6, last_error="TimeoutError")
    return message


def test_the_outbox_shows_what_failed_without_its_words(
    cast: Cast, sign_in: Callable[[Any], Client]
) -> None:
    stuck(cast)
    page = sign_in(cast.hr).get(reverse("outbox"), {"show": "failed"}).text
    assert "TimeoutError" in page
    assert "secret words" not in page


def test_a_failed_message_is_tried_again_and_that_is_audited(
    cast: Cast, sign_in: Callable[[Any], Client]
) -> None:
    message = stuck(cast)
    client = sign_in(cast.hr)
    for _time in range(2):
        client.post(reverse("outbox_retry", args=[message.pk]))
    message.refresh_from_db()
    assert (message.status, message.attempts) == (Status.DUE, 0)
    assert AuditEvent.objects.filter(verb="message.retried", actor=cast.hr).count() == 1


def test_the_outbox_costs_the_same_at_1_and_at_30_rows(
    cast: Cast, sign_in: Callable[[Any], Client], django_assert_max_num_queries: Any
) -> None:
    client = sign_in(cast.hr)
    for number in range(30):
        outbox.post(kind="tests.none", to=cast.mentee, key=f"row:{number}")
    with django_assert_max_num_queries(10):
        assert client.get(reverse("outbox")).status_code == 200
