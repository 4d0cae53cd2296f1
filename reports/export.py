"""The list of pairs as a CSV file that opens safely in any spreadsheet."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core import spreadsheet
from programs import formats
from programs.formats import Traits
from programs.models import Phase, Side
from relationships.models import Status
from reports import wording
from reports.attention import PERSONAL
from reports.facts import ReportedPair
from reports.listing import ending_words


def file_name(program_name: str, day: date) -> str:
    """A name every system accepts."""
    return spreadsheet.file_name("pairs", program_name, day)


def pairs_as_csv(pairs: Iterable[ReportedPair], format_key: str) -> str:
    """One line for each pair, with a heading line and a byte order mark; the people stand under
    what the format calls them.

    What people said to the coordinator alone is left out: a file travels further than a page.
    """
    return spreadsheet.as_csv([_heading(format_key), *(_cells(pair, format_key) for pair in pairs)])


def _heading(format_key: str) -> list[str]:
    traits = formats.of(format_key)
    return [
        *(str(traits.part(side).name) for side in _columns(traits)),
        _("Status"),
        *([_("Phase")] if traits.has_phases else []),
        _("Since"),
        _("Planned end"),
        _("Sessions held"),
        _("Last session"),
        _("Next session"),
        *([_("Agreement signed"), _("Goals agreed")] if traits.has_phases else []),
        _("Needs attention"),
        _("Name"),
    ]


def _columns(traits: Traits) -> list[Side]:
    """Those who learn first, then the mentor; peers stand in one column."""
    return [side for side in (Side.MENTEE, Side.MENTOR, Side.PEER) if side in traits.sides]


def _cells(pair: ReportedPair, format_key: str) -> list[object]:
    facts, traits = pair.facts, formats.of(format_key)
    is_agreed = _("yes") if facts.agreement_confirmed else _("no")
    ended = ending_words(pair.concluded_kind)
    return [
        ", ".join(map(str, pair.learners)),
        *([pair.mentor] if Side.MENTOR in traits.sides else []),
        ended or (_("On hold") if facts.held_at else Status(facts.status).label),
        *([_phase(facts.phase)] if traits.has_phases else []),
        _day(pair.concluded_at or facts.started_at or facts.proposed_at),
        _day(facts.planned_end_on),
        facts.sessions_held,
        _day(facts.last_session_at),
        _day(facts.next_session_at),
        *([is_agreed, facts.goals_agreed] if traits.has_phases else []),
        ", ".join(wording.tag(row) for row in pair.concerns if row.code not in PERSONAL),
        pair.group,
    ]


def _phase(phase: str) -> object:
    return Phase(phase).label if phase else ""


def _day(moment: datetime | date | None) -> str:
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment).date()
    return moment.isoformat() if moment else ""
