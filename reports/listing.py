"""The list of pairs: what was asked for, and each pair as one row."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from core import search
from programs.models import Phase, Program
from relationships.models import (
    OPEN_STATUSES,
    ConcludedKind,
    Relationship,
    RelationshipQuerySet,
    Status,
)
from reports import wording
from reports.attention_rules import Concern, planned_at
from reports.facts import ReportedPair

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; what makes no sense is read as no wish.

    ``plain``: the status of the list that nobody has narrowed.
    """

    q: str = ""
    status: str = OPEN
    phase: str = ""
    attention: str = ""
    plain: str = OPEN

    @classmethod
    def read(cls, data: Mapping[str, str], *, is_closed: bool = False) -> "Filters":
        """From the query of an address or a posted form, whatever somebody typed there. In a closed
        program everything has ended."""
        plain = Status.CONCLUDED.value if is_closed else OPEN
        status, phase = data.get("status", plain), data.get("phase", "")
        return cls(
            q=search.typed(data.get("q", "")),
            status=status if status in {OPEN, *Status.values} and not is_closed else plain,
            phase=phase if phase in Phase.values else "",
            attention="1" if data.get("attention") else "",
            plain=plain,
        )

    @property
    def chosen(self) -> dict[str, str]:
        """Those that differ from the plain list."""
        plain = Filters(status=self.plain, plain=self.plain)
        values = asdict(self).items()
        return {name: value for name, value in values if value != getattr(plain, name)}

    @property
    def query(self) -> str:
        return urlencode(self.chosen)

    @property
    def status_choices(self) -> list[tuple[str, str, bool]]:
        labels = {OPEN: _("All that are open"), **dict(Status.choices)}
        return [(key, str(words), key == self.status) for key, words in labels.items()]

    @property
    def phase_choices(self) -> list[tuple[str, str, bool]]:
        labels = {"": _("Any phase"), **dict(Phase.choices)}
        return [(key, str(words), key == self.phase) for key, words in labels.items()]

    def rows(self, program: Program) -> RelationshipQuerySet:
        """The part of the wish the database can answer."""
        rows = RelationshipQuerySet(Relationship).filter(program=program)
        statuses = OPEN_STATUSES if self.status == OPEN else [self.status]
        rows = rows.filter(status__in=statuses)
        return rows.filter(phase=self.phase) if self.phase else rows

    def select(self, pairs: list[ReportedPair]) -> list[ReportedPair]:
        """The rest of the wish, the pairs that need somebody first, then by name."""
        wanted = [pair for pair in pairs if self._keeps(pair)]
        return sorted(wanted, key=_need)

    def _keeps(self, pair: ReportedPair) -> bool:
        names = " ".join([pair.group, *map(str, pair.people)]).casefold()
        found = not search.refusal(self.q) and all(
            word in names for word in self.q.casefold().split()
        )
        return found and (not self.attention or bool(pair.concerns))


def _need(pair: ReportedPair) -> tuple[bool, object, str]:
    worst = pair.concerns[0].urgency if pair.concerns else ()
    return not pair.concerns, worst, (pair.lines or [""])[0].casefold()


@dataclass(frozen=True, slots=True)
class ListedPair:
    """One pair in the list at ``now``, everything in words."""

    pair: ReportedPair
    now: datetime

    @property
    def state(self) -> str:
        """A phase for a running pair, else its status or "on hold": the key of a tag."""
        facts = self.pair.facts
        if facts.held_at is not None:
            return "on_hold"
        return facts.phase if facts.status == Status.ACTIVE else facts.status

    @property
    def ending(self) -> str:
        return ending_words(self.pair.concluded_kind)

    @property
    def is_proposed(self) -> bool:
        return self.pair.facts.status == Status.PROPOSED

    @property
    def next_session_at(self) -> datetime | None:
        return planned_at(self.pair.facts, self.now)

    @property
    def since(self) -> datetime:
        facts = self.pair.facts
        return self.pair.concluded_at or facts.started_at or facts.proposed_at

    @property
    def tags(self) -> list[tuple[str, str]]:
        return [(tone(concern), wording.tag(concern)) for concern in self.pair.concerns]


def tone(concern: Concern) -> str:
    """The class of a concern's tag."""
    return "bad" if concern.severity == "red" else "warn"


def ending_words(kind: str) -> str:
    """How a pair ended. An ending by the safeguarding contact is shown as administrative."""
    shown = ConcludedKind.ADMINISTRATIVE if kind == ConcludedKind.SAFEGUARDING else kind
    return str(ConcludedKind(shown).label) if shown else ""
