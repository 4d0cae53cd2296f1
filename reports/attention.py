"""The attention list: which pairs need the coordinator, each with one thing to do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _

from reports import wording
from reports.attention_rules import Concern
from reports.facts import ReportedPair, ReportedPerson

# What one person has asked the coordinator stands alone; the rest of a pair is told together.
PERSONAL = frozenset({"not_a_good_fit", "asks_for_a_talk", "longer_pause"})


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: the concern that leads, and what else is the case with this pair."""

    pair: ReportedPair
    concern: Concern
    others: tuple[Concern, ...] = ()

    @property
    def is_personal(self) -> bool:
        return self.concern.code in PERSONAL

    @property
    def severity(self) -> str:
        return self.concern.severity.value

    @property
    def severity_words(self) -> str:
        return _("urgent") if self.severity == "red" else _("soon")

    @property
    def headline(self) -> str:
        return wording.sentence(self.concern, self.pair.names)

    @property
    def reason(self) -> str:
        return wording.reason(self.concern, self.pair.names)

    @property
    def tags(self) -> list[str]:
        return [wording.tag(concern) for concern in self.others]

    @property
    def may_be_closed(self) -> bool:
        concerns = (self.concern, *self.others)
        return any(concern.code == "closing_unanswered" for concern in concerns)

    @property
    def asks_for_pause(self) -> bool:
        """The coordinator agrees or declines, on the page of the pair."""
        return self.concern.code == "longer_pause"

    @property
    def talk_wanted_by(self) -> ReportedPerson | None:
        """Who asked for a talk: the coordinator marks it as done."""
        if self.concern.code != "asks_for_a_talk":
            return None
        return self.pair.person(self.concern.params["who"])

    @property
    def letter_url(self) -> str:
        """Opens the coordinator's own mail program, addressed to whom it concerns."""
        addresses = [quote(person.email, safe="@") for person in self._addressees()]
        return f"mailto:{','.join(addresses)}"

    @property
    def letter_label(self) -> str:
        who = self.concern.params.get("who")
        if who is not None:
            return _("Write to %(name)s") % {"name": self.pair.names.of(who)}
        return _("Write to both") if len(self.pair.people) == 2 else _("Write to everybody")

    def _addressees(self) -> list[ReportedPerson]:
        who = self.concern.params.get("who")
        return list(self.pair.people) if who is None else [self.pair.person(who)]


def attention(pairs: Iterable[ReportedPair]) -> list[Item]:
    """Everything in ``pairs`` that needs somebody: red before amber, the oldest first."""
    found = [item for pair in pairs for item in _items(pair)]
    return sorted(found, key=lambda item: item.concern.urgency)


def _items(pair: ReportedPair) -> Iterator[Item]:
    shared = [concern for concern in pair.concerns if concern.code not in PERSONAL]
    if shared:
        yield Item(pair, shared[0], tuple(shared[1:]))
    for concern in pair.concerns:
        if concern.code in PERSONAL:
            yield Item(pair, concern)
