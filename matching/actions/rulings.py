"""What a coordinator rules about a pair: every later run respects it, each step can be undone."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import AuditEvent, User
from core import clock
from core.errors import DomainError
from matching import pool
from matching.actions.guard import require_open
from matching.engine import broken_rule
from matching.models.runs import Decision, Ruling, RulingChange
from matching.wording import rule_words
from profiles.models import Enrollment
from programs.models import Program, Side


def pin(*, program: Program, mentor: Enrollment, mentee: Enrollment, by: User) -> None:
    """Keep the two together in every later run.

    What is private about the two changes nothing here: a pair is looked at again when it is
    published. Raises DomainError when a rule that coordinators know forbids the pair, the mentee is
    kept with somebody else, ``by`` is one of the two, or ``by`` has ruled too often.
    """
    _attempt(_Step(program, mentor, mentee, by, Ruling.PINNED))


def reject(*, program: Program, mentor: Enrollment, mentee: Enrollment, by: User) -> None:
    """Never propose the two to each other in a later run."""
    _attempt(_Step(program, mentor, mentee, by, Ruling.REJECTED))


def clear_ruling(*, program: Program, mentor: Enrollment, mentee: Enrollment, by: User) -> None:
    """Take back what was ruled about the two; nothing happens when nothing was."""
    _attempt(_Step(program, mentor, mentee, by, ""))


@transaction.atomic
def undo(*, program: Program, by: User) -> RulingChange:
    """Take back the newest step that stands, whoever took it; the step that was undone.

    Pressed again, it goes one step further back. Raises DomainError when no step is left, or when
    a rule has come to forbid what was ruled before.
    """
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    last = standing(program).select_related("mentor__user", "mentee__user").first()
    if last is None:
        raise DomainError(_("There is nothing left to undo."), "nothing_to_undo")
    _rule(_Step(program, last.mentor, last.mentee, by, last.before, undoes=last))
    return last


def standing(program: Program) -> QuerySet[RulingChange]:
    """The steps that can be undone, newest first."""
    return RulingChange.objects.filter(program=program, undoes=None, undone=None)


# Steps ---------------------------------------------------------------------------------------


MOST_RULINGS = 100
"""How many steps one person takes in a program within an hour, refused ones included."""

VERBS = [
    "matching.pinned",
    "matching.rejected",
    "matching.ruling_cleared",
    "matching.ruling_refused",
]


@dataclass(frozen=True)
class _Step:
    """``ruling``: what holds afterwards, "" for nothing."""

    program: Program
    mentor: Enrollment
    mentee: Enrollment
    by: User
    ruling: str
    undoes: RulingChange | None = None


def _attempt(step: _Step) -> None:
    """Take the step. A refusal leaves a row too, so that trying pair after pair is seen; where
    nobody is matched there is nothing to try."""
    require_open(step.program)
    _require_rate(step)
    try:
        with transaction.atomic():
            _rule(step)
    except DomainError as refusal:
        audit.record(
            by=step.by,
            verb="matching.ruling_refused",
            target=step.program,
            program_id=step.program.pk,
            mentor=str(step.mentor.pk),
            mentee=str(step.mentee.pk),
            why=refusal.code,
        )
        raise


def _require_rate(step: _Step) -> None:
    since = clock.now() - timedelta(hours=1)
    mine = AuditEvent.objects.filter(program_id=step.program.pk, actor=step.by)
    if mine.filter(verb__in=VERBS, created_at__gt=since).count() >= MOST_RULINGS:
        raise DomainError(
            _("You have decided about %(count)d pairs within an hour. Try again later.")
            % {"count": MOST_RULINGS},
            "too_often",
        )


def _rule(step: _Step) -> None:
    _lock(step)
    _check_not_own(step)
    if step.ruling == Ruling.PINNED:
        _check_kept_elsewhere(step)
        _check_rules(step)
    earlier = Decision.objects.filter(mentor=step.mentor, mentee=step.mentee).first()
    before = earlier.ruling if earlier else ""
    if before != step.ruling or step.undoes:
        _keep(step, before)
    if step.ruling:
        _note(_decide(step), f"matching.{step.ruling}", step.by)
    elif earlier:
        _note(earlier, "matching.ruling_cleared", step.by)
        earlier.delete()


def _lock(step: _Step) -> None:
    """One ruling at a time, and none while a run is made, so that a run knows all before it.

    Raises DomainError when these are no pair here.
    """
    mentor, mentee = step.mentor, step.mentee
    program = Program.objects.select_for_update(no_key=True).get(pk=step.program.pk)
    require_open(program)
    here = mentor.program_id == program.pk == mentee.program_id
    if not here or (mentor.role, mentee.role) != (Side.MENTOR, Side.MENTEE):
        raise DomainError(_("These two cannot be a pair in this program."), "no_pair")


def _check_not_own(step: _Step) -> None:
    if step.by.pk in {step.mentor.user_id, step.mentee.user_id}:
        raise DomainError(
            _("You belong to this pair. Another coordinator has to decide about it."), "own_pair"
        )


def _check_kept_elsewhere(step: _Step) -> None:
    kept = Decision.objects.filter(mentee=step.mentee, ruling=Ruling.PINNED)
    other = kept.exclude(mentor=step.mentor).select_related("mentor__user").first()
    if other:
        raise DomainError(
            _("%(mentee)s is already kept together with %(mentor)s. Undo that first.")
            % {"mentee": step.mentee.user, "mentor": other.mentor.user},
            "pinned_elsewhere",
        )


def _check_rules(step: _Step) -> None:
    people = pool.load(step.program)
    pair = str(step.mentor.pk), str(step.mentee.pk)
    rule = broken_rule(replace(people.problem, rejects=frozenset()), *pair)
    if rule and pair in people.left_out:
        rule = "unavailable"  # one name for every reason why publishing left the pair out
    if rule:
        raise DomainError(
            _("%(mentor)s and %(mentee)s cannot be kept together: %(rule)s.")
            % {"mentor": step.mentor.user, "mentee": step.mentee.user, "rule": rule_words(rule)},
            rule,
        )


def _keep(step: _Step, before: str) -> None:
    RulingChange.objects.create(
        program=step.program,
        mentor=step.mentor,
        mentee=step.mentee,
        before=before,
        after=step.ruling,
        by=step.by,
        undoes=step.undoes,
    )


def _decide(step: _Step) -> Decision:
    decision, _created = Decision.objects.update_or_create(
        mentor=step.mentor,
        mentee=step.mentee,
        defaults={"program": step.program, "ruling": step.ruling, "by": step.by},
    )
    return decision


def _note(decision: Decision, verb: str, by: User) -> None:
    audit.record(
        by=by,
        verb=verb,
        target=decision,
        program_id=decision.program_id,
        mentor=str(decision.mentor_id),
        mentee=str(decision.mentee_id),
    )
