"""Compares a file with the people already known, row by row. Pure.

:func:`examine` takes the table, the mapping and the people already known, and returns a
:class:`ImportPlan`: who is new, who changes and how, and an :class:`ImportFinding` for everything a
person should look at. Rows with an error are left out; a warning leaves out one value only.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts import time_zones
from accounts.directory import circles
from accounts.imports.columns import Mapping as ColumnMapping
from accounts.imports.columns import Target
from accounts.imports.findings import (
    ERRORS,
    FindingKind,
    ImportFinding,
    ImportPlan,
    Known,
    PersonDraft,
)
from accounts.imports.table_reader import Table, TableRow
from core.seen import shows

SHOWN_OF_A_VALUE = 80
ZONE_LENGTH = 100
ZONES_SUGGESTED = 100

LIMITS = {
    Target.EMAIL: 254,
    Target.FULL_NAME: 150,
    Target.FIRST_NAME: 150,
    Target.LAST_NAME: 150,
    Target.SHORT_NAME: 60,
    Target.UNIT: 120,
    Target.MANAGER: 254,
    Target.JOB_TITLE: 120,
    Target.GRADE: 40,
    Target.FUNCTION: 120,
    Target.LOCATION: 120,
}

# Invisible: control characters, and marks that turn the reading direction of what follows.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\ufffe\uffff]"
)
_PLAIN_ADDRESS = re.compile(
    r"[a-z0-9_'+-]+(?:\.[a-z0-9_'+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}"
)
_NAMED_ADDRESS = re.compile(r"[^<>]*<([^<>\s]+)>")


@dataclass(frozen=True)
class Asked:
    """What HR has said about the file: whether it lists everybody, and of a row with a new address
    whether it is about the known person with ``of``: ``{new address: Answer}``."""

    full_roster: bool = False
    answers: Mapping[str, "Answer"] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """Whether a row is about the person with the address ``of``."""

    is_same: bool
    of: str


NOTHING_ASKED = Asked()


def examine(
    table: Table,
    mapping: ColumnMapping,
    people: Iterable[Known],
    units: Iterable[str] = (),
    asked: Asked = NOTHING_ASKED,
) -> ImportPlan:
    """Compare the table with the people (by e-mail address) and the units already known."""
    known = {person.email: person for person in people}
    moved = _moved(known, asked.answers)
    spellings = {name.casefold(): name for name in units}
    return _Examination(
        table, mapping, _at_new_address(known, moved), spellings, asked, moved
    ).plan()


def _moved(known: Mapping[str, Known], answers: Mapping[str, Answer]) -> dict[str, str]:
    """The former address by the new one; each person moves once, and to nobody else's address."""
    found: dict[str, str] = {}
    for new, answer in answers.items():
        is_free = new not in known and answer.of in known and answer.of not in found.values()
        if answer.is_same and is_free:
            found[new] = answer.of
    return found


def _at_new_address(known: dict[str, Known], moved: Mapping[str, str]) -> dict[str, Known]:
    """The people as if their addresses had changed already, as managers of others, too."""
    if not moved:
        return known
    new_of = {old: new for new, old in moved.items()}
    people = {}
    for person in known.values():
        manager = person.values.get("manager", "")
        values = {**person.values, "manager": new_of.get(manager, manager), "email": person.email}
        email = new_of.get(person.email, person.email)
        people[email] = replace(person, email=email, values=values)
    return people


