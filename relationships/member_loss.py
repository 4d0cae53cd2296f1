"""A member has left: who is told, and what the others can do next."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from profiles.models import EnrollmentStatus
from programs import formats
from programs import queries as program_queries
from programs.models import Choice, Program, ProgramStatus, Shape, Side
from relationships import messages
from relationships.consequences import ChangeKind, Occurrence
from relationships.models import ConcludedKind, Membership, Relationship

MATCHED_IN = (ProgramStatus.OPEN, ProgramStatus.RUNNING)
WISHED_AFTER = (ConcludedKind.NO_FAULT, ConcludedKind.ADMINISTRATIVE, ConcludedKind.SAFEGUARDING)


def tell_coordinators(what: Occurrence) -> None:
    """Write to everybody who coordinates the program, but who did it or is part of it.

    The row says that it happened, never who wanted it.
    """
    relationship = what.relationship
    kind = "relationships.member_lost" if what.change is ChangeKind.LEFT else "relationships.lost"
    if what.is_removed:
        kind = "relationships.member_removed"
    occasion = str(what.leaver.pk) if what.leaver else ""
    for person in coordinators(relationship):
        if person != what.by:
            messages.tell_person(kind, relationship, person, occasion=occasion)


def tell_safeguarding(what: Occurrence) -> None:
    """Write to the safeguarding contacts when it ends, or somebody leaves, during a hold.

    Not to the one who did it, nor to who is part of it. The row never says who wanted it.
    """
    relationship = what.relationship
    if not (relationship.ended_held_since or relationship.is_on_hold):
        return
    members = set(relationship.memberships.values_list("user_id", flat=True))
    occasion = str(what.leaver.pk) if what.leaver else ""
    for person in program_queries.safeguarding_contacts(relationship.program):
        if person != what.by and person.pk not in members:
            kind = "relationships.ended_on_hold"
            messages.tell_person(kind, relationship, person, occasion=occasion)


def coordinators(relationship: Relationship) -> Iterable[User]:
    """Who coordinates its program and is not part of it."""
    rows = User.objects.filter(coordinates__program=relationship.program_id, is_active=True)
    return rows.exclude(memberships__relationship=relationship).distinct()


def still_there(relationship: Relationship) -> list[Membership]:
    """Those of an ended relationship who take part in the program and can be matched again."""
    rows = relationship.memberships.present().filter(
        user__is_active=True, enrollment__status=EnrollmentStatus.APPROVED
    )
    return list(rows.select_related("user", "enrollment"))


def is_matching(program: Program) -> bool:
    """Whether anybody is still brought together in ``program``."""
    return program.status in MATCHED_IN


def matching_route(program: Program) -> str:
    """The page on which coordinators of ``program`` look for somebody."""
    return "matching_gatherings" if formats.of(program.format).gathers else "matching_room"


def may_wish(membership: Membership) -> bool:
    """Whether ``membership`` is asked what comes next: after an ending that was no completion, and
    after leaving a group, for as long as they take part and people are matched."""
    relationship = membership.relationship
    has_left = membership.left_at is not None and bool(membership.accepted)
    ended = relationship.started_at is not None and relationship.concluded_kind in WISHED_AFTER
    if not (has_left or ended) or not is_matching(relationship.program):
        return False
    return membership.enrollment.status == EnrollmentStatus.APPROVED


def may_ask_again(membership: Membership) -> bool:
    """Whether somebody who has completed can say that they would like another match."""
    relationship = membership.relationship
    is_over = relationship.concluded_kind == ConcludedKind.COMPLETED
    still_here = membership.enrollment.status == EnrollmentStatus.APPROVED
    return is_over and still_here and is_matching(relationship.program)


def what_next(membership: Membership) -> str:
    """What happens next for somebody whose partner or group is gone; true for their program."""
    program = membership.relationship.program
    if membership.enrollment.status != EnrollmentStatus.APPROVED:
        return _("You no longer take part in %(program)s.") % {"program": program}
    if not is_matching(program):
        return _("%(program)s has closed, so nobody is matched in it any more.") % {
            "program": program
        }
    return _on_the_way(membership, program)


def _on_the_way(membership: Membership, program: Program) -> str:
    shape = formats.of(program.format).shape
    if shape == Shape.GROUP:
        return _("You stay in the program. Your coordinator can propose another group to you.")
    if shape == Shape.CIRCLE:
        return _("You stay in the program. Your coordinator can propose another circle to you.")
    if membership.role == Side.PEER:
        return _("You stay in the program. Your coordinator can propose another peer to you.")
    names = {"role": str(_other_role(membership, program)).lower()}
    if membership.role == Side.MENTEE and program.mentees_choose:
        if program.choice == Choice.REQUESTS:
            return _("You stay in the program, and can ask another %(role)s yourself.") % names
        if program.choice == Choice.WISHES:
            return (
                _(
                    "You stay in the program. You can say which %(role)s you wish for; your "
                    "coordinator proposes."
                )
                % names
            )
    sentence = _("You stay in the program. Your coordinator can propose another %(role)s to you.")
    return sentence % names


def _other_role(membership: Membership, program: Program) -> object:
    other = Side.MENTOR if membership.role == Side.MENTEE else Side.MENTEE
    return formats.role_name(program.format, other)
