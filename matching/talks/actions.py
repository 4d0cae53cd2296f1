"""Asking for an introductory talk, and the mentor's answer. Nothing of it binds anybody."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock
from core.errors import DomainError
from matching.actions.clocks import deadline
from matching.actions.guard import lock, require_choosing, require_own
from matching.directory import choices_of
from matching.models.runs import IntroTalk, TalkStatus
from notifications import outbox
from profiles.models import Enrollment

MOST_TALKS = 3
"""So many talks a mentee may have open at a time: a few to compare, none for show."""


@transaction.atomic
def ask(*, mentee: Enrollment, mentor: Enrollment, by: User) -> IntroTalk:
    """Ask ``mentor`` for a short talk; asking again while it is open changes nothing.

    Raises DomainError when three talks are open, or the mentor is not to be had.
    """
    lock(mentee, mentor)
    require_own(mentee, by)
    require_choosing(mentee.program)
    open_ = list(IntroTalk.objects.open().filter(mentee=mentee))
    known = next((talk for talk in open_ if talk.mentor_id == mentor.pk), None)
    if known:
        return known
    _require_possible(mentee, mentor, len(open_))
    talk = IntroTalk.objects.create(
        mentee=mentee, mentor=mentor, asked_at=clock.now(), answer_until=deadline(mentor)
    )
    _note(talk, "matching.talk_asked", by)
    _tell(talk, "matching.talk", mentor.user)
    return talk


def _require_possible(mentee: Enrollment, mentor: Enrollment, open_talks: int) -> None:
    if open_talks >= MOST_TALKS:
        raise DomainError(
            _("You already have three talks open. Mark one as over, then ask again."),
            "too_many_talks",
        )
    if choices_of(mentee).refusal(mentor):
        raise DomainError(
            _("%(name)s is not available at the moment. Choose somebody else who has room.")
            % {"name": mentor.user},
            "not_available",
        )


@transaction.atomic
def answer(*, talk: IntroTalk, agreed: bool, by: User) -> None:
    """The mentor says yes or no, without a reason; the mentee is told either way."""
    talk = _locked(talk)
    require_own(talk.mentor, by)
    if talk.status != TalkStatus.ASKED:
        raise DomainError(_("This talk waits for no answer any more."), "not_open")
    _become(talk, TalkStatus.AGREED if agreed else TalkStatus.DECLINED, by)
    _tell(talk, "matching.talk_agreed" if agreed else "matching.talk_closed", talk.mentee.user)


@transaction.atomic
def close(*, talk: IntroTalk, by: User) -> None:
    """The mentee has talked, or does not want to any more; both are free for others."""
    talk = _locked(talk)
    require_own(talk.mentee, by)
    if talk.is_open:
        _become(talk, TalkStatus.OVER, by)


@transaction.atomic
def lapse(*, request: IntroTalk) -> bool:
    """Close a talk that was not answered in time; whether it was."""
    talk = _locked(request)
    if talk.status != TalkStatus.ASKED or talk.answer_until > clock.now():
        return False
    _become(talk, TalkStatus.LAPSED, None)
    _tell(talk, "matching.talk_closed", talk.mentee.user)
    return True


@transaction.atomic
def close_overtaken(*, request: IntroTalk) -> bool:
    """Close a talk whose mentee has a mentor or a proposal in another way; whether it was.

    A talk with the very mentor stays until the mentee says that it is over.
    """
    talk = _locked(request)
    rows = talk.mentee.memberships.filter(is_open=True)
    others = rows.exclude(relationship__memberships__user=talk.mentor.user_id)
    if not talk.is_open or not others.exists():
        return False
    _become(talk, TalkStatus.OVERTAKEN, None)
    _tell(talk, "matching.talk_overtaken", talk.mentor.user)
    return True


@transaction.atomic
def close_with_program(*, talk: IntroTalk, by: User) -> bool:
    """End an open talk because its program closes; whether it was open. Both are told of it in
    the email about the closing."""
    talk = _locked(talk)
    if not talk.is_open:
        return False
    agreed = talk.status == TalkStatus.AGREED
    _become(talk, TalkStatus.OVER if agreed else TalkStatus.LAPSED, by)
    return True


@transaction.atomic
def close_of_leaver(*, talk: IntroTalk, leaver: Enrollment, by: User) -> None:
    """Close the open talk of somebody who leaves the program; the other one is told, without a
    reason."""
    talk = _locked(talk)
    if not talk.is_open:
        return
    if talk.mentor_id == leaver.pk:
        _become(talk, TalkStatus.DECLINED, by)
        _tell(talk, "matching.talk_closed", talk.mentee.user)
        return
    _become(talk, TalkStatus.OVER, by)
    _tell(talk, "matching.talk_left", talk.mentor.user)


def _locked(talk: IntroTalk) -> IntroTalk:
    lock(talk.mentee, talk.mentor)
    rows = IntroTalk.objects.select_for_update(of=("self",))
    joined = rows.select_related("mentor__user", "mentor__program", "mentee__user")
    return joined.get(pk=talk.pk)


def _become(talk: IntroTalk, status: TalkStatus, by: User | None) -> None:
    talk.status = status
    talk.save(update_fields=["status"])
    outbox.cancel(key_prefix=f"talk:{talk.pk}:")
    _note(talk, f"matching.talk_{status}", by)


def _note(talk: IntroTalk, verb: str, by: User | None) -> None:
    audit.record(by=by, verb=verb, target=talk, program_id=talk.mentor.program_id)


def _tell(talk: IntroTalk, kind: str, to: User) -> None:
    outbox.post(kind=kind, to=to, key=f"talk:{talk.pk}:{kind}", talk=str(talk.pk))