class _Examination:
    """The steps from rows to a plan; each adds its findings."""

    def __init__(
        self,
        table: Table,
        mapping: ColumnMapping,
        known: dict[str, Known],
        units: dict[str, str],
        asked: Asked,
        moved: Mapping[str, str],
    ) -> None:
        self.asked, self.moved = asked, moved
        self.kept = set(moved.values())
        self.table = table
        self.mapping = mapping
        self.known = known
        self.found: list[ImportFinding] = []
        self.by_email: dict[str, PersonDraft] = {}
        self.cells = [
            (position, Target(target), LIMITS.get(Target(target), 200))
            for position, target in enumerate(mapping.targets)
            if target
        ]
        self.units = units
        self.zones: dict[str, str | None] = {}
        self.near_zones: dict[str, str] = {}

    def plan(self) -> ImportPlan:
        drafts = [draft for row in self.table.rows if (draft := self._draft(row))]
        self._connect(drafts)
        if self.mapping.holds(Target.MANAGER):
            self._settle_managers(drafts)
            self._break_circles()
        good = [draft for draft in drafts if not draft.is_left_out]
        self.found.sort(key=lambda finding: (finding.severity, finding.row))
        known_ids = {email: person.pk for email, person in self.known.items()}
        addresses = frozenset(self.by_email)
        rows = len(self.table.rows)
        return ImportPlan(good, self.found, rows, known_ids, addresses, frozenset(self.kept))

    # one person with two addresses -------------------------------------------------------

    def _connect(self, drafts: list[PersonDraft]) -> None:
        """Ask of each new row that may be about somebody who is known, and missing from the file,
        whether their address has changed."""
        missing: dict[str, list[Known]] = {}
        for person in self.known.values():
            if person.is_active and person.email not in self.by_email:
                missing.setdefault(_plain(person.values.get("full_name", "")), []).append(person)
        for draft in drafts:
            if former := self.moved.get(draft.email):
                draft.values["email"] = draft.email
                self._note_person(draft, FindingKind.SAME_PERSON, former)
            elif draft.known is None and not draft.is_left_out:
                name = _plain(draft.values.get("full_name", ""))
                self._ask_who(draft, missing.get(name, []) if name else [])

    def _ask_who(self, draft: PersonDraft, same_name: list[Known]) -> None:
        """Of a full roster a name is enough: who is missing would leave. Else it takes the unit or
        the line manager as well."""
        near = [person for person in same_name if self._stands_with(draft, person)]
        found = near or (same_name if self.asked.full_roster else [])
        answer = self.asked.answers.get(draft.email)
        if answer and not answer.is_same:
            found = [person for person in found if person.email not in answer.of.split(", ")]
            self._note_person(draft, FindingKind.ANOTHER_PERSON, answer.of)
        if not found:
            return
        hint = ", ".join(person.email for person in found)
        if self.asked.full_roster:
            self.kept |= {person.email for person in found}
            draft.is_left_out = True
            self._note_person(draft, FindingKind.ADDRESS_CHANGED, hint)
        else:
            self._note_person(draft, FindingKind.LIKELY_SAME, hint)

    def _stands_with(self, draft: PersonDraft, person: Known) -> bool:
        unit, manager = draft.values.get("unit"), address(draft.values.get("manager", ""))
        same_unit = unit and unit == person.values.get("unit")
        return bool(same_unit or (manager and manager == person.values.get("manager")))

    def _note_person(self, draft: PersonDraft, kind: FindingKind, hint: str) -> None:
        column, value = self._column_name(Target.EMAIL), draft.email[:SHOWN_OF_A_VALUE]
        self.found.append(ImportFinding(draft.row, kind, column, value, hint, draft.email))

    # rows --------------------------------------------------------------------------------

    def _draft(self, row: TableRow) -> PersonDraft | None:
        """The clean values of a row; None when they are not enough to know whom it is about."""
        errors = len(self.found)
        self._check_width(row)
        values = self._values(row)
        email = self._email(row, values)
        if not email:
            return None
        draft = PersonDraft(row.number, email, values, self.known.get(email))
        self._check_person(draft)
        draft.is_left_out = any(finding.kind in ERRORS for finding in self.found[errors:])
        self.by_email[email] = draft
        return draft

    def _check_width(self, row: TableRow) -> None:
        width, cells = len(self.table.header), row.cells
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            self._note(row.number, FindingKind.ROW_TOO_WIDE, value=" ".join(cells[width:]))
        elif len(cells) < width:
            self._note(row.number, FindingKind.ROW_TOO_SHORT)

    def _values(self, row: TableRow) -> dict[str, str]:
        values: dict[str, str] = {}
        for position, target, limit in self.cells:
            raw = row.cells[position] if position < len(row.cells) else ""
            if raw and (value := self._clean(row.number, target, raw)):
                values[target.value] = value
                if len(value) > limit:
                    self._note(row.number, FindingKind.TOO_LONG, target, value, str(limit))
        self._join_name(row.number, values)
        self._settle_unit(values)
        self._check_zone(row.number, values)
        self._check_language(row.number, values)
        return values

    def _clean(self, row: int, target: Target, raw: str) -> str:
        """One line without invisible characters, in composed form."""
        if raw.isascii() and raw.isprintable():
            return " ".join(raw.split())
        value = _INVISIBLE.sub("", raw.replace("\r", "\n"))
        if len(value) != len(raw):
            self._note(row, FindingKind.INVISIBLE, target, value)
        return " ".join(unicodedata.normalize("NFC", value).split())

    def _join_name(self, row: int, values: dict[str, str]) -> None:
        first, last = values.pop("first_name", ""), values.pop("last_name", "")
        parts = (last, first) if self.mapping.family_name_first else (first, last)
        joined = " ".join(part for part in parts if part)
        if joined and "full_name" not in values:
            values["full_name"] = joined
            if len(joined) > LIMITS[Target.FULL_NAME] >= max(len(first), len(last)):
                limit = str(LIMITS[Target.FULL_NAME])
                self._note(row, FindingKind.TOO_LONG, Target.FULL_NAME, joined, limit)

    def _settle_unit(self, values: dict[str, str]) -> None:
        """A unit keeps the spelling it was first written in."""
        if name := values.get("unit"):
            values["unit"] = self.units.setdefault(name.casefold(), name)

    def _check_zone(self, row: int, values: dict[str, str]) -> None:
        if not (written := values.get("time_zone")):
            return
        if written not in self.zones:
            self.zones[written] = time_zones.recognize(written[:ZONE_LENGTH])
        if zone := self.zones[written]:
            values["time_zone"] = zone
        else:
            near = self._near_zones(values.pop("time_zone"))
            self._note(row, FindingKind.ZONE_UNKNOWN, Target.TIME_ZONE, written, near)

    def _near_zones(self, written: str) -> str:
        """Names to suggest; looking for them is slow, so not for every one of very many."""
        if len(self.near_zones) < ZONES_SUGGESTED and written not in self.near_zones:
            self.near_zones[written] = ", ".join(time_zones.suggest(written))
        return self.near_zones.get(written, "")

    def _check_language(self, row: int, values: dict[str, str]) -> None:
        if not (written := values.get("language")):
            return
        if code := _LANGUAGE_CODES.get(_plain(written)):
            values["language"] = code
        else:
            self._note(row, FindingKind.LANGUAGE_UNKNOWN, Target.LANGUAGE, values.pop("language"))

    def _email(self, row: TableRow, values: dict[str, str]) -> str:
        """The address the row is about, or "" with a finding."""
        written = values.pop("email", "")
        email = address(written)
        if not written:
            self._note(row.number, FindingKind.EMAIL_MISSING, Target.EMAIL)
        elif not email:
            self._note(row.number, FindingKind.EMAIL_INVALID, Target.EMAIL, written)
        elif first := self.by_email.get(email):
            self._note(
                row.number, FindingKind.EMAIL_REPEATED, Target.EMAIL, written, str(first.row)
            )
            return ""
        return email

    def _check_person(self, draft: PersonDraft) -> None:
        if draft.known is None and not shows(draft.values.get("full_name", "")):
            self._note(draft.row, FindingKind.NAME_MISSING, Target.FULL_NAME)
        if draft.known is not None and not draft.known.is_active:
            self._note(draft.row, FindingKind.DEACTIVATED, Target.EMAIL, draft.email)

    # line managers -----------------------------------------------------------------------

    def _settle_managers(self, drafts: list[PersonDraft]) -> None:
        """Turn each manager cell into the e-mail address of somebody who will be there."""
        by_name = self._people_by_name(drafts)
        for draft in drafts:
            written = draft.values.pop("manager", "")
            if written and (manager := self._manager(draft, written, by_name)):
                draft.values["manager"] = manager

    def _people_by_name(self, drafts: list[PersonDraft]) -> dict[str, list[str]]:
        """E-mail addresses by name; empty when every manager is given by address."""
        if all("@" in draft.values.get("manager", "@") for draft in drafts):
            return {}
        names = {email: person.values["full_name"] for email, person in self.known.items()}
        names |= {d.email: d.values["full_name"] for d in drafts if "full_name" in d.values}
        by_name: dict[str, list[str]] = {}
        for email, name in names.items():
            by_name.setdefault(_plain(name), []).append(email)
        return by_name

    def _manager(self, draft: PersonDraft, written: str, by_name: dict[str, list[str]]) -> str:
        candidates = _candidates(written, by_name)
        if len(candidates) > 1:
            return self._no_manager(draft, FindingKind.MANAGER_AMBIGUOUS, written)
        email = candidates[0] if candidates else ""
        if email == draft.email:
            return self._no_manager(draft, FindingKind.OWN_MANAGER, written)
        row = self.by_email.get(email)
        if email in self.known or (row and not row.is_left_out):
            return email
        if row:
            return self._no_manager(draft, FindingKind.MANAGER_LEFT_OUT, written, str(row.row))
        return self._no_manager(draft, FindingKind.MANAGER_UNKNOWN, written)

    def _no_manager(
        self, draft: PersonDraft, kind: FindingKind, written: str, hint: str = ""
    ) -> str:
        self._note(draft.row, kind, Target.MANAGER, written, hint)
        return ""

    def _break_circles(self) -> None:
        """Leave out the rows that would close a circle, until none is left.

        Leaving a row out brings back the manager known before, which may close another circle.
        """
        while ring := self._next_circles():
            left_out = [draft for members in ring for draft in self._leave_out(members)]
            self._forget_managers(left_out)

    def _next_circles(self) -> list[list[str]]:
        """Circles in which at least one row of the file takes part."""
        emails = list({**self.known, **self.by_email})
        number = {email: index for index, email in enumerate(emails)}
        manager_of = {number[e]: number.get(self._manager_after(e)) for e in emails}
        rings = [[emails[member] for member in ring] for ring in circles(manager_of)]
        return [ring for ring in rings if any(self._takes_part(email) for email in ring)]

    def _manager_after(self, email: str) -> str:
        draft, known = self.by_email.get(email), self.known.get(email)
        before = known.values.get("manager", "") if known else ""
        return draft.values.get("manager", before) if draft and not draft.is_left_out else before

    def _takes_part(self, email: str) -> bool:
        draft = self.by_email.get(email)
        return draft is not None and not draft.is_left_out and "manager" in draft.values

    def _leave_out(self, members: Sequence[str]) -> list[PersonDraft]:
        drafts = [self.by_email[email] for email in members if self._takes_part(email)]
        way = " → ".join([*members[:6], "…" if len(members) > 6 else members[0]])
        for draft in drafts:
            draft.is_left_out = True
            self._note(draft.row, FindingKind.CIRCLE, Target.MANAGER, draft.values["manager"], way)
        return drafts

    def _forget_managers(self, left_out: Iterable[PersonDraft]) -> None:
        """People whose row is left out and who are not known cannot be anybody's manager."""
        missing = {draft.email: draft for draft in left_out if draft.known is None}
        for draft in self.by_email.values() if missing else ():
            row = missing.get(draft.values.get("manager", ""))
            if row and not draft.is_left_out:
                written = draft.values.pop("manager")
                self._no_manager(draft, FindingKind.MANAGER_LEFT_OUT, written, str(row.row))

    def _note(
        self,
        row: int,
        kind: FindingKind,
        target: Target | None = None,
        value: str = "",
        hint: str = "",
    ) -> None:
        self.found.append(
            ImportFinding(row, kind, self._column_name(target), value[:SHOWN_OF_A_VALUE], hint)
        )

    def _column_name(self, target: Target | None) -> str:
        position = self.mapping.position(target) if target else None
        if position is not None:
            return self.table.header[position]
        return str(target.label) if target else ""


