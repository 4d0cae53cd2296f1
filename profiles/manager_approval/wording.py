"""A line manager's word in sentences, for coordinators and for the person it is about."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core import dates
from profiles.models import ManagerAnswer, ManagerWord


@dataclass(frozen=True)
class ManagerAnswerWords:
    """``tone``: of a tag, ``short``: its words, ``sentence``: the whole of it."""

    tone: str
    short: str
    sentence: str


def told(asked: ManagerAnswer | None) -> ManagerAnswerWords | None:
    """What to say about it; None where nobody is asked."""
    if asked is None:
        return None
    names = {"manager": asked.manager, "day": dates.day(asked.answer_by)}
    match asked.word:
        case ManagerWord.WAITING:
            return ManagerAnswerWords(
                "info",
                _("manager asked"),
                _("%(manager)s is asked, and has until %(day)s.") % names,
            )
        case ManagerWord.YES:
            return ManagerAnswerWords("good", _("manager: yes"), _yes(asked) % names)
        case ManagerWord.NO:
            return ManagerAnswerWords("warn", _("manager: no"), _no(asked) % names)
        case ManagerWord.SILENT:
            return ManagerAnswerWords(
                "",
                _("no answer from manager"),
                _("%(manager)s has not answered by %(day)s.") % names,
            )
    return ManagerAnswerWords(
        "", _("no manager listed"), _("The directory names no line manager to ask.")
    )


def _yes(asked: ManagerAnswer) -> str:
    if asked.is_by_silence:
        return _("%(manager)s has not answered by %(day)s, which counts as a yes.")
    return _("%(manager)s has said yes.")


def _no(asked: ManagerAnswer) -> str:
    if asked.is_by_silence:
        return _("%(manager)s has not answered by %(day)s, which counts as a no.")
    return _("%(manager)s has said that it is not possible at the moment.")
