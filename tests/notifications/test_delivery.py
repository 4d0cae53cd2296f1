"""Messages as rows: sent once, never lost, never late, never to the wrong person."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation
from kombu import Connection
from kombu.exceptions import OperationalError

from core import clock
from notifications import delivery, health, hints, kinds, outbox, sweep
from notifications.kinds import Letter, Link, letter
from notifications.models import Lane, Message, MessageStatus, Sweep
from tests.cast import Cast, make_user

KIND = "tests.greeting"
ONCE = "tests.once"
URGENT = "tests.urgent"
A_MOMENT = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    """Two kinds of letters for these tests alone."""
    letter(KIND, KIND)(greet)
    letter(ONCE, ONCE, at_most_once=True)(greet)
    letter(URGENT, URGENT, urgent=True)(greet)
    yield
    for name in (KIND, ONCE, URGENT):
        del kinds._kinds[name]


def greet(message: Message) -> Letter | None:
    if message.context.get("unwanted"):
        return None
    subject = message.context.get("subject", "Good morning")
    return Letter(subject, ("A sentence.",), Link("Open", "https://example.org/x"))


def post(cast: Cast, **options: Any) -> Message:
    return outbox.post(**{"kind": KIND, "to": cast.mentee, "key": "greeting:1", **options})


def again(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """A mail server that refuses, until told otherwise."""
    return _broken_by(monkeypatch, ConnectionRefusedError("words of the server"))


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """A mail server that is there and wants none of it."""
    refusal = SMTPDataError(550, b"words of the server")
    return _broken_by(monkeypatch, refusal)


def _broken_by(monkeypatch: pytest.MonkeyPatch, error: Exception) -> Callable[[bool], None]:
    state = {"broken": True}
    send = EmailBackend.send_messages

    def refuse(self: EmailBackend, messages: Any) -> int:
        if state["broken"]:
            raise error
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    return lambda value: state.update(broken=value)


@pytest.fixture
def hinted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The messages workers are told about."""
    told: list[object] = []

    def publish(_task: str, row_id: str, _queue: str | None) -> bool:
        told.append(row_id)
        return True

    monkeypatch.setattr(hints, "_publish", publish)
    monkeypatch.setattr(hints, "waiting", lambda _lane: 0)
    hints.breaker.answered()
    return told


def test_the_same_key_is_one_message(cast: Cast) -> None:
    assert post(cast).pk == post(cast, subject="another").pk


def test_a_due_message_is_sent_once_however_often_it_is_tried(cast: Cast) -> None:
    message = post(cast)
    assert [delivery.deliver(message.pk) for _time in range(3)] == ["sent", "", ""]
    assert len(mail.outbox) == 1
    assert again(message).attempts == 1


def test_nothing_is_sent_before_it_is_due(cast: Cast) -> None:
    message = post(cast, due_at=clock.now() + timedelta(minutes=1))
    assert delivery.deliver(message.pk) == ""
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        assert delivery.deliver(message.pk) == "sent"


@pytest.mark.parametrize("reason", ["expired", "inactive", "unwanted"])
def test_what_is_no_longer_wanted_is_cancelled_at_the_moment_of_sending(
    cast: Cast, reason: str
) -> None:
    message = post(
        cast,
        expires_at=clock.now() + timedelta(hours=1),
        **({"unwanted": "yes"} if reason == "unwanted" else {}),
    )
    if reason == "inactive":
        cast.mentee.is_active = False
        cast.mentee.save()
    later = timedelta(hours=2) if reason == "expired" else timedelta()
    with time_machine.travel(clock.now() + later):
        assert delivery.deliver(message.pk) == "cancelled"
    assert mail.outbox == []


