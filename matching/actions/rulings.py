"""What a coordinator rules about a pair; every later run respects it."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from matching import pool
from matching.actions.guard import require_open
from matching.engine import broken_rule
from matching.models import Decision, Ruling
from matching.wording import rule_words
from mentoring.lib.errors import DomainError
from profiles.models import Enrollment
from programs.models import Program, Side


@transaction.atomic
def pin(*, program: Program, mentor: Enrollment, mentee: Enrollment, by: User) -> Decision:
    """Keep the two together in every later run.

    Raises DomainError when a rule forbids the pair, or the mentee is kept with somebody else.
    """
    _lock(program, mentor, mentee)
    _check_kept_elsewhere(mentor, mentee)
    _check_rules(program, mentor, mentee)
    return _rule(program, mentor, mentee, Ruling.PINNED, by)


@transaction.atomic
def reject(*, program: Program, mentor: Enrollment, mentee: Enrollment, by: User) -> Decision:
    """Never propose the two to each other in a later run."""
    _lock(program, mentor, mentee)
    return _rule(program, mentor, mentee, Ruling.REJECTED, by)


@transaction.atomic
def clear_ruling(*, program: Program, mentor: Enrollment, mentee: Enrollment, by: User) -> None:
    """Take back what was ruled about the two; nothing happens when nothing was."""
    _lock(program, mentor, mentee)
    ruled = Decision.objects.filter(program=program, mentor=mentor, mentee=mentee).first()
    if ruled:
        _note(ruled, "matching.ruling_cleared", by)
        ruled.delete()


def _lock(program: Program, mentor: Enrollment, mentee: Enrollment) -> None:
    """One ruling about a mentee at a time. Raises DomainError when these are no pair here."""
    require_open(program)
    Enrollment.objects.select_for_update().get(pk=mentee.pk)
    here = mentor.program_id == program.pk == mentee.program_id
    if not here or (mentor.role, mentee.role) != (Side.MENTOR, Side.MENTEE):
        raise DomainError(_("A pair is one mentor and one mentee of this program."), "no_pair")


def _check_kept_elsewhere(mentor: Enrollment, mentee: Enrollment) -> None:
    kept = Decision.objects.filter(mentee=mentee, ruling=Ruling.PINNED).exclude(mentor=mentor)
    other = kept.select_related("mentor__user").first()
    if other:
        raise DomainError(
            _("%(mentee)s is already kept together with %(mentor)s. Undo that first.")
            % {"mentee": mentee.user, "mentor": other.mentor.user},
            "pinned_elsewhere",
        )


def _check_rules(program: Program, mentor: Enrollment, mentee: Enrollment) -> None:
    problem = replace(pool.load(program).problem, rejects=frozenset())
    rule = broken_rule(problem, str(mentor.pk), str(mentee.pk))
    if rule:
        raise DomainError(
            _("%(mentor)s and %(mentee)s cannot be kept together: %(rule)s.")
            % {"mentor": mentor.user, "mentee": mentee.user, "rule": rule_words(rule)},
            rule,
        )


def _rule(
    program: Program, mentor: Enrollment, mentee: Enrollment, ruling: Ruling, by: User
) -> Decision:
    decision, _created = Decision.objects.update_or_create(
        mentor=mentor, mentee=mentee, defaults={"program": program, "ruling": ruling, "by": by}
    )
    _note(decision, f"matching.{ruling}", by)
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
