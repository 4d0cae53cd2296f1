"""What somebody types to search for: kept as typed, and refused in words when it is too long.

Nothing is cut: a search for half of what was typed answers another question.
"""

from core.forms import TooLong

LONGEST = 100
"""Enough for a name or an address; each word of a search costs a condition."""


def typed(text: str) -> str:
    """What was typed, as far as a database can look for it."""
    return " ".join(text.replace("\0", " ").split())


def refusal(words: str) -> str:
    """Why nothing is looked for; "" where ``words`` can be."""
    if len(words) <= LONGEST:
        return ""
    return TooLong() % {"limit_value": LONGEST, "show_value": len(words)}