def address(written: str) -> str:
    """The e-mail address in lower case, or "" when it is none; accepts ``Name <address>``."""
    value = written.lower().removeprefix("mailto:")
    if match := _NAMED_ADDRESS.fullmatch(value):
        value = match[1]
    if len(value) > LIMITS[Target.EMAIL]:
        return ""
    return value if _PLAIN_ADDRESS.fullmatch(value) or _passes(validate_email, value) else ""


def _passes(validator: Callable[[str], None], value: str) -> bool:
    try:
        validator(value)
    except ValidationError:
        return False
    return True


def _candidates(written: str, by_name: Mapping[str, list[str]]) -> list[str]:
    """The addresses a manager cell may mean: an address, a name, or “Last, First”."""
    if "@" in written:
        email = address(written)
        return [email] if email else []
    if found := by_name.get(_plain(written)):
        return found
    last, comma, first = written.partition(",")
    return by_name.get(_plain(f"{first} {last}"), []) if comma else []


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


_LANGUAGE_NAMES = {
    "en": "english|inglese|angielski|engelsk|tiếng anh|en-us|en-gb|en_us|en_gb",
    "vi": "vietnamese|vietnamita|wietnamski|vietnamesisk|tiếng việt|vi-vn|vi_vn",
    "it": "italian|italiano|włoski|italiensk|tiếng ý|it-it|it_it",
    "pl": "polish|polacco|polski|polsk|tiếng ba lan|pl-pl|pl_pl",
    "nb": (
        "norwegian|norwegian bokmål|bokmål|norsk|norsk bokmål|norvegese|norweski|tiếng na uy|"
        "no|nb-no|nb_no|no-no"
    ),
}
_LANGUAGE_CODES = {
    name: code for code, names in _LANGUAGE_NAMES.items() for name in [code, *names.split("|")]
}
