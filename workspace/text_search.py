"""Looking for words in one's own record.

The words are sealed, so the database cannot search them: they are opened here, of one record only,
and compared without regard to case and accents ("nguyen" finds "Nguyễn"). Pure functions.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

AROUND = 90
MOST_WORDS = 8
SPECIAL = {"đ": "d", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"}


@dataclass(frozen=True)
class Piece:
    """A stretch of an excerpt; ``is_hit`` when it is what was looked for."""

    text: str
    is_hit: bool


def words_of(typed: str) -> tuple[str, ...]:
    """The words somebody looks for, folded, each once."""
    return tuple(dict.fromkeys(fold(typed).split()))[:MOST_WORDS]


def fold(text: str) -> str:
    """Without case, accents and what is only another form of the same letter."""
    return "".join(folded for folded, _index in _folded(text))


def _folded(text: str) -> Iterator[tuple[str, int]]:
    """Each folded letter with its place in ``text``."""
    for index, sign in enumerate(text):
        for letter in unicodedata.normalize("NFKD", sign).casefold():
            if not unicodedata.combining(letter):
                for plain in SPECIAL.get(letter, letter):
                    yield plain, index


def excerpt(text: str, wanted: Sequence[str]) -> list[Piece]:
    """The part of ``text`` around the first hit, cut into pieces; empty unless all words occur."""
    letters = list(_folded(text))
    folded = "".join(letter for letter, _index in letters)
    if not wanted or any(word not in folded for word in wanted):
        return []
    hits = sorted(_hits(folded, wanted))
    places = [(letters[start][1], letters[end - 1][1] + 1) for start, end in hits]
    return _cut(text, places)


def _hits(folded: str, wanted: Sequence[str]) -> Iterator[tuple[int, int]]:
    for word in wanted:
        start = folded.find(word)
        while start >= 0:
            yield start, start + len(word)
            start = folded.find(word, start + len(word))


def _cut(text: str, places: Sequence[tuple[int, int]]) -> list[Piece]:
    begin = _word_edge(text, places[0][0] - AROUND)
    end = min(len(text), places[0][1] + AROUND)
    pieces = [Piece("… ", False)] if begin else []
    at = begin
    for start, stop in places:
        if start >= at and stop <= end:
            pieces += [Piece(text[at:start], False), Piece(text[start:stop], True)]
            at = stop
    rest = text[at:end] + (" …" if end < len(text) else "")
    return [piece for piece in (*pieces, Piece(rest, False)) if piece.text]


def _word_edge(text: str, index: int) -> int:
    """The beginning of the word after ``index``, so that no excerpt starts within one."""
    if index <= 0:
        return 0
    space = text.find(" ", index, index + AROUND // 2)
    return space + 1 if space >= 0 else index
