"""Whom a question is asked of, and who can read the answer, in the words of a format."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from programs import formats
from programs.format_words import ColumnWords, Nouns
from programs.models import Audience, Reader, Side

OF_SIDE = {Audience.MENTOR: Side.MENTOR, Audience.MENTEE: Side.MENTEE}


class AudienceWords(Nouns):
    """The words of one column of ``programs.format_words``, about questions."""

    both = ColumnWords(
        pairs=_("Mentors and mentees"),
        peers=_("Everybody"),
        buddies=_("Buddies and newcomers"),
        groups=_("Mentors and mentees"),
        circles=_("Everybody"),
        talks=_("Mentors and mentees"),
    )
    mentor = ColumnWords(
        pairs=_("Mentors"),
        peers="",
        buddies=_("Buddies"),
        groups=_("Mentors"),
        circles="",
        talks=_("Mentors"),
    )
    mentee = ColumnWords(
        pairs=_("Mentees"),
        peers="",
        buddies=_("Newcomers"),
        groups=_("Mentees"),
        circles="",
        talks=_("Mentees"),
    )
    coordinator = ColumnWords(
        pairs=_("The coordinators only"),
        peers=_("The coordinators only"),
        buddies=_("The coordinators only"),
        groups=_("The coordinators only"),
        circles=_("The coordinators only"),
        talks=_("The coordinators only"),
    )
    partner = ColumnWords(
        pairs=_("The coordinators and, once both have accepted, the partner"),
        peers=_("The coordinators and, once both have accepted, the partner"),
        buddies=_("The coordinators and, once both have accepted, the partner"),
        groups=_("The coordinators and, once it has started, the group"),
        circles=_("The coordinators and, once it has started, the circle"),
        talks=_("The coordinators and, once both have accepted, the other person"),
    )
    shared = ColumnWords(
        pairs=_("shared with the partner"),
        peers=_("shared with the partner"),
        buddies=_("shared with the partner"),
        groups=_("shared with the group"),
        circles=_("shared with the circle"),
        talks=_("shared with the other person"),
    )


def of(format_key: str) -> AudienceWords:
    """The words of a format, by the value of ``Program.format``."""
    return AudienceWords(formats.of(format_key).nouns.column)


def offered(format_key: str) -> list[Audience]:
    """Whom a program of this format can ask: one side alone only where there are two."""
    sides = formats.of(format_key).sides
    return [one for one in Audience if one not in OF_SIDE or OF_SIDE[one] in sides]


def name(format_key: str, audience: str) -> str:
    """Whom a question is asked of; everybody, where the format has no such side."""
    known = Audience(audience) if Audience(audience) in offered(format_key) else Audience.BOTH
    return str(getattr(of(format_key), known))


def audience_choices(format_key: str) -> Iterator[tuple[str, str]]:
    for audience in offered(format_key):
        yield audience.value, name(format_key, audience)


def reader_choices(format_key: str) -> Iterator[tuple[str, str]]:
    for reader in Reader:
        yield reader.value, str(getattr(of(format_key), reader))
