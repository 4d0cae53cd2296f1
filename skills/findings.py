"""What a file of skills would do: every row is judged before one is written. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.imports import table_reader
from core.errors import DomainError
from skills import rules
from skills.rules import SkillWords

MOST_ROWS = 2000
COLUMNS: dict[str, frozenset[str]] = {
    "name": frozenset({"name", "skill", "skill name", "competence", "competency", "title"}),
    "area": frozenset({"area", "category", "group", "skill area", "domain", "topic"}),
    "synonyms": frozenset({"synonyms", "synonym", "other names", "also known as", "aliases"}),
}
SENTENCES = {
    "empty": gettext_lazy("There is nothing to read. Give one row for each skill."),
    "only_header": gettext_lazy("There are column names but no skills below them."),
}


class SkillFindingKind(models.TextChoices):
    """What is to be said about a row."""

    NO_NAME = "no_name", gettext_lazy("no name")
    TOO_LONG = "too_long", gettext_lazy("too long")
    TWICE = "twice", gettext_lazy("named twice")
    TAKEN = "taken", gettext_lazy("other name in use")
    KNOWN = "known", gettext_lazy("known already")
    SIMILAR = "similar", gettext_lazy("much like another")
    NO_AREA = "no_area", gettext_lazy("no area")


LEFT_OUT = frozenset(
    {
        SkillFindingKind.NO_NAME,
        SkillFindingKind.TOO_LONG,
        SkillFindingKind.TWICE,
        SkillFindingKind.TAKEN,
        SkillFindingKind.KNOWN,
    }
)


@dataclass(frozen=True)
class SkillFinding:
    """One remark about the row a spreadsheet shows as ``row``."""

    row: int
    kind: SkillFindingKind
    sentence: str

    @property
    def left_out(self) -> bool:
        return self.kind in LEFT_OUT


@dataclass
class SkillImportPlan:
    """The skills that would be added, in the order of the file, and every remark."""

    new: list[SkillWords] = field(default_factory=list)
    findings: list[SkillFinding] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        return sum(finding.left_out for finding in self.findings)


def plan(content: bytes, known: Iterable[SkillWords]) -> SkillImportPlan:
    """Read ``content`` (CSV: name, area, other names) against the skills that are there.

    Raises DomainError when it is no table, or has more than 2,000 rows.
    """
    rows = list(_rows(_read(content)))
    if len(rows) > MOST_ROWS:
        raise DomainError(_("A file holds 2,000 skills at most. Split it."), "too_many_rows")
    pile = Pile(rules.names(known))
    for row, words in rows:
        pile.judge(row, words)
    return pile.plan


def _read(content: bytes) -> table_reader.Table:
    try:
        return table_reader.read(content)
    except DomainError as refusal:
        sentence = SENTENCES.get(refusal.code, refusal.message)
        raise DomainError(sentence, refusal.code) from refusal


def _rows(table: table_reader.Table) -> Iterable[tuple[int, SkillWords]]:
    """Each row in words; without column names the order is name, area, other names."""
    places = _places(table.header)
    if "name" not in places:
        places = {name: number for number, name in enumerate(COLUMNS)}
        yield 1, _words(table.header, places)
    for row in table.rows:
        yield row.number, _words(row.cells, places)


def _places(header: tuple[str, ...]) -> dict[str, int]:
    """Which column holds what; no name among them when the first row is a skill already."""
    cells = [rules.key(cell) for cell in header]
    return {
        name: number
        for name, known in COLUMNS.items()
        for number, cell in reversed(list(enumerate(cells)))
        if cell in known
    }


def _words(cells: tuple[str, ...], places: dict[str, int]) -> SkillWords:
    texts = {name: cells[number] if number < len(cells) else "" for name, number in places.items()}
    name = rules.tidy(texts.get("name", ""))
    others = texts.get("synonyms", "").replace(";", "|").replace(",", "|").split("|")
    area = rules.tidy(texts.get("area", ""))
    return SkillWords(name, area, rules.without_doubles(others, leave_out=name))


class Pile:
    """The names so far: of the vocabulary, and of the rows above."""

    def __init__(self, taken: dict[str, str]) -> None:
        self.taken = taken
        self.loose = {rules.loose_key(word): owner for word, owner in taken.items()}
        self.in_file: set[str] = set()
        self.plan = SkillImportPlan()

    def judge(self, row: int, words: SkillWords) -> None:
        """Add the row to the plan, or say why not."""
        refusal = _refusal(words, self.taken, self.in_file)
        if refusal:
            self.plan.findings.append(SkillFinding(row, *refusal))
            return
        remarks = [_alike(words.name, rules.similar(words.name, self.loose)), _no_area(words)]
        self.plan.findings += [SkillFinding(row, *remark) for remark in remarks if remark]
        self._add(words if words.area else replace(words, area=_("General")))

    def _add(self, words: SkillWords) -> None:
        self.plan.new.append(words)
        added = rules.names([words])
        self.in_file.update(added)
        self.taken.update(added)
        self.loose.update({rules.loose_key(word): owner for word, owner in added.items()})


def _alike(name: str, near: str | None) -> tuple[SkillFindingKind, str] | None:
    if near is None:
        return None
    sentence = _(
        "“%(name)s” looks like “%(near)s”. It will be added; merge the two if they mean the same."
    )
    return SkillFindingKind.SIMILAR, sentence % {"name": name, "near": near}


def _no_area(words: SkillWords) -> tuple[SkillFindingKind, str] | None:
    if words.area:
        return None
    sentence = _("“%(name)s” has no area and goes under “General”.")
    return SkillFindingKind.NO_AREA, sentence % {"name": words.name}


def _refusal(
    words: SkillWords, taken: dict[str, str], in_file: set[str]
) -> tuple[SkillFindingKind, str] | None:
    """Why the row is left out; None when it can be added."""
    if not words.name:
        return SkillFindingKind.NO_NAME, _("This row names no skill.")
    if too_long := _too_long(words):
        return SkillFindingKind.TOO_LONG, too_long
    for word in (words.name, *words.synonyms):
        if rules.key(word) in taken:
            return _taken(words.name, word, taken[rules.key(word)], rules.key(word) in in_file)
    return None


def _taken(name: str, word: str, owner: str, in_file: bool) -> tuple[SkillFindingKind, str]:
    values = {"word": word, "name": name, "owner": owner}
    if word != name:
        return SkillFindingKind.TAKEN, _(
            "“%(name)s” is left out: its other name “%(word)s” belongs to “%(owner)s”."
        ) % values
    if in_file:
        return SkillFindingKind.TWICE, _("“%(name)s” already appears earlier in the file.") % values
    if rules.key(name) == rules.key(owner):
        return SkillFindingKind.KNOWN, _("“%(name)s” is in the vocabulary already.") % values
    return SkillFindingKind.KNOWN, _("“%(name)s” is another name of “%(owner)s” already.") % values


def _too_long(words: SkillWords) -> str:
    if max(len(words.name), *(len(word) for word in words.synonyms), 0) > rules.NAME_LENGTH:
        return _("A name is longer than 80 characters: shorten it.")
    if len(words.area) > rules.AREA_LENGTH:
        return _("The area is longer than 60 characters: shorten it.")
    if len(words.synonyms) > rules.MOST_SYNONYMS:
        return _("A skill has 20 other names at most.")
    return ""
