"""How fast due messages are delivered: claimed, composed, rendered, sent and marked one by one."""

import time
from collections.abc import Iterator

from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import clock
from notifications import delivery
from notifications.kinds import Letter, Link, letter
from notifications.models import Message

ROWS = 2000
KIND = "benchmarks.messages"


@letter(KIND, KIND)
def compose(message: Message) -> Letter:
    return Letter(
        subject="Have you met?",
        paragraphs=("You and Giulia planned to meet on Monday.", "One click is enough."),
        button=Link("Open your record", "https://mentoring.example.org/relationships/1/"),
        answers=tuple(
            Link(words, f"https://mentoring.example.org/{words}") for words in ("Yes", "No")
        ),
        footnote="You get this letter once for each session.",
    )


def run() -> Iterator[dict[str, object]]:
    """One result: messages a second, CPU time and queries for each, through mail in memory."""
    person = User.objects.create_user("benchmark@example.org", full_name="Ada Lovelace")
    messages = Message.objects.bulk_create(
        Message(kind=KIND, recipient=person, dedupe_key=f"{KIND}:{n}", due_at=clock.now())
        for n in range(ROWS + 1)
    )
    with CaptureQueriesContext(connection) as queries:
        delivery.deliver(messages.pop().pk)
    cpu, wall = time.process_time(), time.perf_counter()
    for message in messages:
        delivery.deliver(message.pk)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    yield {
        "name": f"{ROWS} messages",
        "sent": len(mail.outbox) - 1,
        "a_second": round(ROWS / wall),
        "cpu_ms_each": round(cpu / ROWS * 1000, 2),
        "queries_each": len(queries),
    }
