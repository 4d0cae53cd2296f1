"""Which column holds what: a guess from names and values, which a person may correct. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import time_zones
from accounts.imports.table_reader import Table

SAMPLES = 3
ROWS_LOOKED_AT = 200


class Target(models.TextChoices):
    """What a column may hold; the value is the name of the field of a person."""

    EMAIL = "email", _("Email address")
    FULL_NAME = "full_name", _("Full name")
    FIRST_NAME = "first_name", _("First name")
    LAST_NAME = "last_name", _("Last name")
    SHORT_NAME = "short_name", _("What to call them")
    UNIT = "unit", _("Unit")
    MANAGER = "manager", _("Line manager (email address or name)")
    JOB_TITLE = "job_title", _("Job title")
    GRADE = "grade", _("Grade")
    FUNCTION = "function", _("Function")
    LOCATION = "location", _("Location")
    TIME_ZONE = "time_zone", _("Time zone")
    LANGUAGE = "language", _("Language")


# English, Vietnamese, Italian, Polish, Norwegian and German; written as `normalize` leaves them.
SYNONYMS: dict[Target, str] = {
    Target.EMAIL: (
        "email|email address|mail|work email|business email|company email|email id|primary email|"
        "user principal name|userprincipalname|upn|dia chi email|thu dien tu|indirizzo email|"
        "posta elettronica|adres email|epost|epostadresse|"
        "email adresse|mailadresse|dienstliche email"
    ),
    Target.FULL_NAME: (
        "full name|name|display name|displayname|employee name|employee|person|ho ten|ho va ten|"
        "ten day du|nome completo|nominativo|nome e cognome|cognome e nome|imie i nazwisko|"
        "nazwisko i imie|navn|fullt navn|vollstandiger name|mitarbeiter|mitarbeiterin|name vorname|"
        "vorname nachname|vorname name"
    ),
    Target.FIRST_NAME: (
        "first name|firstname|given name|givenname|forename|ten|nome|imie|fornavn|vorname|rufname"
    ),
    Target.LAST_NAME: (
        "last name|lastname|surname|family name|sn|ho|ho dem|ho va ten dem|cognome|nazwisko|"
        "etternavn|nachname|familienname|zuname"
    ),
    Target.SHORT_NAME: (
        "preferred name|nickname|known as|called|ten goi|soprannome|kallenavn|spitzname"
    ),
    Target.UNIT: (
        "unit|department|dept|organisation|organization|org unit|organisational unit|"
        "organizational unit|division|team|business unit|cost center|phong ban|bo phan|don vi|"
        "unita|unita organizzativa|reparto|dipartimento|ufficio|dzial|jednostka|"
        "jednostka organizacyjna|departament|zespol|enhet|avdeling|seksjon|"
        "abteilung|bereich|einheit|organisationseinheit|referat|kostenstelle"
    ),
    Target.MANAGER: (
        "manager|line manager|manager email|line manager email|manager name|"
        "reports to|supervisor|supervisor email|boss|quan ly|quan ly truc tiep|cap tren|"
        "email quan ly|responsabile|responsabile diretto|superiore|capo|email responsabile|"
        "przelozony|bezposredni przelozony|kierownik|email przelozonego|leder|narmeste leder|"
        "overordnet|leders epost|vorgesetzter|vorgesetzte|direkter vorgesetzter|fuhrungskraft|"
        "email vorgesetzter|email des vorgesetzten|vorgesetzter email|teamleiter|teamleitung"
    ),
    Target.JOB_TITLE: (
        "job title|title|position|role|job|chuc danh|chuc vu|vi tri|ruolo|mansione|posizione|"
        "qualifica|stanowisko|stilling|stillingstittel|tittel|"
        "stellenbezeichnung|stelle|berufsbezeichnung|jobtitel|rolle"
    ),
    Target.GRADE: (
        "grade|level|job grade|band|job level|pay grade|cap bac|bac|livello|inquadramento|"
        "poziom|stopien|grad|stillingsniva|niva|lonnstrinn|stufe|"
        "gehaltsstufe|entgeltgruppe|besoldungsgruppe"
    ),
    Target.FUNCTION: (
        "function|profession|job family|discipline|field|chuc nang|nghe nghiep|linh vuc|funzione|"
        "professione|area professionale|funkcja|zawod|funksjon|fagomrade|fag|yrke|"
        "funktion|berufsgruppe|fachgebiet"
    ),
    Target.LOCATION: (
        "location|office|site|city|work location|place|dia diem|noi lam viec|van phong|"
        "thanh pho|sede|luogo|citta|luogo di lavoro|lokalizacja|miejsce pracy|biuro|miasto|"
        "sted|kontor|arbeidssted|lokasjon|by|standort|dienstort|arbeitsort|ort|buro|stadt"
    ),
    Target.TIME_ZONE: (
        "time zone|timezone|tz|mui gio|fuso orario|fuso|strefa czasowa|tidssone|zeitzone"
    ),
    Target.LANGUAGE: (
        "language|locale|preferred language|preferredlanguage|ngon ngu|lingua|jezyk|sprak|sprache"
    ),
}

# Traits that are nobody's business here (S4, data protection): never taken over by a guess.
PROTECTED = re.compile(
    r"\b(identity|characteristics?|protected|gender|sex|pronouns?|ethnic\w*|race|racial|religi\w*|"
    r"belief|faith|disab\w*|birth\w*|dob|age|orientation|sexual\w*|lgbt\w*|health|medical|sick\w*|"
    r"union|nationality|marital|pregnan\w*|veteran|"
    r"gioi tinh|dan toc|ton giao|khuyet tat|ngay sinh|nam sinh|tuoi|suc khoe|cong doan|"
    r"sesso|genere|etnia|religione|disabilita|nascita|eta|salute|sindacato|orientamento|"
    r"plec|narodowosc|pochodzenie|wyznanie|niepelnosprawn\w*|urodzenia|wiek|zdrowie|zwiazek|"
    r"kjonn|etnisitet|livssyn|funksjonsnedsettelse|fodselsdato|fodt|alder|helse|fagforening|"
    r"legning|geschlecht|konfession|geburt\w*|alter|staatsangehorigkeit|schwerbehind\w*|behinder\w*|"
    r"familienstand|gewerkschaft\w*|gesundheit\w*)\b"
)

_FAMILY_NAME_FIRST = {"ho", "ho dem", "ho va ten dem"}
_AN_ADDRESS = re.compile(r"\s*[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+\s*")
_BARE_LETTERS = str.maketrans("đłøæ", "dloa")


@dataclass(frozen=True)
class Column:
    """A column as the mapping page shows it."""

    position: int
    name: str
    target: str
    samples: tuple[str, ...]
    is_protected: bool


@dataclass(frozen=True)
class Mapping:
    """``targets[i]`` is what column ``i`` holds: a :class:`Target` value or "" (not imported)."""

    targets: tuple[str, ...]
    family_name_first: bool = False

    def position(self, target: Target) -> int | None:
        return self.targets.index(target) if target in self.targets else None

    def holds(self, target: Target) -> bool:
        return target in self.targets

    @property
    def has_name(self) -> bool:
        return bool({Target.FULL_NAME, Target.FIRST_NAME, Target.LAST_NAME} & set(self.targets))

    @property
    def chosen_twice(self) -> list[Target]:
        """Targets that more than one column is said to hold."""
        return [target for target in Target if self.targets.count(target) > 1]

    @property
    def is_usable(self) -> bool:
        """Whether each row says whom it is about, and no two columns say the same."""
        return self.holds(Target.EMAIL) and not self.chosen_twice


def guess(table: Table) -> Mapping:
    """The most likely mapping; protected traits and unknown columns are not imported."""
    names = [normalize(name) for name in table.header]
    targets = [_by_name(name) for name in names]
    _settle_names(names, targets)
    _settle_by_values(table, targets)
    return Mapping(tuple(_each_once(targets)), _puts_family_name_first(table.header))


def chosen(table: Table, targets: Sequence[str]) -> Mapping:
    """The mapping a person chose: one value per column, unknown ones read as "do not import"."""
    known = [target if target in Target.values else "" for target in targets]
    known = (known + [""] * len(table.header))[: len(table.header)]
    return Mapping(tuple(known), _puts_family_name_first(table.header))


def columns(table: Table, mapping: Mapping) -> list[Column]:
    return [
        Column(
            position,
            name,
            mapping.targets[position],
            _samples(table, position),
            is_protected(name),
        )
        for position, name in enumerate(table.header)
    ]


def is_protected(name: str) -> bool:
    """Whether a column of this name holds a trait that the product should not know."""
    return PROTECTED.search(normalize(name)) is not None


def normalize(name: str) -> str:
    """Lower case, without accents and punctuation: ``E-Mail Address`` is ``email address``."""
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_BARE_LETTERS))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = " ".join(re.sub(r"[^\w]+|_", " ", plain).split())
    return re.sub(r"\be (mail|post)", r"e\1", words)


_TARGET_OF = {name: target for target, names in SYNONYMS.items() for name in names.split("|")}


def _by_name(name: str) -> str:
    return "" if PROTECTED.search(name) else _TARGET_OF.get(name, "")


def _settle_names(names: list[str], targets: list[str]) -> None:
    """“Nome”, “Tên” and “Name” are a first name beside a last name, and a full name alone; “Name”
    is the last name beside “Vorname”."""
    if "vorname" in names and "name" in names and Target.LAST_NAME not in targets:
        targets[names.index("name")] = Target.LAST_NAME
    if Target.LAST_NAME in targets and Target.FIRST_NAME not in targets:
        _replace(targets, Target.FULL_NAME, Target.FIRST_NAME)
    stands_alone = not {Target.LAST_NAME, Target.FULL_NAME} & set(targets)
    if stands_alone and set(names) & {"nome", "ten", "imie"}:
        _replace(targets, Target.FIRST_NAME, Target.FULL_NAME)


def _replace(targets: list[str], old: Target, new: Target) -> None:
    if old in targets:
        targets[targets.index(old)] = new


def _settle_by_values(table: Table, targets: list[str]) -> None:
    """Find the e-mail and time zone columns by what stands in them when names do not tell."""
    tests: dict[Target, Callable[[str], object]] = {
        Target.EMAIL: _AN_ADDRESS.fullmatch,
        Target.TIME_ZONE: _is_zone,
    }
    for target, fits in tests.items():
        if target in targets:
            continue
        for position, name in enumerate(table.header):
            free = not targets[position] and not is_protected(name)
            if free and _mostly(fits, _values(table, position)):
                targets[position] = target
                break


def _is_zone(value: str) -> bool:
    return "/" in value and time_zones.recognize(value) is not None


def _mostly(fits: Callable[[str], object], values: Iterable[str]) -> bool:
    found = [bool(fits(value)) for value in values]
    return bool(found) and sum(found) >= 0.7 * len(found)


def _values(table: Table, position: int) -> Iterable[str]:
    rows = table.rows[:ROWS_LOOKED_AT]
    cells = (row.cells[position] for row in rows if position < len(row.cells))
    return (cell for cell in cells if cell.strip())


def _samples(table: Table, position: int) -> tuple[str, ...]:
    different = dict.fromkeys(" ".join(cell.split())[:60] for cell in _values(table, position))
    return tuple(different)[:SAMPLES]


def _each_once(targets: list[str]) -> list[str]:
    """The first column of a kind keeps it."""
    return [
        target if target not in targets[:position] else ""
        for position, target in enumerate(targets)
    ]


def _puts_family_name_first(header: Iterable[str]) -> bool:
    return bool(_FAMILY_NAME_FIRST & {normalize(name) for name in header})
