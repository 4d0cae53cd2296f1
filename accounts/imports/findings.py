"""What an import would do: the findings, row by row, and the plan they belong to. Plain data."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    ERROR = "error", _("Error")
    WARNING = "warning", _("Warning")


class FindingKind(models.TextChoices):
    """What may be wrong; see :func:`severity` and :func:`advice`."""

    EMAIL_MISSING = "email_missing", _("No email address")
    EMAIL_INVALID = "email_invalid", _("Not an email address")
    EMAIL_REPEATED = "email_repeated", _("Email address twice in the file")
    ADDRESS_CHANGED = "address_changed", _("Did the email address change?")
    NAME_MISSING = "name_missing", _("No name")
    TOO_LONG = "too_long", _("Too long")
    ROW_TOO_WIDE = "row_too_wide", _("More cells than columns")
    CIRCLE = "circle", _("Loop in the reporting line")
    ROW_TOO_SHORT = "row_too_short", _("Fewer cells than columns")
    INVISIBLE = "invisible", _("Invisible characters")
    MANAGER_UNKNOWN = "manager_unknown", _("Unknown line manager")
    MANAGER_AMBIGUOUS = "manager_ambiguous", _("Line manager’s name fits several people")
    MANAGER_LEFT_OUT = "manager_left_out", _("Line manager’s row is left out")
    OWN_MANAGER = "own_manager", _("Listed as their own line manager")
    ZONE_UNKNOWN = "zone_unknown", _("Unknown time zone")
    LANGUAGE_UNKNOWN = "language_unknown", _("Unknown language")
    DEACTIVATED = "deactivated", _("Deactivated person")
    LIKELY_SAME = "likely_same", _("Perhaps listed already")
    SAME_PERSON = "same_person", _("New email address of a known person")
    ANOTHER_PERSON = "another_person", _("Said to be another person")


ERRORS = frozenset(
    {
        FindingKind.EMAIL_MISSING,
        FindingKind.EMAIL_INVALID,
        FindingKind.EMAIL_REPEATED,
        FindingKind.ADDRESS_CHANGED,
        FindingKind.NAME_MISSING,
        FindingKind.TOO_LONG,
        FindingKind.ROW_TOO_WIDE,
        FindingKind.CIRCLE,
    }
)

_ADVICE = {
    FindingKind.EMAIL_MISSING: _(
        "Every person needs an email address. Add one; this row is left out."
    ),
    FindingKind.EMAIL_INVALID: _("Write it as name@example.org. This row is left out."),
    FindingKind.EMAIL_REPEATED: _(
        "Row %(hint)s has the same address and is the one used. Remove one of the two rows."
    ),
    FindingKind.ADDRESS_CHANGED: _(
        "Same name as %(hint)s, who is missing from this file: did the address change? Until you"
        " say so, nobody is added and nobody leaves: both rows are left out."
    ),
    FindingKind.LIKELY_SAME: _(
        "Same name and unit as %(hint)s: did the address change? If you do not say so, this row is"
        " added as another person."
    ),
    FindingKind.SAME_PERSON: _(
        "The address changes from %(hint)s, and the person is told there if they have signed in"
        " before."
    ),
    FindingKind.ANOTHER_PERSON: _("This row is not the person with the address %(hint)s."),
    FindingKind.NAME_MISSING: _(
        "This person is new and needs a name. Add it; this row is left out."
    ),
    FindingKind.TOO_LONG: _("Shorten it to at most %(hint)s characters. This row is left out."),
    FindingKind.ROW_TOO_WIDE: _(
        "A value that contains the separator is probably missing its quotation marks. This"
        " row is left out."
    ),
    FindingKind.CIRCLE: _(
        "These people would each be above the other: %(hint)s. Correct one line manager; the"
        " rows in the loop are left out."
    ),
    FindingKind.ROW_TOO_SHORT: _("The missing cells at its end are read as empty."),
    FindingKind.INVISIBLE: _("They were removed; nothing else of the value changes."),
    FindingKind.MANAGER_UNKNOWN: _(
        "Nobody in the file or the directory is called this. Give the manager’s email"
        " address, or add the manager. The line manager stays as it is."
    ),
    FindingKind.MANAGER_AMBIGUOUS: _(
        "Give the manager’s email address instead. The line manager stays as it is."
    ),
    FindingKind.MANAGER_LEFT_OUT: _(
        "Correct row %(hint)s, which holds the manager. The line manager stays as it is."
    ),
    FindingKind.OWN_MANAGER: _(
        "A person cannot be their own line manager. The line manager stays as it is."
    ),
    FindingKind.ZONE_UNKNOWN: _("Write it like Europe/Oslo. The time zone stays as it is."),
    FindingKind.LANGUAGE_UNKNOWN: _(
        "The product is available in %(languages)s. The language stays as it is."
    ),
    FindingKind.DEACTIVATED: _(
        "Their data is updated, but they still cannot sign in. Reactivate them in the directory."
    ),
}


@dataclass(frozen=True, slots=True)
class ImportFinding:
    """One thing to look at: where (row as a spreadsheet numbers it, column name) and what.

    ``email`` is whom the row is about, where HR can say who that is.
    """

    row: int
    kind: FindingKind
    column: str
    value: str
    hint: str = ""
    email: str = ""

    @property
    def asks_who(self) -> bool:
        """Whether HR is asked if the row is about somebody who is known."""
        return self.kind in {FindingKind.ADDRESS_CHANGED, FindingKind.LIKELY_SAME}

    @property
    def may_be_same(self) -> bool:
        """There is one person only whose address it can be."""
        return self.asks_who and ", " not in self.hint

    @property
    def is_answer(self) -> bool:
        return self.kind in {FindingKind.SAME_PERSON, FindingKind.ANOTHER_PERSON}

    @property
    def severity(self) -> Severity:
        return Severity.ERROR if self.kind in ERRORS else Severity.WARNING

    @property
    def advice(self) -> str:
        """What to do, in the reader's language."""
        if self.kind == FindingKind.ZONE_UNKNOWN and self.hint:
            return _t("Did you mean %(zones)s? The time zone stays as it is.") % {
                "zones": self.hint
            }
        languages = ", ".join(str(name) for _code, name in settings.KNOWN_LANGUAGES)
        return str(_ADVICE[self.kind]) % {"hint": self.hint, "languages": languages}


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the directory, as far as an import is concerned; ``manager`` is an e-mail."""

    pk: int
    email: str
    is_active: bool
    values: Mapping[str, str]


@dataclass(slots=True)
class PersonDraft:
    """One row on its way: the clean values of the mapped, filled-in cells."""

    row: int
    email: str
    values: dict[str, str]
    known: Known | None = None
    is_left_out: bool = False

    @property
    def changes(self) -> dict[str, str]:
        """The values that differ from what is known, by field."""
        known = self.known.values if self.known else {}
        return {name: value for name, value in self.values.items() if known.get(name) != value}


@dataclass
class ImportPlan:
    """What an import would do. ``drafts`` are the good rows only.

    ``rows`` is how many rows the file has, ``known_ids`` the ids of known people by address,
    ``addresses`` all addresses in the file, also of rows that are left out; ``kept`` those of known
    people whom a row with another address may be about: they have not left.
    """

    drafts: list[PersonDraft]
    findings: list[ImportFinding]
    rows: int
    known_ids: dict[str, int]
    addresses: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    new: list[PersonDraft] = field(init=False)
    changed: list[PersonDraft] = field(init=False)

    def __post_init__(self) -> None:
        self.new = [draft for draft in self.drafts if draft.known is None]
        self.changed = [draft for draft in self.drafts if draft.known and draft.changes]

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what becomes of them: new, changed, unchanged, left_out."""
        good, new, changed = len(self.drafts), len(self.new), len(self.changed)
        return {
            "new": new,
            "changed": changed,
            "unchanged": good - new - changed,
            "left_out": self.rows - good,
        }

    def by_kind(self) -> list[tuple[FindingKind, int]]:
        """How many findings of each kind there are, errors first."""
        counts = Counter(finding.kind for finding in self.findings)
        return [(kind, counts[kind]) for kind in FindingKind if counts[kind]]

    @property
    def by_severity(self) -> Counter[Severity]:
        return Counter(finding.severity for finding in self.findings)

    def units(self) -> set[str]:
        """The names of the units that the good rows use."""
        return {draft.values["unit"] for draft in self.drafts if "unit" in draft.values}
