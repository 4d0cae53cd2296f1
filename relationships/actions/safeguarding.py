"""What the safeguarding contact does: hold a relationship at once, release it, or end it.

The two and their coordinator see that it is on hold, never why or by whom; an ending looks
administrative to them. The case itself is no part of this product.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock
from core.errors import DomainError
from programs.permissions import safeguarded_by
from relationships import messages
from relationships.actions.endings import tell_ended
from relationships.actions.steps import TransitionStep, follow, lock, present, take
from relationships.models import Membership, Relationship

FOUND_AT_MOST = 20
KEPT_AFTER_THE_END = timedelta(days=90)
"""How long the contact still sees a relationship that ended during a hold."""


@transaction.atomic
def search(*, among: QuerySet[Relationship], words: str, by: User) -> list[Relationship]:
    """Those of ``among`` that are not on hold and to which somebody belongs, or belonged, who is
    ``words``: a full email address or a full name. Each search leaves an audit row.

    A part of a name finds nothing, so that nobody reads through all pairs letter by letter.
    """
    if not words:
        return []
    people = User.objects.filter(Q(full_name__iexact=words) | Q(email__iexact=words))
    theirs = Membership.objects.filter(user__in=people, accepted=True)
    rows = among.filter(held_at=None, memberships__in=theirs).distinct()
    found = list(rows.order_by("-created_at")[:FOUND_AT_MOST])
    audit.record(
        by=by,
        verb="safeguarding.searched",
        target=by,
        people=[person.pk for person in people],
        pairs=len(found),
    )
    return found


def ended_on_hold(among: QuerySet[Relationship]) -> QuerySet[Relationship]:
    """Those of ``among`` that ended while they were on hold, the latest first."""
    since = clock.now() - KEPT_AFTER_THE_END
    rows = among.filter(ended_held_since__isnull=False, concluded_at__gt=since)
    return rows.order_by("-concluded_at")


@transaction.atomic
def hold(*, relationship: Relationship, by: User) -> Relationship:
    """Stop everything between the two at once: no step, no session, no message.

    What is planned is called off, and the only letter is the one to each calendar. Members may
    still end it, and ask a coordinator for a talk.
    """
    relationship = _locked(relationship, by)
    if not relationship.is_running:
        raise DomainError(_("Only a running relationship can be put on hold."), "not_running")
    if relationship.is_on_hold:
        raise DomainError(_("This relationship is on hold already."), "held_already")
    relationship.held_at, relationship.held_by = clock.now(), by
    _save(relationship, by, "held")
    follow(relationship, "hold", by=by, before=relationship.status)
    return relationship


@transaction.atomic
def release(*, relationship: Relationship, by: User) -> Relationship:
    """Let the two go on where they stood, and tell them: they may know that it was on hold."""
    relationship = _locked(relationship, by)
    since = relationship.held_at
    if not relationship.is_on_hold:
        raise DomainError(_("This relationship is not on hold."), "not_held")
    relationship.held_at = relationship.held_by = None
    _save(relationship, by, "released")
    follow(relationship, "release", by=by, before=relationship.status)
    messages.tell(
        "relationships.released", relationship, *present(relationship), occasion=f"{since}"
    )
    return relationship


@transaction.atomic
def end(*, relationship: Relationship, by: User) -> Relationship:
    """End it. Both get the letter of an administrative ending."""
    relationship = _locked(relationship, by)
    take(relationship, TransitionStep("end_for_safeguarding", by=by))
    tell_ended(relationship, "relationships.ended_administratively")
    return relationship


def _locked(relationship: Relationship, by: User) -> Relationship:
    if not safeguarded_by(by).filter(pk=relationship.program_id).exists():
        raise DomainError(_("Only the safeguarding contact can do this."), "not_safeguarding")
    if relationship.memberships.filter(user=by).exists():
        raise DomainError(
            _("You are part of this relationship: another contact looks at it."), "own_pair"
        )
    return lock(relationship)


def _save(relationship: Relationship, by: User, verb: str) -> None:
    relationship.save(update_fields=["held_at", "held_by"])
    audit.record(
        by=by,
        verb=f"relationship.{verb}",
        target=relationship,
        program_id=relationship.program_id,
    )
