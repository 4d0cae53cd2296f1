"""The page of a single session (flash mentoring) as one of the two sees it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from relationships import rules
from relationships.models import Closing, ConcludedKind, Membership
from sessions.forms import NO, YES
from sessions.models import MentoringSession
from workspace.record import RelationshipRecord


@dataclass(frozen=True)
class Talk:
    """One talk: planned, held, thanked for, or called off."""

    record: RelationshipRecord

    @property
    def session(self) -> MentoringSession | None:
        """The talk itself, once it was held."""
        return next(iter(self.record.held), None)

    @property
    def is_called_off(self) -> bool:
        kind = self.record.relationship.concluded_kind
        return bool(kind) and kind != ConcludedKind.COMPLETED

    @property
    def asks_for_thanks(self) -> bool:
        """Held, and this person has not said thanks yet. One of the two may have closed it."""
        unsaid = bool(self.session) and self.record.mine.wants_more is None
        return unsaid and not self.is_called_off

    @property
    def may_change(self) -> bool:
        """This person has answered, and the other has not yet."""
        mine, theirs = self.record.mine.wants_more, [one.wants_more for one in self.record.others]
        said = mine is not None and not self.is_called_off
        return said and rules.may_answer_talk(mine, theirs)

    @property
    def asks_to_change(self) -> bool:
        """Whether the page offers the form again, to somebody who has answered."""
        return self.may_change and not self.record.relationship.is_on_hold

    @property
    def own_answer(self) -> dict[str, object]:
        """What this person has said, as the form shows it."""
        words = next((words for one, words in self.thanks if one.pk == self.record.mine.pk), "")
        wants = {True: YES, False: NO, None: None}[self.record.mine.wants_more]
        return {"words": words, "wants_more": wants}

    def announced(self, *, words: str, wants_more: bool) -> Iterator[str]:
        """What happens to an answer that is about to be sent.

        The same whatever the other one has said: nothing of it may show before one's own answer
        is given.
        """
        name = {"name": self.record.partner_name}
        is_first = self.record.relationship.concluded_at is None
        if words:
            yield _("%(name)s can read your words of thanks on the page of the talk.") % name
        if is_first:
            yield _("%(name)s gets an email that you have thanked them for the talk.") % name
            yield _("The talk is then complete.")
        if wants_more:
            yield (
                _(
                    "%(name)s is told of your yes only if both of you say yes. You are then"
                    " proposed to each other as a pair, where that is possible."
                )
                % name
            )
        else:
            yield _("%(name)s is not told that you said no.") % name

    @property
    def how_long(self) -> str:
        """Until when an answer that is about to be sent can be changed; "" for not at all."""
        if None not in [one.wants_more for one in self.record.others]:
            return ""
        name = {"name": self.record.partner_name}
        return _("You can change your answer until %(name)s has answered.") % name

    @property
    def may_call_off(self) -> bool:
        return self.record.is_active and not self.record.held

    @cached_property
    def thanks(self) -> list[tuple[Membership, str]]:
        """What each of the two has thanked for."""
        rows = Closing.objects.filter(member__relationship=self.record.relationship)
        found = rows.select_related("member__user").order_by("thanked_at")
        return [(row.member, row.thanks) for row in found if row.thanks]
