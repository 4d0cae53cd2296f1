"""Whom a letter about a relationship is about, and what they are called in it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.web import absolute_url
from notifications.kinds import Link
from notifications.models import Message
from relationships.models import Membership, Status
from relationships.wording import names_of


@dataclass(frozen=True)
class LetterContext:
    """Whom a letter is about: the reader, the others, and their program."""

    me: Membership
    others: list[Membership]
    by: str = ""

    @property
    def author_name(self) -> str:
        """Who did what the letter tells, where the message says so (``by``: a membership)."""
        author = [member.user for member in self.others if str(member.pk) == self.by]
        return names_of(author) if author else self.partner_name

    @property
    def partner(self) -> Membership:
        """The other one of a pair; in a group its mentor, or the first of the others."""
        return self.others[0]

    @property
    def names(self) -> str:
        """Everybody else, by name."""
        return names_of([member.user for member in self.others])

    @property
    def partner_name(self) -> str:
        """With whom the reader mentors: the other one by name, a group by its own."""
        if not self.is_many:
            return self.names
        return _("“%(name)s”") % {"name": self.me.relationship.name or self.program}

    @property
    def us(self) -> str:
        """The relationship at the head of a subject: "Ana and you", or the name of the group."""
        return self.told(_("%(name)s and you"), "%(name)s") % {"name": self.partner_name}

    @property
    def is_many(self) -> bool:
        return self.me.relationship.is_many

    @property
    def program(self) -> str:
        return str(self.me.relationship.program)

    def told(self, pair: str, many: str) -> str:
        """The words for two people, or those for a group."""
        return many if self.is_many else pair

    def to_many(self, words: str) -> tuple[str, ...]:
        """A paragraph that a group alone reads."""
        return (words,) if self.is_many else ()

    def button(self, label: str, route: str = "relationship_detail") -> Link:
        return Link(label, absolute_url(route, relationship=self.me.relationship_id))


def scene(message: Message) -> LetterContext | None:
    """The people of a message; None when they are gone, on hold, or the reader has left."""
    found = scene_left(message)
    return found if found and found.me.is_present else None


def scene_left(message: Message, *, on_hold_too: bool = False) -> LetterContext | None:
    """The same for a reader who may have left the group, and where asked for during a hold."""
    rows = Membership.objects.select_related("user", "enrollment", "relationship__program")
    members = rows.filter(relationship=message.context["relationship"])
    me = next((one for one in members if one.user_id == message.recipient_id), None)
    others = [one for one in members if one != me and (one.is_present or _was_only_asked(one))]
    if me is None or not others or (me.relationship.is_on_hold and not on_hold_too):
        return None
    return LetterContext(
        me, sorted(others, key=lambda one: not one.is_mentor), message.context.get("by", "")
    )


def _was_only_asked(member: Membership) -> bool:
    """A proposal that was closed is about everybody it was made to: who has said no is named like
    the others, or the letter could not name the partner, or would show whose no it was."""
    relationship = member.relationship
    return relationship.started_at is None and relationship.status == Status.CONCLUDED
