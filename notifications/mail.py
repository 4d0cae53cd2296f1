"""A letter as a mail: plain text and HTML, with an identity that stays the same when repeated."""

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from notifications.kinds import Letter
from notifications.models import Message


def send(message: Message, letter: Letter) -> None:
    """Hand the mail to the mail server. Raises what the server raises."""
    context = {
        "letter": letter,
        "person": message.recipient,
        "app_name": settings.MENTORING_NAME,
        "home": settings.MENTORING_BASE_URL,
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(letter.subject.split()),
        body=render_to_string("mail/letter.txt", context),
        to=[message.recipient.email],
        headers={"Message-ID": identity(message), "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("mail/letter.html", context), "text/html")
    mail.send()


def identity(message: Message) -> str:
    """The Message-ID: the same for every attempt at the same message."""
    digest = hashlib.sha256(message.dedupe_key.encode()).hexdigest()[:32]
    host = urlsplit(settings.MENTORING_BASE_URL).hostname or "localhost"
    return f"<{digest}@{host}>"
