"""The mentors a mentee wishes for, in order: at most five."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError
from matching import format_words, rules
from matching.actions.guard import lock, require_choosing, require_own
from matching.directory import choices_of
from matching.models.runs import MentorWish
from profiles.models import Enrollment


@transaction.atomic
def add_wish(*, mentee: Enrollment, mentor: Enrollment, by: User) -> None:
    """Wish for ``mentor``, after all earlier wishes; wishing again changes nothing.

    Raises DomainError when there are five wishes already or the mentor is not to be had.
    """
    order = _order(mentee, by)
    if str(mentor.pk) in order:
        return
    if len(order) == rules.MOST_WISHES:
        words = format_words.of(mentee.program.format)
        raise DomainError(str(words.list_is_full), "too_many_wishes")
    if choices_of(mentee).refusal(mentor):
        raise DomainError(
            _("%(name)s is not available at the moment. Your wishes have not changed.")
            % {"name": mentor.user},
            "not_available",
        )
    MentorWish.objects.create(mentee=mentee, mentor=mentor, rank=len(order) + 1)


@transaction.atomic
def move_wish(*, mentee: Enrollment, mentor: Enrollment, steps: int, by: User) -> None:
    """Move a wish ``steps`` places down (negative: up), as far as there is room."""
    order = _order(mentee, by)
    if str(mentor.pk) in order:
        _renumber(mentee, rules.moved(order, str(mentor.pk), steps))


@transaction.atomic
def remove_wish(*, mentee: Enrollment, mentor: Enrollment, by: User) -> None:
    """Take a wish off the list; the others move up."""
    order = _order(mentee, by)
    MentorWish.objects.filter(mentee=mentee, mentor=mentor).delete()
    _renumber(mentee, [key for key in order if key != str(mentor.pk)])


def _order(mentee: Enrollment, by: User) -> list[str]:
    """The ids of the wished mentors, first wish first, locked until the transaction ends."""
    lock(mentee)
    require_own(mentee, by)
    require_choosing(mentee.program)
    return [str(pk) for pk in mentee.mentor_wishes.values_list("mentor_id", flat=True)]


def _renumber(mentee: Enrollment, order: list[str]) -> None:
    for rank, mentor in enumerate(order, start=1):
        MentorWish.objects.filter(mentee=mentee, mentor=uuid.UUID(mentor)).update(rank=rank)
