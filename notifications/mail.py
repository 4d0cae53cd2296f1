"""A letter as a mail: plain text and HTML, with an identity that stays the same when repeated."""

import hashlib
from email.mime.text import MIMEText
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from notifications.addressing import address_of
from notifications.kinds import Attachment, Letter
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
        to=[address_of(message, letter)],
        headers={"Message-ID": identity(message), "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("mail/letter.html", context), "text/html")
    if letter.attachment:
        mail.attach(_part(letter.attachment))
    mail.send()


def _part(attachment: Attachment) -> MIMEText:
    """The file as a part of the mail; calendars read its parameters before they open it."""
    part = MIMEText(attachment.text, attachment.mime.removeprefix("text/"), "utf-8")
    for name, value in attachment.parameters:
        part.set_param(name, value)
    part.add_header("Content-Disposition", "attachment", filename=attachment.name)
    return part


def identity(message: Message) -> str:
    """The Message-ID: the same for every attempt at the same message."""
    digest = hashlib.sha256(message.dedupe_key.encode()).hexdigest()[:32]
    host = urlsplit(settings.MENTORING_BASE_URL).hostname or "localhost"
    return f"<{digest}@{host}>"
