"""The page of a program for those who may not know its pairs: sponsors, and HR admins."""

from programs import formats
from programs.models import Program, ProgramStatus
from reports import released
from reports.released import Rate, ReleasedFigures

OF_PHASES = frozenset({"agreed", "with_goal"})
"""Rates of relationships that go through phases; a single talk has nothing to agree on."""

OF_NOW = frozenset({"active"})
"""Rates that say how it goes at the moment, and nothing once the program is closed."""


def from_above(program: Program) -> dict[str, object]:
    """What the page says of ``program``, in the words of its format."""
    traits, sheet = formats.of(program.format), released.sheet(program)
    return {
        "program": program,
        "figures": sheet,
        "rates": _rates(program, sheet) if sheet else [],
        "nouns": traits.nouns,
        "is_closed": program.status == ProgramStatus.CLOSED,
    }


def _rates(program: Program, sheet: ReleasedFigures) -> list[Rate]:
    """The rates that say something about this program."""
    left_out = frozenset() if formats.of(program.format).has_phases else OF_PHASES
    if program.status == ProgramStatus.CLOSED:
        left_out |= OF_NOW
    return [rate for rate in sheet.rates if rate.key not in left_out]