def test_a_refused_mail_is_tried_again_later_and_later_and_then_given_up(
    cast: Cast, refusing: Any
) -> None:
    message = post(cast)
    pauses = []
    with time_machine.travel(clock.now(), tick=False) as now:
        for _attempt in range(delivery.ATTEMPTS):
            assert delivery.deliver(message.pk) in {"due", "failed"}
            row = again(message)
            if row.next_try_at and row.status == MessageStatus.DUE:
                pauses.append((row.next_try_at - clock.now()).total_seconds())
                assert delivery.deliver(message.pk) == ""
                now.move_to(row.next_try_at)
    assert again(message).status == MessageStatus.FAILED
    assert again(message).last_error == "SMTPDataError 550"
    for pause, planned in zip(pauses, delivery.BACKOFF_SECONDS[:-1], strict=True):
        assert 0.8 * planned <= pause <= 1.2 * planned


def test_an_outage_of_a_night_ends_without_a_click(cast: Cast, broken: Any) -> None:
    message = post(cast)
    with time_machine.travel(clock.now(), tick=False) as now:
        while clock.now() < message.due_at + timedelta(hours=14):
            assert delivery.deliver(message.pk) == "due"
            now.move_to(again(message).next_try_at)
        broken(False)
        assert delivery.deliver(message.pk) == "sent"
    assert len(mail.outbox) == 1


def test_an_outage_without_end_is_given_up_after_two_days(cast: Cast, broken: Any) -> None:
    message = post(cast)
    with time_machine.travel(clock.now(), tick=False) as now:
        while again(message).status == MessageStatus.DUE:
            delivery.deliver(message.pk)
            now.move_to(again(message).next_try_at or clock.now())
        assert timedelta(days=2) <= clock.now() - message.due_at <= timedelta(days=2, hours=5)
    assert again(message).status == MessageStatus.FAILED


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (ConnectionRefusedError(), True),
        (TimeoutError(), True),
        (SMTPServerDisconnected(), True),
        (SMTPConnectError(421, b""), True),
        (SMTPAuthenticationError(535, b""), True),
        (SMTPSenderRefused(550, b"", "a@example.org"), True),
        (SMTPRecipientsRefused({"a@example.org": (450, b"")}), True),
        (SMTPDataError(451, b""), True),
        (SMTPDataError(550, b""), False),
        (SMTPRecipientsRefused({"a@example.org": (550, b"")}), False),
        (KeyError("x"), False),
    ],
)
def test_an_outage_is_told_from_a_refusal(error: Exception, outage: bool) -> None:
    assert delivery.is_outage(error) == outage


# Lanes -------------------------------------------------------------------------------------------


def test_a_reminder_waits_behind_no_invitations(cast: Cast, hinted: list[object]) -> None:
    """Three thousand letters were due before it, and it is hinted at first all the same."""
    long_ago = clock.now() - timedelta(hours=1)
    outbox.post_many(
        Message(kind=KIND, recipient=cast.mentee, dedupe_key=f"many:{n}", due_at=long_ago)
        for n in range(3000)
    )
    ordinary = post(cast, key="ordinary", due_at=clock.now() - timedelta(minutes=2))
    urgent = post(cast, kind=URGENT, key="urgent", due_at=clock.now() - timedelta(minutes=1))
    sweep.sweep()
    assert hinted[:2] == [str(urgent.pk), str(ordinary.pk)]
    assert len(hinted) == 3002


