"""The mail server and the letters of the fault drill."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from notifications.kinds import Letter, letter
from notifications.models import Message

INVITATION, REMINDER = "benchmarks.invitation", "benchmarks.reminder"


class Sink(BaseEmailBackend):
    """One file a Message-ID, one line a delivery; ``down`` and ``hung`` are files, too."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        box = Path(os.environ["FAULT_SINK"])
        if (box / "down").exists():
            raise ConnectionRefusedError
        _wait_while(box / "hung")
        for message in email_messages:
            name = message.extra_headers["Message-ID"].strip("<>").split("@")[0]
            with (box / f"{name}.mail").open("a") as file:
                file.write(f"{time.time()}\n")
        return len(email_messages)


def _wait_while(hung: Path) -> None:
    """As SMTP does: until the server answers, or the time for it is over."""
    deadline = time.monotonic() + settings.EMAIL_TIMEOUT
    while hung.exists():
        hung.with_name("held").touch()
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.1)


@letter(INVITATION, INVITATION)
def invitation(message: Message) -> Letter:
    return Letter("An invitation", ("One of very many.",))


@letter(REMINDER, REMINDER, urgent=True)
def reminder(message: Message) -> Letter:
    return Letter("A reminder", ("Your session is tomorrow.",))
