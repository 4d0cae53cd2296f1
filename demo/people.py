"""The people of the organization: who works where, for whom, and what they may do."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import Role, RoleGrant, Unit, User
from demo import names
from demo.dice import Dice
from demo.ledger import RowLedger
from demo.names import CULTURES, Culture

EVERYBODY_SIGNS_IN_WITH = "mentoring-demo"
STAFF = 214


@dataclass(frozen=True)
class Team:
    """A unit, and the people in it by what they do: (function, job titles)."""

    name: str
    parent: str
    managers: int
    work: tuple[tuple[str, tuple[str, ...]], ...]


TOP = "Executive Office"
TEAMS = (
    Team(TOP, "", 0, (("Management", ("Executive assistant", "Communications adviser")),)),
    Team("Technology", TOP, 2, (("Engineering", ("Solution architect", "Platform engineer")),)),
    Team(
        "Engineering",
        "Technology",
        7,
        (
            ("Engineering", ("Software engineer", "Test engineer", "Site reliability engineer")),
            ("Security", ("Security engineer",)),
        ),
    ),
    Team(
        "Data and Design",
        "Technology",
        4,
        (
            ("Data", ("Data analyst", "Data scientist", "Data engineer")),
            ("Design", ("Product designer", "Researcher")),
        ),
    ),
    Team("Commercial", TOP, 3, (("Marketing", ("Marketing specialist", "Product manager")),)),
    Team(
        "Sales",
        "Commercial",
        5,
        (
            ("Sales", ("Account manager", "Sales engineer")),
            ("Customer care", ("Customer adviser", "Onboarding specialist")),
        ),
    ),
    Team(
        "Operations",
        TOP,
        5,
        (
            ("Operations", ("Operations planner", "Quality specialist", "Logistics coordinator")),
            ("Procurement", ("Buyer", "Contract specialist")),
        ),
    ),
    Team(
        "People and Finance",
        TOP,
        3,
        (
            ("People", ("HR partner", "Learning specialist")),
            ("Finance", ("Controller", "Accountant")),
        ),
    ),
)
DIRECTED = ("Technology", "Commercial", "Operations", "People and Finance")
GRADES = ("E1", "D1", "M2", "M1", "S")


@dataclass(frozen=True)
class CastMember:
    """Somebody a visitor signs in as, or meets for a reason."""

    key: str
    full_name: str
    short_name: str
    office: tuple[str, str]
    unit: str
    level: int
    function: str
    job_title: str
    language: str = "en"


PARTS = (
    CastMember("hr", "Astrid Haugen", "Astrid", names.OSLO,
               "People and Finance", 2, "People", "Head of People"),
    CastMember("coordinator", "Giulia Ferraro", "Giulia", names.MILAN,
               "People and Finance", 3, "People", "Mentoring coordinator"),
    CastMember("safeguarding", "Emma Clarke", "Emma", names.LONDON,
               "People and Finance", 3, "People", "Safeguarding contact"),
    CastMember("mentor", "Tomasz Wiśniewski", "Tomasz", names.WARSAW,
               "Engineering", 2, "Engineering", "Head of Platform Engineering"),
    CastMember("mentee", "Nguyễn Thuỳ Linh", "Linh", names.SAIGON,
               "Data and Design", 4, "Data", "Data analyst"),
)  # fmt: skip


@dataclass
class Company:
    """Everybody, by level from 0 (managing director) to 4, and the parts by name."""

    levels: list[list[User]] = field(default_factory=lambda: [[] for _level in GRADES])
    parts: dict[str, User] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)

    def at_level(self, *levels: int) -> list[User]:
        """Everybody at these levels who plays no part."""
        playing = {user.pk for user in self.parts.values()}
        return [user for level in levels for user in self.levels[level] if user.pk not in playing]


def populate(ledger: RowLedger, dice: Dice, now: datetime) -> Company:
    """About 300 people in eight units and five levels; the users are written at once."""
    company = Company(units=_units(ledger))
    ledger.write()
    builder = _Builder(company, dice, now)
    for level in range(len(GRADES)):
        builder.fill(level)
    for user in (user for people in company.levels for user in people):
        ledger.add(EmailAddress(user=user, email=user.email, verified=True, primary=True))
    _grant_roles(ledger, company, now)
    return company


def _units(ledger: RowLedger) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for team in TEAMS:
        units[team.name] = ledger.add(Unit(name=team.name, parent=units.get(team.parent)))
    return units


def _grant_roles(ledger: RowLedger, company: Company, now: datetime) -> None:
    hr, at = company.parts["hr"], now - timedelta(days=700)
    for part, role in (("hr", Role.HR_ADMIN), ("safeguarding", Role.SAFEGUARDING)):
        user = company.parts[part]
        ledger.add(RoleGrant(user=user, role=role, created_at=at))
        by = None if user is hr else hr
        ledger.note(at, by, "role.granted", user, role=role.value)


class _Builder:
    """Makes one level of people after the other, each with a manager of the level above."""

    def __init__(self, company: Company, dice: Dice, now: datetime) -> None:
        self.company, self.dice, self.now = company, dice, now
        self.password = make_password(EVERYBODY_SIGNS_IN_WITH)
        self.taken = {part.full_name for part in PARTS}
        self.emails: set[str] = set()
        self.shares = [culture.share for culture in CULTURES]

    def fill(self, level: int) -> None:
        parts = [part for part in PARTS if part.level == level]
        people = [self._play(part) for part in parts]
        people += [self._invent(team, level) for team in self._posts(level)]
        self.company.levels[level] = User.objects.bulk_create(people)
        for part, user in zip(parts, people, strict=False):
            self.company.parts[part.key] = user

    def _posts(self, level: int) -> Iterator[Team]:
        """The team of each post to fill at ``level``."""
        for team in TEAMS:
            yield from [team] * self._count(team, level)

    def _count(self, team: Team, level: int) -> int:
        everybody = sum(team.managers for team in TEAMS)
        return (
            int(team.name == TOP),
            int(team.name in DIRECTED),
            team.managers,
            team.managers * 2,
            2 if team.name == TOP else round(STAFF * team.managers / everybody),
        )[level]

    def _play(self, part: CastMember) -> User:
        user = self._user(part.full_name, part.short_name, f"{part.key}@example.org", part.office)
        user.language = part.language
        team = next(team for team in TEAMS if team.name == part.unit)
        user.function, user.job_title = part.function, part.job_title
        return self._place(user, team, part.level)

    def _invent(self, team: Team, level: int) -> User:
        culture = self.dice.choices(CULTURES, self.shares)[0]
        full_name, short_name, email = self._name(culture)
        user = self._user(full_name, short_name, email, self.dice.choice(culture.offices))
        user.language = culture.language if self.dice.chance(0.6) else "en"
        user.function, titles = self.dice.choice(team.work)
        user.job_title = self._title(team, user.function, level, self.dice.choice(titles))
        return self._place(user, team, level)

    def _title(self, team: Team, function: str, level: int, title: str) -> str:
        senior = f"Senior {within(title)}" if self.dice.chance(0.3) else title
        return (
            "Managing director",
            f"Director, {team.name}",
            f"Head of {function}",
            f"Team lead, {function}",
            senior,
        )[level]

    def _place(self, user: User, team: Team, level: int) -> User:
        user.unit = self.company.units[team.name]
        user.grade = GRADES[level] + (str(self.dice.randint(1, 3)) if level == 4 else "")
        user.manager = self._manager(team, level)
        return user

    def _manager(self, team: Team, level: int) -> User | None:
        """Somebody one level up in the same unit, else in the unit above, else at the top."""
        for higher in range(level - 1, -1, -1):
            for name in (team.name, team.parent, TOP):
                above = [u for u in self.company.levels[higher] if u.unit and u.unit.name == name]
                if above:
                    return self.dice.choice(above)
        return None

    def _user(self, full_name: str, short_name: str, email: str, office: tuple[str, str]) -> User:
        joined = self.now - timedelta(days=self.dice.randint(710, 760))
        return User(
            email=email,
            full_name=full_name,
            short_name=short_name,
            password=self.password,
            location=office[0],
            time_zone=office[1],
            date_joined=joined,
        )

    def _name(self, culture: Culture) -> tuple[str, str, str]:
        """A full name nobody has yet, what to call the person, and their address."""
        while True:
            is_woman = self.dice.chance(0.5)
            first = self.dice.choice(culture.women if is_woman else culture.men)
            family = _family(self.dice.choice(culture.families), is_polish_woman=is_woman
                             and culture.key == "pl")  # fmt: skip
            full_name = f"{first} {family}"
            if culture.family_first:
                middle = self.dice.choice(culture.middle[0 if is_woman else 1])
                full_name = f"{family} {middle} {first}"
            email = f"{_ascii(first)}.{_ascii(family)}@example.org"
            if full_name not in self.taken and email not in self.emails:
                self.taken.add(full_name)
                self.emails.add(email)
                return full_name, first if culture.family_first else "", email


def _family(name: str, *, is_polish_woman: bool) -> str:
    return f"{name[:-1]}a" if is_polish_woman and name.endswith("ki") else name


def _ascii(name: str) -> str:
    plain = name.translate(str.maketrans("đĐłŁøØæ", "dDlLoOa", "’"))
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()


def within(title: str) -> str:
    """A job title after another word: an abbreviation, such as HR, keeps its capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
