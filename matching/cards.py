"""Mentors as mentees see them: what each agreed to show, in words. No fit, nobody else's wish."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock, dates
from matching.directory import Candidate
from profiles.match_reasons import labels, sentences
from profiles.models import Channel, Enrollment, Function, SkillLevel, SpokenLanguage
from programs.models import Side


@dataclass(frozen=True)
class MentorCard:
    """One mentor. ``rank`` is the place among the reader's own wishes, 0 for none; ``has_talk``:
    the reader has asked for a talk, or has agreed on one."""

    mentor: Enrollment
    person: User
    job: str
    reasons: Sequence[str]
    skills: Sequence[str]
    gives: str
    languages: str
    channels: str
    overlap: str
    rank: int
    has_talk: bool


def card(
    row: Candidate,
    ranks: Mapping[uuid.UUID, int],
    reader: User,
    format_key: str,
    talks: Collection[uuid.UUID] = (),
) -> MentorCard:
    person = row.mentor.user
    return MentorCard(
        mentor=row.mentor,
        person=person,
        job=" · ".join(filter(None, [person.job_title, str(person.unit or "")])),
        reasons=sentences(row.reasons, Side.MENTEE, format_key),
        skills=[skill_words(name, level) for name, level in row.offered.items()],
        gives=labels(Function, row.mentor.functions),
        languages=labels(SpokenLanguage, row.mentor.languages),
        channels=labels(Channel, row.mentor.channels),
        overlap=overlap_words(row.minutes, clock_words(person, reader)),
        rank=ranks.get(row.mentor.pk, 0),
        has_talk=row.mentor.pk in talks,
    )


def skill_words(name: str, level: int) -> str:
    words = str(SkillLevel(level).label).rpartition("· ")[2]
    return _("%(skill)s, %(level)s") % {"skill": name, "level": words}


def overlap_words(minutes: int | None, clocks: str) -> str:
    """How much free time the two share a week, and how far their clocks are apart."""
    if minutes is None:
        return _("%(clocks)s; free times are not known yet") % {"clocks": clocks}
    hours = minutes // 60
    free = ngettext(
        "%(clocks)s; about %(hours)d hour a week free for both",
        "%(clocks)s; about %(hours)d hours a week free for both",
        hours,
    )
    return free % {"clocks": clocks, "hours": hours}


def clock_words(person: User, reader: User) -> str:
    """Where the clock of ``person`` stands beside the reader's, today; nothing is said of a zone
    that nobody knows."""
    if not person.time_zone:
        return _("Time zone not known yet")
    if not reader.time_zone:
        return _("In %(city)s") % {"city": dates.city(person.time_zone)}
    now = clock.now()
    minutes = offset(now, person.zone) - offset(now, reader.zone)
    if not minutes:
        return _("Same time zone as you")
    shown = {"time": duration(abs(minutes))}
    if minutes > 0:
        return _("%(time)s h ahead of you") % shown
    return _("%(time)s h behind you") % shown


def offset(now: datetime, zone: str) -> int:
    """Minutes by which ``zone`` is ahead of UTC."""
    ahead = now.astimezone(ZoneInfo(zone)).utcoffset()
    return int(ahead.total_seconds() // 60) if ahead else 0


def duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02}" if rest else str(hours)
