"""Signed links by which a line manager answers without signing in."""

from dataclasses import dataclass

from core.tokens import TokenKind
from core.web import absolute_url
from profiles.models import ManagerAnswer

TOKENS = TokenKind("profiles.manager")


@dataclass(frozen=True)
class ManagerTicket:
    """One possible answer (``yes`` or ``no``) of one manager (an id) to one question."""

    asked: str
    manager: int
    word: str


def token(asked: ManagerAnswer, word: str) -> str:
    return TOKENS.sign(str(asked.pk), asked.manager_id, word)


def url(asked: ManagerAnswer, word: str) -> str:
    """The address that answers ``word``: whoever holds it may answer for the manager."""
    return absolute_url("manager_answer", token=token(asked, word))


def read(token: str) -> ManagerTicket | None:
    """What a link says; None when it is not ours. It works until the coordinators decide."""
    values = TOKENS.read(token)
    return ManagerTicket(*values) if values else None
