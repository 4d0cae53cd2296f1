"""A mail server for the test of killed workers: slow, and it knows every mail by its identity."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from notifications.kinds import Letter, letter
from notifications.models import Message

KIND = "tests.parcel"
SECONDS = 0.04


class SlowSink(BaseEmailBackend):
    """Keeps one file a Message-ID, as a provider with idempotency keys does."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        box = Path(os.environ["SLOW_SINK"])
        for message in email_messages:
            time.sleep(SECONDS)
            identity = message.extra_headers["Message-ID"].strip("<>").split("@")[0]
            (box / identity).touch()
        return len(email_messages)


@letter(KIND, KIND)
def parcel(message: Message) -> Letter:
    return Letter(subject="A parcel", paragraphs=("For the test of killed workers.",))
