"""Keeping the answer to a short question, and doing what it says."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import DomainError
from relationships.actions import contact
from relationships.actions.steps import lock, refuse_after_the_end
from sessions.actions import settlement
from sessions.check_ins import HELP, QUESTIONS
from sessions.letters.coordinator import tell_of_wish
from sessions.models import CheckIn, MentoringSession


@transaction.atomic
def answer(*, check_in: CheckIn, by: User, answer: str) -> CheckIn:
    """Keep the answer, and do what it says. Answering again changes it.

    Raises DomainError when the answer is not one of the question's, comes from somebody else, or
    the mentoring has ended.
    """
    relationship = lock(check_in.relationship)
    check_in = (
        CheckIn.objects.select_for_update().select_related("membership__user").get(pk=check_in.pk)
    )
    if check_in.membership.user_id != by.pk:
        raise DomainError(_("This question was for somebody else."), "not_yours")
    refuse_after_the_end(relationship)
    if answer not in dict(QUESTIONS[check_in.kind].answers):
        raise DomainError(_("Choose one of the answers."), "unknown_answer")
    check_in.answer, check_in.answered_at = answer, clock.now()
    check_in.save()
    _act(check_in)
    return check_in


def _act(check_in: CheckIn) -> None:
    if check_in.kind == "fit":
        contact.record_fit(membership=check_in.membership, fit=check_in.answer)
    if check_in.answer == HELP[0]:
        tell_of_wish(check_in.membership)
    if check_in.kind == "held":
        _settle(check_in)


def _settle(check_in: CheckIn) -> None:
    """Say it about the session; one that was called off or removed is left as it is."""
    session = MentoringSession.objects.get(pk=check_in.occasion.split(":")[1])
    try:
        with transaction.atomic():
            settlement.say(
                session=session, by=check_in.membership.user, met=check_in.answer == "yes"
            )
    except DomainError as refusal:
        if refusal.code != "not_planned":
            raise