def test_a_reminder_that_becomes_due_during_a_sweep_waits_behind_few_invitations(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers send what is urgent first, so what counts is how late they hear of it."""
    hinted: list[str] = []

    def hint(message_id: object, lane: Lane) -> bool:
        hinted.append(str(message_id))
        if len(hinted) == 100:
            late.append(post(cast, kind=URGENT, key="late", due_at=clock.now() + A_MOMENT))
            Message.objects.filter(pk=late[0].pk).update(due_at=clock.now())
        return True

    late: list[Message] = []
    monkeypatch.setattr(hints, "send_soon", hint)
    monkeypatch.setattr(hints, "waiting", lambda _lane: 0)
    outbox.post_many(
        Message(kind=KIND, recipient=cast.mentee, dedupe_key=f"many:{n}", due_at=clock.now())
        for n in range(1000)
    )
    assert sweep.sweep() == 1001
    assert hinted.index(str(late[0].pk)) <= 100 + sweep.BATCH


def test_a_sweep_that_begins_during_another_looks_at_what_is_urgent_alone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner: list[int] = []

    def hint(_message_id: object, lane: Lane) -> bool:
        if lane == Lane.NORMAL and not inner:
            post(cast, kind=URGENT, key="late", due_at=clock.now() + A_MOMENT)
            Message.objects.filter(dedupe_key="late").update(due_at=clock.now())
            inner.append(sweep.sweep())
        return True

    monkeypatch.setattr(hints, "send_soon", hint)
    monkeypatch.setattr(hints, "waiting", lambda _lane: 0)
    for number in range(3):
        post(cast, key=f"{number}", due_at=clock.now() + A_MOMENT)
    Message.objects.update(due_at=clock.now())
    assert sweep.sweep() == 3
    assert inner == [1]


def test_a_sweep_that_died_keeps_the_others_for_half_a_minute(
    cast: Cast, hinted: list[object]
) -> None:
    post(cast)
    Sweep.objects.create(at=clock.now(), busy_until=clock.now() + sweep.TURN)
    assert sweep.sweep() == 0
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        assert [sweep.sweep(), sweep.sweep()] == [1, 1]


def test_a_hint_that_waits_is_not_given_again_until_it_is_lost(
    cast: Cast, hinted: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = post(cast, key="1", due_at=clock.now() - timedelta(minutes=1))
    sweep.sweep()
    monkeypatch.setattr(hints, "waiting", lambda _lane: 1)
    second = post(cast, key="2", due_at=clock.now() - timedelta(minutes=1))
    Message.objects.filter(pk=second.pk).update(hinted_at=None)
    assert [sweep.sweep(), sweep.sweep()] == [1, 0]
    assert hinted == [str(first.pk), str(second.pk)]
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert sweep.sweep() == 2
    monkeypatch.setattr(hints, "waiting", lambda _lane: 0)
    assert sweep.sweep() == 2


def test_every_sweep_has_a_lane_of_its_own_before_all_letters() -> None:
    queues = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    assert queues[0] == "sweeps"
    assert queues.index("urgent") < queues.index("messages") < queues.index("bulk")
    assert {entry["options"]["queue"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} == {
        "sweeps"
    }
    assert set(hints.QUEUES.values()) <= set(queues)


@pytest.mark.parametrize("kind", ["sessions.reminder", "sessions.cancelled"])
def test_what_somebody_waits_for_is_urgent(cast: Cast, kind: str) -> None:
    assert post(cast, kind=kind).lane == Lane.URGENT


def test_a_recovered_server_gets_the_mail_once(cast: Cast, broken: Any) -> None:
    message = post(cast)
    delivery.deliver(message.pk)
    broken(False)
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        assert delivery.deliver(message.pk) == "sent"
    assert len(mail.outbox) == 1


def claimed_by_a_worker_that_died(cast: Cast, **options: Any) -> Message:
    message = post(cast, **options)
    assert delivery._claim(message.pk)
    return message


def test_a_message_left_by_a_dead_worker_is_sent_after_its_lease(cast: Cast) -> None:
    message = claimed_by_a_worker_that_died(cast)
    assert delivery.deliver(message.pk) == ""
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert delivery.deliver(message.pk) == "sent"
    assert again(message).attempts == 2


def test_what_must_not_go_out_twice_is_marked_unknown_instead(cast: Cast) -> None:
    message = claimed_by_a_worker_that_died(cast, kind=ONCE)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert delivery.deliver(message.pk) == ""
        sweep.sweep()
    assert again(message).status == MessageStatus.UNKNOWN
    assert mail.outbox == []


def test_a_worker_that_wakes_up_late_does_not_overwrite_the_other(cast: Cast) -> None:
    message = post(cast)
    slow = delivery._claim(message.pk)
    assert slow
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        delivery.deliver(message.pk)
    assert delivery._failed(slow, RuntimeError()) == ""
    assert again(message).status == MessageStatus.SENT


def test_a_message_that_kills_its_worker_is_parked_after_the_last_attempt(cast: Cast) -> None:
    message = post(cast)
    with time_machine.travel(clock.now(), tick=False) as now:
        for _attempt in range(delivery.ATTEMPTS):
            assert delivery._claim(message.pk)
            now.shift(timedelta(minutes=11))
        assert delivery.deliver(message.pk) == ""
        sweep.sweep()
    assert again(message).status == MessageStatus.FAILED


def test_a_worker_that_dies_after_sending_sends_the_same_mail_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = post(cast)
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_settle", lambda *args, **options: "")
        delivery.deliver(message.pk)
    assert again(message).status == MessageStatus.SENDING
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert delivery.deliver(message.pk) == "sent"
    first, second = (sent.extra_headers["Message-ID"] for sent in mail.outbox)
    assert first == second
    assert again(message).attempts == 2


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_went_out_while_the_database_died_does_not_go_out_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = outbox.post(kind=KIND, to=make_user("somebody"), key="once")
    send = EmailBackend.send_messages

    def send_as_the_database_dies(backend: EmailBackend, mails: Any) -> int:
        with connection.cursor() as cursor, suppress(DatabaseError):
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return send(backend, mails)

    monkeypatch.setattr(EmailBackend, "send_messages", send_as_the_database_dies)
    monkeypatch.setattr(delivery, "ASK_THE_DATABASE_AGAIN_AFTER", 0)
    assert delivery.deliver(message.pk) == "sent"
    assert delivery.deliver(message.pk) == ""
    assert len(mail.outbox) == 1


def test_what_must_not_go_out_twice_is_unknown_when_the_server_falls_silent(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall_silent(*args: object) -> int:
        raise TimeoutError

    monkeypatch.setattr(EmailBackend, "send_messages", fall_silent)
    once, often = post(cast, kind=ONCE, key="once"), post(cast, key="often")
    assert delivery.deliver(once.pk) == "unknown"
    assert delivery.deliver(often.pk) == "due"


def test_a_mail_is_written_in_the_language_and_the_time_zone_of_its_reader(
    cast: Cast, settings: Any
) -> None:
    settings.LANGUAGES = settings.KNOWN_LANGUAGES
    seen = []

    def look(message: Message) -> None:
        seen.append((translation.get_language(), timezone.get_current_timezone_name()))

    cast.mentee.language, cast.mentee.time_zone = "pl", "Asia/Ho_Chi_Minh"
    cast.mentee.save()
    letter(KIND, KIND)(look)
    delivery.deliver(post(cast).pk)
    assert seen == [("pl", "Asia/Ho_Chi_Minh")]
    assert translation.get_language() == "en"


def test_a_mail_has_plain_words_and_html_with_the_same_links(cast: Cast) -> None:
    links = tuple(Link(words, f"https://example.org/{words}?a=1&b=2") for words in ("Yes", "No"))
    letter(KIND, KIND)(
        lambda _message: Letter("Met?", ("<b>Bold</b>",), links[0], links, "Small print.")
    )
    delivery.deliver(post(cast).pk)
    sent = mail.outbox[0]
    html, kind = sent.alternatives[0]
    assert kind == "text/html"
    assert "&lt;b&gt;Bold&lt;/b&gt;" in html
    assert "<b>Bold</b>" in sent.body
    for link in links:
        assert link.url in sent.body
        assert link.url.replace("&", "&amp;") in html
    assert all("Europe/Oslo" in words and "Small print." in words for words in (sent.body, html))
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_line_breaks_cannot_add_headers(cast: Cast) -> None:
    message = post(cast, subject="Hello\r\nBcc: everybody@example.org")
    assert delivery.deliver(message.pk) == "sent"
    assert mail.outbox[0].subject == "Hello Bcc: everybody@example.org"
    assert mail.outbox[0].recipients() == [cast.mentee.email]


def test_a_message_of_a_kind_nobody_knows_does_not_stop_the_others(cast: Cast) -> None:
    odd = post(cast, kind="tests.removed", key="odd")
    good = post(cast, key="good")
    assert delivery.deliver(odd.pk) == "due"
    assert delivery.deliver(good.pk) == "sent"


def test_the_sweep_finds_what_is_due_and_leaves_a_sign_of_life(
    cast: Cast, hinted: list[object]
) -> None:
    assert health.is_silent(health.last_sweep_age())
    due, _later = post(cast), post(cast, key="2", due_at=clock.now() + timedelta(days=1))
    assert [sweep.sweep(), sweep.sweep()] == [1, 1]
    assert hinted == [str(due.pk)] * 2
    assert health.last_sweep_age() == 0
    assert not health.is_silent(0)


def test_the_sweep_goes_through_more_than_one_batch_oldest_first(
    cast: Cast, hinted: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "BATCH", 2)
    moment = clock.now() - timedelta(hours=1)
    posted = [post(cast, key=f"{n}", due_at=moment - timedelta(minutes=n // 3)) for n in range(7)]
    assert sweep.sweep() == 7
    oldest_first = sorted(posted, key=lambda message: (message.due_at, message.pk))
    assert hinted == [str(message.pk) for message in oldest_first]


def test_a_sweep_without_a_broker_leaves_all_to_the_next(
    cast: Cast, hinted: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        post(cast, key=f"{number}")
    with monkeypatch.context() as patch:
        patch.setattr(hints, "send_soon", lambda _message_id, lane: False)
        assert sweep.sweep() == 0
    assert health.last_sweep_age() == 0
    assert sweep.sweep() == 3


def test_a_worker_is_told_of_a_message_after_the_commit_and_never_after_a_rollback(
    cast: Cast, hinted: list[object], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        message = post(cast)
        post(cast, key="later", due_at=clock.now() + timedelta(days=1))
        with transaction.atomic():
            post(cast, key="undone")
            transaction.set_rollback(True)
        assert hinted == []
    assert hinted == [str(message.pk)]


def test_cancelling_takes_back_only_what_is_due_and_begins_with_the_key(cast: Cast) -> None:
    keys = ("session:1:v1:a", "session:1:v1:b", "session:1:v10:a", "session:1:v1:sent")
    rows = [post(cast, key=key) for key in keys]
    delivery.deliver(rows[3].pk)
    assert outbox.cancel(key_prefix="session:1:v1:") == 2
    statuses = [again(row).status for row in rows]
    assert statuses == ["cancelled", "cancelled", "due", "sent"]
    assert delivery.deliver(rows[0].pk) == ""


def test_a_broker_that_never_answers_holds_a_page_for_about_a_second(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = tmp_path / "deaf.sock"
    hints.breaker.answered()
    monkeypatch.setattr(
        hints.app,
        "connection_for_write",
        lambda **options: Connection(f"redis+socket://{address}", **options),
    )
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(address))
        deaf.listen()
        started = time.monotonic()
        assert not hints.send_soon(post(cast).pk)
    assert 0.5 < time.monotonic() - started < 3


def test_an_absent_broker_harms_nobody_and_is_asked_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def refuse(*args: object, **options: object) -> None:
        asked.append(args)
        raise OperationalError

    hints.breaker.answered()
    monkeypatch.setattr(hints, "_publish", refuse)
    assert [hints.send_soon(post(cast).pk) for _time in range(3)] == [False] * 3
    assert len(asked) == 1


def test_lag_is_the_age_of_the_oldest_message_that_waits(cast: Cast) -> None:
    assert health.lag_seconds() == 0
    post(cast, due_at=clock.now() - timedelta(minutes=6))
    assert health.lag_seconds() >= 360


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_sends() -> None:
    person = make_user("somebody")
    messages = [outbox.post(kind=KIND, to=person, key=f"race:{n}") for n in range(5)]
    results: list[str] = []

    def work() -> None:
        results.extend(delivery.deliver(message.pk) for message in messages)
        connection.close()

    workers = [threading.Thread(target=work) for _worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(results) == [""] * 15 + ["sent"] * 5
    assert len(mail.outbox) == 5
