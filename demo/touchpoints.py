"""The short questions and reminders a pair has had on its way, by the product's own rules."""

from datetime import UTC, datetime, time, timedelta

from core.local_time import next_morning
from demo.pair import DemoPair
from relationships.models import ConcludedKind, Fit, Membership, Status
from sessions.actions.check_ins import ANSWERABLE_FOR
from sessions.check_ins import QUESTIONS
from sessions.models import CheckIn
from sessions.rules import BOTH, LATE_BY, Due, Pulse, due_touchpoints

A_DAY = timedelta(days=1)
ANSWERS = {"first_meeting": "booked", "gap": "fine"}


def begin(pair: DemoPair) -> None:
    """Look at the pair once a day from its start until now."""
    moment = pair.moment + A_DAY
    while moment < pair.now:
        pair.at(moment, _look, pair)
        moment += A_DAY
    pair.at(pair.now, _look, pair)


def _look(pair: DemoPair) -> None:
    if pair.record.concluded_kind == ConcludedKind.COMPLETED:
        _look_back(pair)
    if pair.record.status != Status.ACTIVE:
        return
    pair.recount()
    for due in due_touchpoints(_pulse(pair), pair.moment):
        for member in pair.both:
            if member.role in due.sides:
                _write_to(pair, member, due)


def _look_back(pair: DemoPair) -> None:
    """On the day the two chose, and not much later."""
    chosen, today = pair.record.follow_up_on, pair.moment.date()
    if chosen and chosen <= today <= chosen + LATE_BY:
        for member in pair.both:
            _write_to(pair, member, Due("follow_up", "once", BOTH, pair.moment))


def _pulse(pair: DemoPair) -> Pulse:
    record, agreement = pair.record, pair.agreement
    plan, end = pair.cohort.plans[record.phase], record.planned_end_on
    return Pulse(
        started_at=record.started_at or pair.start,
        phase=record.phase,
        sessions_held=record.sessions_held,
        last_session_at=record.last_session_at,
        next_session_at=record.next_session_at,
        agreement_confirmed=agreement is not None,
        goals_agreed=sum(goal.is_confirmed for goal in pair.goals),
        closing_held=record.closing_held_at is not None,
        closing_at=record.closing_held_at,
        planned_end_at=datetime.combine(end, time.min, UTC) if end else None,
        cadence_days=agreement.cadence_days if agreement else plan.cadence_days,
        amber_gap_days=plan.amber_gap_days,
        timing=pair.cohort.timing,
    )


def _write_to(pair: DemoPair, member: Membership, due: Due) -> None:
    morning = next_morning(pair.moment, member.user.zone)
    if due.key in QUESTIONS:
        asked = ask(pair, member, due.key, due.occasion, morning)
        if asked and pair.dice.chance(pair.answers):
            hours = pair.dice.randint(1, 50)
            pair.at(morning + timedelta(hours=hours), answer, pair, asked, ANSWERS[due.key])
        return
    pair.write(
        f"sessions.{due.key}",
        member.user,
        f"check-in:{due.key}:{due.occasion}:{member.pk}",
        morning,
        morning + LATE_BY + timedelta(days=7),
    )


def ask(
    pair: DemoPair, member: Membership, kind: str, occasion: str, asked_at: datetime
) -> CheckIn | None:
    """A check-in with its letter; None when it was asked before."""
    key = (member.pk, kind, occasion)
    if key in pair.check_ins:
        return None
    check_in = CheckIn(
        relationship=pair.record,
        membership=member,
        kind=kind,
        occasion=occasion,
        asked_at=asked_at,
        created_at=pair.moment,
    )
    pair.check_ins[key] = pair.ledger.add(check_in)
    prefix = occasion if occasion.startswith("session:") else f"check-in:{occasion}"
    pair.write(
        "sessions.check_in",
        member.user,
        f"{prefix}:{kind}:{member.pk}",
        asked_at,
        asked_at + ANSWERABLE_FOR,
        check_in=str(check_in.pk),
    )
    return check_in


def answer(pair: DemoPair, check_in: CheckIn, words: str) -> None:
    """One click in the letter. An answer on the fit is kept with the person as well."""
    check_in.answer, check_in.answered_at = words, pair.moment
    if check_in.kind == "fit":
        member = check_in.membership
        member.fit, member.fit_at = Fit(words), pair.moment


def ask_for_help(pair: DemoPair, member: Membership) -> None:
    """Somebody tells the coordinator that they would like to talk."""
    pair.ledger.add(
        CheckIn(
            relationship=pair.record,
            membership=member,
            kind="help",
            occasion=f"{pair.moment:%Y-%m-%d}",
            asked_at=pair.moment,
            created_at=pair.moment,
            answer="help",
            answered_at=pair.moment,
        )
    )
