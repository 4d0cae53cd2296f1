"""Agreeing to what another member has proposed."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from relationships import rules
from relationships.models import Membership, TwoSided


def give(
    subject: TwoSided,
    membership: Membership,
    members: Sequence[Membership],
    *,
    majority: bool = False,
) -> bool:
    """``membership`` agrees to ``subject``; whether that makes it confirmed by ``members``.

    Raises DomainError when it is confirmed already, or this member has agreed before.
    """
    if subject.is_confirmed:
        raise DomainError(_("This is confirmed already."), "confirmed_already")
    if subject.is_agreed_by(membership):
        raise DomainError(_("You have agreed already; the others confirm."), "own_proposal")
    subject.agreed = [*subject.agreed, membership.pk]
    if rules.enough(subject.agreed, [one.pk for one in members], majority=majority):
        subject.confirmed_by, subject.confirmed_at = membership, clock.now()
    subject.save()
    return subject.is_confirmed
