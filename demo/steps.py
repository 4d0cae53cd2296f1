"""What the two do with their relationship: accept, agree, move on, pause, end.

Each function mirrors one action of ``relationships.actions`` at the moment the story has reached.
Some let the answer of the other follow a little later.
"""

from datetime import date, timedelta

from demo import touchpoints
from demo.pair import DemoPair
from demo.talks import AgreementWords, Aim
from programs.models import Phase
from relationships import messages
from relationships.actions.proposals import REMINDER_DAYS
from relationships.models import (
    Agreement,
    Fit,
    Goal,
    GoalResult,
    Membership,
    Outcome,
    PhaseProposal,
    Status,
    TwoSided,
    Wish,
)


def propose(pair: DemoPair) -> None:
    """A coordinator has published the pair."""
    record = pair.record
    pair.write_history("propose", ("", ""), pair.cohort.coordinator)
    pair.tell("relationships.proposed", *pair.both)
    kind = "relationships.proposal_reminder"
    for number in REMINDER_DAYS:
        for member in pair.both:
            pair.write(
                kind,
                member.user,
                messages.key(record, kind, f"day{number}", str(member.user_id)),
                pair.moment + timedelta(days=number),
                record.answer_by,
                membership=str(member.pk),
            )


def _no_more_reminders(pair: DemoPair, *members: Membership) -> None:
    """Whoever has answered is not reminded."""
    kind = "relationships.proposal_reminder"
    for member in members:
        for number in REMINDER_DAYS:
            key = messages.key(pair.record, kind, f"day{number}", str(member.user_id))
            pair.take_back_one(key)


def accept(pair: DemoPair, member: Membership) -> None:
    """One says yes; with the second yes the relationship starts."""
    member.accepted, member.answered_at = True, pair.moment
    _no_more_reminders(pair, member)
    if not pair.other(member).accepted:
        return
    record = pair.record
    record.started_at, record.planned_end_on = pair.moment, pair.cohort.program.ends_on
    pair.take("start", member.user)
    pair.tell("relationships.introduction", *pair.both)
    touchpoints.begin(pair)


def decline(pair: DemoPair, member: Membership) -> None:
    member.accepted, member.answered_at = False, pair.moment
    pair.take("decline", member.user)
    _no_more_reminders(pair, *pair.both)
    pair.tell("relationships.proposal_closed", pair.other(member))


def lapse(pair: DemoPair) -> None:
    pair.take("lapse", None)
    pair.tell("relationships.proposal_closed", *pair.both)


# Agreement and goals ------------------------------------------------------------------------


def agree(
    pair: DemoPair, rules: AgreementWords, *, cadence_days: int = 30, ends_on: date | None = None
) -> Agreement:
    """The mentee writes the next version; the mentor has still to confirm it."""
    agreement = Agreement(
        relationship=pair.record,
        version=len(pair.agreements) + 1,
        proposed_by=pair.mentee,
        proposed_at=pair.moment,
        agreed=[pair.mentee.pk],
        created_at=pair.moment,
        cadence_days=cadence_days,
        session_minutes=60,
        channels=list(pair.mentee.enrollment.channels),
        ends_on=ends_on or pair.record.planned_end_on or pair.moment.date(),
        **vars(rules),
    )
    pair.agreements.append(pair.ledger.add(agreement))
    pair.tell("relationships.agreement_proposed", pair.mentor, occasion=str(agreement.pk))
    return agreement


def _confirm(pair: DemoPair, subject: TwoSided, by: Membership) -> None:
    subject.confirmed_by, subject.confirmed_at = by, pair.moment
    subject.agreed = [*subject.agreed, by.pk]


def confirm_agreement(pair: DemoPair) -> None:
    agreement = pair.agreements[-1]
    _confirm(pair, agreement, pair.mentor)
    pair.record.planned_end_on = agreement.ends_on
    pair.ledger.note(
        pair.moment,
        pair.mentor.user,
        "agreement.confirmed",
        agreement,
        pair.record.program_id,
        version=agreement.version,
    )


def propose_goal(pair: DemoPair, aim: Aim, due_on: date | None = None) -> Goal:
    """The mentee words a goal; the mentor has still to agree."""
    goal = Goal(
        relationship=pair.record,
        owner=pair.mentee,
        agreed=[pair.mentee.pk],
        title=aim.title,
        success=aim.success,
        kind=aim.kind,
        horizon=aim.horizon,
        due_on=due_on,
        proposed_by=pair.mentee,
        proposed_at=pair.moment,
        created_at=pair.moment,
    )
    pair.goals.append(pair.ledger.add(goal))
    pair.tell("relationships.goal_proposed", pair.mentor, occasion=str(goal.pk))
    return goal


