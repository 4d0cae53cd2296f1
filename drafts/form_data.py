"""What was typed into a form, as one text to seal; never a file, a password or a token."""

import re

from django.http import QueryDict

from core import confirmation
from drafts.tickets import FIELD

TURN = "unsent-turn"
LIMIT = 1_000_000
OURS = {"csrfmiddlewaretoken", FIELD, TURN, confirmation.FIELD, confirmation.BACK}
# What a form says to the machine: keys of choices, numbers, days, times, versions.
NO_WORDS = re.compile(r"[a-z0-9_.:-]*")


def pack(sent: QueryDict) -> str:
    """All fields a person filled in; "" when there are none."""
    typed = sent.copy()
    for name in [name for name in typed if name in OURS or "password" in name]:
        del typed[name]
    return typed.urlencode()


def is_part_of(content: str, sent: str) -> bool:
    """Whether everything in ``content`` is in ``sent``, which may say more."""
    all_sent = unpack(sent)
    return all(all_sent.getlist(name) == values for name, values in unpack(content).lists())


def fits(content: str) -> bool:
    """Is it short enough to be kept: one million bytes, as it is sent?"""
    return len(content) <= LIMIT


def unpack(content: str) -> QueryDict:
    return QueryDict(content)


def words(content: str) -> list[str]:
    """The texts among the answers, in the order of the form."""
    answers = [value for _name, values in unpack(content).lists() for value in values]
    return [answer for answer in answers if not NO_WORDS.fullmatch(answer)]
