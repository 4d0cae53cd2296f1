"""What can be seen of a text, and what only turns it around. Pure."""

import re
import unicodedata

# Marks that turn the reading direction of what follows, also outside the text; and spaces of no
# width that say nothing. The joiners stay, because scripts and emoji are written with them.
_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]")
_NOTHING = {"Cc", "Cf", "Cn", "Mn", "Zl", "Zp", "Zs"}
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def readable(line: str) -> str:
    """A line of text without marks that turn it around and spaces of no width."""
    return _UNSEEN.sub("", line).strip()


def shows(text: str) -> bool:
    """Whether anything of ``text`` can be seen."""
    return any(
        letter not in _FILLERS and unicodedata.category(letter) not in _NOTHING for letter in text
    )