def confirm_goals(pair: DemoPair) -> None:
    """The mentor agrees to whatever goal waits."""
    for goal in pair.goals:
        if not goal.is_confirmed:
            _confirm(pair, goal, pair.mentor)
            pair.ledger.note(
                pair.moment, pair.mentor.user, "goal.confirmed", goal, pair.record.program_id
            )


def move_goal(pair: DemoPair, number: int, progress: int) -> None:
    """The goal in place ``number`` is ``progress`` percent done."""
    goal = pair.goals[number]
    if goal.closed_at is None:
        goal.progress, goal.moved_at = progress, pair.moment


def close_goal(pair: DemoPair, number: int, result: GoalResult) -> None:
    goal = pair.goals[number]
    goal.result, goal.closed_by, goal.closed_at = result, pair.mentee, pair.moment
    if result == GoalResult.ACHIEVED:
        goal.progress, goal.moved_at = 100, pair.moment
    pair.ledger.note(
        pair.moment,
        pair.mentee.user,
        "goal.closed",
        goal,
        pair.record.program_id,
        result=result.value,
    )


# From phase to phase ------------------------------------------------------------------------


def propose_step(
    pair: DemoPair,
    transition: str,
    by: Membership,
    words: str = "",
    new_end_on: date | None = None,
) -> PhaseProposal:
    """``by`` proposes the next phase (or an extension until ``new_end_on``)."""
    pair.require(transition)
    proposal = PhaseProposal(
        relationship=pair.record,
        transition=transition,
        words=words,
        new_end_on=new_end_on,
        proposed_by=by,
        agreed=[by.pk],
        proposed_at=pair.moment,
        created_at=pair.moment,
    )
    pair.proposals.append(pair.ledger.add(proposal))
    key = str(proposal.pk)
    pair.tell("relationships.phase_proposed", pair.other(by), occasion=key, proposal=key)
    return proposal


def confirm_step(pair: DemoPair) -> None:
    """The other confirms what waits, and the relationship moves."""
    proposal = pair.proposals[-1]
    member = pair.other(proposal.proposed_by)
    _confirm(pair, proposal, member)
    if proposal.transition == "extend":
        pair.record.planned_end_on = proposal.new_end_on
        pair.record.extension_count += 1
    if proposal.transition in {"extend", "recontract"}:
        for person in pair.both:
            person.ready_at, person.outcome_choice = None, ""
    pair.take(proposal.transition, member.user, proposal.proposed_by)
    pair.tell(
        "relationships.phase_changed",
        *pair.both,
        occasion=str(proposal.pk),
        transition=proposal.transition,
    )


def say_fit(pair: DemoPair, member: Membership, fit: Fit) -> None:
    """An answer on the fit from the record; it answers what was asked before, too."""
    member.fit, member.fit_at = fit, pair.moment
    for check_in in pair.check_ins.values():
        if check_in.kind == "fit" and check_in.membership is member and not check_in.answer:
            check_in.answer, check_in.answered_at = fit, pair.moment


def mark_ready(pair: DemoPair, member: Membership) -> None:
    member.ready_at = pair.moment


def choose_outcome(pair: DemoPair, outcome: Outcome) -> None:
    for member in pair.both:
        member.outcome_choice = outcome


def complete(pair: DemoPair, outcome: Outcome) -> None:
    record = pair.record
    record.outcome = outcome
    record.follow_up_on = pair.moment.date() + timedelta(days=180)
    pair.take("complete", pair.mentee.user)
    pair.take_back()
    pair.tell("relationships.completed", *pair.both)


# Pausing and ending -------------------------------------------------------------------------


def pause(pair: DemoPair, by: Membership, resume_on: date) -> None:
    record = pair.record
    record.pause_count += 1
    record.paused_at, record.resume_on = pair.moment, resume_on
    pair.take("pause", by.user)
    pair.take_back()
    pair.tell("relationships.paused", *pair.both, occasion=str(record.pause_count))


def resume(pair: DemoPair, by: Membership) -> None:
    record = pair.record
    if record.paused_at and record.planned_end_on:
        record.planned_end_on += pair.moment - record.paused_at
    pair.take("resume", by.user)
    pair.tell("relationships.resumed", *pair.both, occasion=str(record.pause_count))


def end_no_fault(pair: DemoPair) -> None:
    """Either of the two; neither the record nor the story knows who."""
    pair.take("end_no_fault", None)
    pair.take_back()
    pair.tell("relationships.ended", *pair.both)


def end_administratively(pair: DemoPair) -> None:
    pair.take("end_administratively", pair.cohort.coordinator)
    pair.take_back()
    pair.tell("relationships.ended_administratively", *pair.both)


def wish(member: Membership, choice: Wish) -> None:
    member.wish = choice


def is_working(pair: DemoPair) -> bool:
    """Whether the two are at work: neither paused, nor concluded, nor past the closing."""
    return pair.record.status == Status.ACTIVE and pair.record.phase != Phase.REDEFINITION
