"""The one way a relationship changes status or phase: a row of the transition table, recorded."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock, dates, effects
from core.errors import DomainError
from programs.models import Program
from relationships import consequences, rules
from relationships.consequences import CHANGE_OF, Occurrence
from relationships.models import HistoryEntry, Membership, Relationship, Status
from relationships.wording import names_of


@dataclass(frozen=True)
class TransitionStep:
    """A transition about to be taken. ``by`` None: the system did it, or nobody may know who."""

    transition: str
    by: User | None
    proposed_by: Membership | None = None


def lock(relationship: Relationship) -> Relationship:
    """The same relationship, read again and locked until the transaction ends."""
    return Relationship.objects.select_for_update().get(pk=relationship.pk)


def member(
    relationship: Relationship, user: User, *, on_hold_too: bool = False, ended_too: bool = False
) -> Membership:
    """The membership of ``user``. Raises DomainError for anybody else, during a hold, and after
    the end: an ended record is for reading.
    """
    found = relationship.memberships.filter(user=user).first()
    if found is None:
        raise DomainError(_("Only its members can do this."), "not_a_member")
    if not found.is_present:
        raise DomainError(_("You no longer belong to this group."), "no_longer_a_member")
    if not on_hold_too:
        refuse_on_hold(relationship)
    if not ended_too:
        refuse_after_the_end(relationship)
    return found


def running(relationship: Relationship, by: User) -> tuple[Relationship, Membership]:
    """The locked relationship and the membership of ``by``. Raises DomainError unless it runs."""
    relationship = lock(relationship)
    membership = member(relationship, by)
    if not relationship.is_running:
        raise DomainError(_("This relationship is not running."), "not_running")
    return relationship, membership


def refuse_on_hold(relationship: Relationship) -> None:
    """Raises DomainError while the relationship is on hold."""
    if relationship.is_on_hold:
        raise DomainError(held_words(), "on_hold")


def held_words() -> str:
    """What a hold allows, to somebody who tried something else."""
    return _(
        "Your mentoring is on hold. Until the hold is released, you can read everything, ask for a"
        " talk and end it. Nothing else can be changed."
    )


def ended_words(relationship: Relationship) -> str:
    """Since when the record is closed, and where its page says what is still possible."""
    if relationship.never_started:
        words = _("This proposal was closed on %(day)s. The mentoring did not begin.")
        return words % {"day": dates.day(relationship.concluded_at)}
    return _(
        "This mentoring ended on %(day)s. You can read everything; the record says what you can"
        " still do."
    ) % {"day": dates.day(relationship.concluded_at)}


def refuse_after_the_end(relationship: Relationship) -> None:
    """Raises DomainError once the relationship has ended."""
    if relationship.status == Status.CONCLUDED:
        raise DomainError(
            ended_words(relationship),
            "not_running",
        )


def require_coordinator(relationship: Relationship, user: User) -> None:
    """Raises DomainError for anybody who does not coordinate the pair's program."""
    if not Program.objects.coordinated_by(user).filter(pk=relationship.program_id).exists():
        raise DomainError(_("Only a coordinator of the program can do this."), "not_coordinator")


def present(relationship: Relationship) -> list[Membership]:
    """Everybody who belongs to it now."""
    return list(relationship.memberships.present().select_related("user"))


def others(relationship: Relationship, membership: Membership) -> list[Membership]:
    """Everybody who belongs to it now, but ``membership``."""
    return [found for found in present(relationship) if found.pk != membership.pk]


def give_up_place(membership: Membership) -> None:
    """The member no longer belongs to the group, and is free for another."""
    membership.is_open, membership.left_at = False, clock.now()
    membership.save(update_fields=["is_open", "left_at"])
    words = _("%(name)s leaves at once. The others continue.") % {"name": membership.user}
    effects.note(effects.EffectKind.ENDS, membership.pk, words)


def take(relationship: Relationship, step: TransitionStep) -> None:
    """Move the locked ``relationship``, write its history and audit rows, and do to everything
    that hangs on it what ``relationships.consequences`` says.

    Raises DomainError when the table does not allow the transition from where it stands.
    """
    row = rules.TRANSITIONS[step.transition]
    if not allows(relationship, step.transition):
        raise DomainError(
            _("This has changed in the meantime. Check your record again."), "not_from_here"
        )
    if step.transition not in rules.POSSIBLE_ON_HOLD:
        refuse_on_hold(relationship)
    before, at = (relationship.status, relationship.phase), clock.now()
    _move(relationship, row, at)
    relationship.save()
    write_history(relationship, step, before)
    follow(relationship, step.transition, by=step.by, before=before[0])


def follow(
    relationship: Relationship,
    transition: str,
    *,
    by: User | None,
    leaver: Membership | None = None,
    is_removed: bool = False,
    before: str = "",
) -> None:
    """What ``transition`` (a key of ``CHANGE_OF``) does to everything that hangs on it."""
    change = CHANGE_OF[transition]
    consequences.apply(
        Occurrence(relationship, change, by=by, leaver=leaver, is_removed=is_removed, before=before)
    )


def allows(relationship: Relationship, transition: str) -> bool:
    """Whether the table has this transition for where ``relationship`` stands."""
    standing = (relationship.status, relationship.phase, relationship.shape)
    return rules.allows(transition, *standing)


def _move(relationship: Relationship, row: rules.Transition, at: datetime) -> None:
    relationship.status = row.status
    if row.phase is not None and row.phase != relationship.phase:
        relationship.phase = row.phase
        relationship.phase_since = at
    if row.status != Status.PAUSED:
        relationship.paused_at = relationship.resume_on = None
    if row.kind is not None:
        _conclude(relationship, row, at)


def _conclude(relationship: Relationship, row: rules.Transition, at: datetime) -> None:
    effects.note(effects.EffectKind.ENDS, relationship.pk, lambda: _ending(relationship))
    relationship.concluded_at = at
    relationship.concluded_kind = row.kind or ""
    relationship.ended_held_since = relationship.held_at
    relationship.held_at = relationship.held_by = None


def _ending(relationship: Relationship) -> str:
    names = names_of([one.user for one in present(relationship)])
    if relationship.started_at is None:
        return _("The proposal to %(names)s is closed at once.") % {"names": names}
    if relationship.is_talk:
        return _("The talk of %(names)s is closed at once.") % {"names": names}
    return _("The mentoring of %(names)s ends at once.") % {"names": names}


def write_history(relationship: Relationship, step: TransitionStep, before: rules.Place) -> None:
    """The history entry and the audit event of a step from ``before`` to where it stands now."""
    HistoryEntry.objects.create(
        relationship=relationship,
        transition=step.transition,
        from_status=before[0],
        from_phase=before[1],
        to_status=relationship.status,
        to_phase=relationship.phase,
        proposed_by=step.proposed_by,
        by=step.by,
    )
    audit.record(
        by=step.by,
        verb=f"relationship.{step.transition}",
        target=relationship,
        program_id=relationship.program_id,
    )
