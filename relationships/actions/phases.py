"""From phase to phase: one member proposes, the others confirm."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock, dates, effects
from core.errors import DomainError
from programs import queries as program_queries
from relationships import facts, messages, rules
from relationships.actions import consent
from relationships.actions.proposals import propose_again_if_possible
from relationships.actions.steps import (
    TransitionStep,
    allows,
    lock,
    member,
    others,
    present,
    require_coordinator,
    take,
)
from relationships.closing import recorded
from relationships.models import Closing, Membership, Outcome, PhaseProposal, Relationship
from relationships.wording import names_of


@transaction.atomic
def propose(
    *,
    relationship: Relationship,
    transition: str,
    by: User,
    words: str = "",
    new_end_on: date | None = None,
) -> PhaseProposal:
    """Propose ``transition`` to the others. Raises DomainError when something is still missing."""
    relationship = lock(relationship)
    membership = member(relationship, by)
    _check(relationship, transition, new_end_on, by)
    if _waiting(relationship):
        raise DomainError(_("A proposal is already waiting for an answer."), "already_waiting")
    proposal = PhaseProposal.objects.create(
        relationship=relationship,
        transition=transition,
        words=words,
        new_end_on=new_end_on,
        proposed_by=membership,
        proposed_at=clock.now(),
        agreed=[membership.pk],
    )
    _ask_the_others(relationship, proposal)
    return proposal


def _check(relationship: Relationship, transition: str, new_end_on: date | None, by: User) -> None:
    if not rules.can_be_proposed(transition):
        raise DomainError(_("This cannot be proposed."), "not_proposable")
    if not allows(relationship, transition):
        raise DomainError(_("This step is not possible from your current phase."), "not_from_here")
    if rules.missing(transition, facts.of(relationship, today=program_queries.today_here())):
        raise DomainError(_("Something is still missing; the list says what."), "still_missing")
    if transition == "extend":
        _check_extension(relationship, new_end_on, clock.today(by.zone))


def _check_extension(relationship: Relationship, new_end_on: date | None, today: date) -> None:
    if new_end_on is None or new_end_on <= today:
        raise DomainError(_("Choose a new end after today."), "new_end_needed", field="new_end_on")
    latest = rules.latest_end(relationship.planned_end_on, today)
    if new_end_on > latest:
        raise DomainError(
            _("An extension lasts at most six months. Choose a day by %(latest)s.")
            % {"latest": dates.day(latest)},
            "extension_too_long",
            field="new_end_on",
        )


def _waiting(relationship: Relationship) -> PhaseProposal | None:
    return relationship.phase_proposals.filter(
        confirmed_at__isnull=True, closed_at__isnull=True
    ).first()


def _ask_the_others(relationship: Relationship, proposal: PhaseProposal) -> None:
    messages.tell(
        "relationships.phase_proposed",
        relationship,
        *others(relationship, proposal.proposed_by),
        occasion=str(proposal.pk),
        proposal=str(proposal.pk),
        by=str(proposal.proposed_by_id),
    )


@transaction.atomic
def confirm(*, proposal: PhaseProposal, by: User) -> Relationship:
    """Another one confirms; once enough have, the relationship moves."""
    relationship = lock(proposal.relationship)
    proposal, membership = _open_proposal(proposal, relationship, by)
    _check(relationship, proposal.transition, proposal.new_end_on, by)
    if consent.give(proposal, membership, present(relationship), majority=relationship.is_many):
        _apply(relationship, proposal)
        take(
            relationship,
            TransitionStep(proposal.transition, by=by, proposed_by=proposal.proposed_by),
        )
        _tell_confirmed(relationship, proposal)
    return relationship


def _open_proposal(
    proposal: PhaseProposal, relationship: Relationship, by: User
) -> tuple[PhaseProposal, Membership]:
    current = _waiting(relationship)
    if current is None or current.pk != proposal.pk:
        raise DomainError(_("This proposal is no longer open."), "not_open")
    return current, member(relationship, by)


def _apply(relationship: Relationship, proposal: PhaseProposal) -> None:
    if proposal.transition == "extend":
        relationship.planned_end_on = proposal.new_end_on
        relationship.extension_count += 1
    if proposal.transition in {"extend", "recontract"}:
        relationship.memberships.update(ready_at=None, outcome_choice="")


def _tell_confirmed(relationship: Relationship, proposal: PhaseProposal) -> None:
    messages.tell(
        "relationships.phase_changed",
        relationship,
        *present(relationship),
        occasion=str(proposal.pk),
        transition=proposal.transition,
    )


@transaction.atomic
def set_aside(*, proposal: PhaseProposal, by: User) -> PhaseProposal:
    """Not now: the proposer takes it back, or the other declines. Nothing else changes."""
    relationship = lock(proposal.relationship)
    proposal, membership = _open_proposal(proposal, relationship, by)
    proposal.closed_by, proposal.closed_at = membership, clock.now()
    proposal.save()
    messages.take_back(relationship, "relationships.phase_proposed", str(proposal.pk))
    return proposal


@transaction.atomic
def mark_ready(*, relationship: Relationship, by: User, ready: bool = True) -> Membership:
    """A mentee stands on their own (S0-20), or a mentor has little new to add (S0-21)."""
    membership = member(lock(relationship), by)
    membership.ready_at = clock.now() if ready else None
    membership.save(update_fields=["ready_at"])
    return membership


@transaction.atomic
def choose_outcome(*, relationship: Relationship, by: User, outcome: str) -> Membership:
    """What ``by`` would like them to be to each other afterwards."""
    membership = member(lock(relationship), by)
    membership.outcome_choice = Outcome(outcome)
    membership.save(update_fields=["outcome_choice"])
    return membership


@transaction.atomic
def complete(
    *, relationship: Relationship, by: User, outcome: str, follow_up_on: date | None = None
) -> Relationship:
    """``by`` says what comes after and is done; it is concluded once enough members are.

    Enough are all of a pair and more than half of a group. The record keeps an outcome that all
    have chosen, and none otherwise. Two who both want another cycle are proposed to each other
    again, where they can be.
    """
    relationship = lock(relationship)
    membership = member(relationship, by)
    if not allows(relationship, "complete"):
        raise DomainError(_("This step is not possible from your current phase."), "not_from_here")
    membership.outcome_choice = Outcome(outcome)
    membership.save(update_fields=["outcome_choice"])
    Closing.objects.update_or_create(member=membership, defaults={"concluded_at": clock.now()})
    usual = program_queries.today_here() + rules.FOLLOW_UP_AFTER
    relationship.follow_up_on = follow_up_on or relationship.follow_up_on or usual
    relationship.save(update_fields=["follow_up_on"])
    done = facts.concluded_by(relationship)
    if rules.enough(done, present(relationship), majority=relationship.is_many):
        return _conclude(relationship, by, done[0])
    _tell_waiting(relationship, membership)
    return relationship


def _conclude(relationship: Relationship, by: User, first: Membership) -> Relationship:
    shared = recorded([one.outcome_choice for one in present(relationship)])
    relationship.outcome = shared
    take(relationship, TransitionStep("complete", by=by, proposed_by=first))
    _tell_completed(relationship)
    if shared == Outcome.NEW_CYCLE:
        propose_again_if_possible(relationship=relationship, by=by)
    return relationship


def _tell_waiting(relationship: Relationship, membership: Membership) -> None:
    """Once to those who have not concluded yet, at the first who does."""
    done = facts.concluded_by(relationship)
    waiting = [one for one in present(relationship) if one not in done]
    effects.note(effects.EffectKind.CHANGES, membership.pk, _still_open(relationship, waiting))
    occasion = f"{relationship.phase_since:%Y%m%d}"
    messages.tell("relationships.concluding", relationship, *waiting, occasion=occasion)


def _still_open(relationship: Relationship, waiting: list[Membership]) -> str:
    if relationship.is_many:
        return _("Your part is done. It ends once more than half of you have concluded.")
    words = _("Your part is done. It ends once %(name)s has concluded too, or by itself later.")
    return words % {"name": names_of([one.user for one in waiting])}


def _tell_completed(relationship: Relationship, kind: str = "relationships.completed") -> None:
    messages.tell(kind, relationship, *present(relationship))


@transaction.atomic
def complete_in_silence(*, relationship: Relationship, by: User) -> Relationship:
    """A coordinator closes what one of the two proposed to close 14 days ago, unanswered."""
    relationship = lock(relationship)
    require_coordinator(relationship, by)
    proposal = _waiting(relationship)
    latest = clock.now() - rules.SILENCE_BEFORE_CLOSING
    closing = proposal is not None and proposal.transition == "begin_redefinition"
    if proposal is None or not closing or proposal.proposed_at > latest:
        raise DomainError(
            _("A coordinator can close it 14 days after one of the two proposed to."), "too_early"
        )
    relationship.follow_up_on = program_queries.today_here() + rules.FOLLOW_UP_AFTER
    take(
        relationship, TransitionStep("complete_in_silence", by=by, proposed_by=proposal.proposed_by)
    )
    _tell_completed(relationship, "relationships.closed_by_coordinator")
    return relationship


@transaction.atomic
def complete_by_time(*, relationship: Relationship) -> Relationship:
    """90 days after redefinition began, a relationship that nobody concluded is complete."""
    relationship = lock(relationship)
    relationship.follow_up_on = program_queries.today_here() + rules.FOLLOW_UP_AFTER
    take(relationship, TransitionStep("complete_by_time", by=None))
    _tell_completed(relationship)
    return relationship
