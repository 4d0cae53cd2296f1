"""Signed links for answering from the mail without signing in."""

from dataclasses import dataclass
from datetime import timedelta

from core.tokens import TokenKind
from core.web import absolute_url
from sessions.models import CheckIn

TOKENS = TokenKind("sessions.answer", valid_for=timedelta(days=30))


@dataclass(frozen=True)
class AnswerTicket:
    """One possible answer to one question, as its link carries it."""

    check_in: str
    answer: str


def token(check_in: CheckIn, answer: str) -> str:
    return TOKENS.sign(str(check_in.pk), answer)


def url(check_in: CheckIn, answer: str) -> str:
    """The address that gives ``answer`` to ``check_in``: whoever holds it may answer."""
    return absolute_url("answer", token=token(check_in, answer))


def read(token: str) -> AnswerTicket | None:
    """What a link says; None when it is not ours or too old."""
    values = TOKENS.read(token)
    return AnswerTicket(*values) if values else None
