"""Signed links for answering from the mail without signing in."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from core.web import absolute_url
from sessions.models import CheckIn

SALT = "sessions.answer"
VALID_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Ticket:
    """One possible answer to one question, as its link carries it."""

    check_in: str
    answer: str


def token(check_in: CheckIn, answer: str) -> str:
    return signing.dumps([str(check_in.pk), answer], salt=SALT)


def url(check_in: CheckIn, answer: str) -> str:
    """The address that gives ``answer`` to ``check_in``: whoever holds it may answer."""
    return absolute_url("answer", token=token(check_in, answer))


def read(token: str) -> Ticket | None:
    """What a link says; None when it is not ours or too old."""
    try:
        return Ticket(*signing.loads(token, salt=SALT, max_age=VALID_FOR))
    except signing.BadSignature:
        return None
