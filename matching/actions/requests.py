"""A mentee asks a mentor; only an open request has consequences, and only the two decide."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock
from core.errors import DomainError
from matching import format_words
from matching.actions.clocks import deadline
from matching.actions.guard import lock, require_choosing, require_open, require_own
from matching.directory import Choices, choices_of
from matching.models.runs import MentorRequest, RequestStatus
from notifications import outbox
from profiles.models import Enrollment
from programs.models import Choice
from relationships.actions.proposals import accept as accept_proposal
from relationships.actions.proposals import propose
from relationships.models import Relationship


@dataclass(frozen=True)
class Wording:
    """What a mentee writes: ``words`` for the mentor alone, and what may happen otherwise."""

    words: str = ""
    talk_first: bool = False
    then_next_wish: bool = False


@transaction.atomic
def ask(*, mentee: Enrollment, mentor: Enrollment, wording: Wording, by: User) -> MentorRequest:
    """Ask ``mentor``, who has as many working days to answer as the program gives.

    Raises DomainError when another request is open, or the mentor has no place or is not to be had.
    """
    lock(mentee, mentor)
    require_own(mentee, by)
    require_choosing(mentee.program, Choice.REQUESTS)
    if MentorRequest.objects.open().filter(mentee=mentee).exists():
        raise DomainError(
            _("You have already asked somebody. Wait for the answer, or withdraw your request."),
            "already_asked",
        )
    if refused := why_not(mentee, mentor):
        raise DomainError(refused, "not_available")
    return _create(mentee, mentor, wording, by)


def _create(
    mentee: Enrollment, mentor: Enrollment, wording: Wording, by: User | None
) -> MentorRequest:
    now = clock.now()
    asked = MentorRequest.objects.create(
        mentee=mentee,
        mentor=mentor,
        words=wording.words,
        talk_first=wording.talk_first,
        then_next_wish=wording.then_next_wish,
        asked_at=now,
        answer_until=deadline(mentor),
    )
    _note(asked, "matching.asked", by)
    _tell(asked, "matching.request", mentor.user)
    return asked


def why_not(mentee: Enrollment, mentor: Enrollment) -> str:
    """Why ``mentee`` cannot ask ``mentor`` now, in words; "" when they can.

    A mentor who is full, away or fits by no rule, and one with a private reason, sound the same.
    """
    rule = choices_of(mentee).refusal(mentor)
    if rule == "not_looking":
        return str(format_words.of(mentor.program.format).has_one)
    if rule:
        return _("%(name)s is not available at the moment. Ask somebody else who has room.") % {
            "name": mentor.user
        }
    return ""


@transaction.atomic
def accept(*, request: MentorRequest, by: User) -> Relationship:
    """The mentor says yes: the relationship starts at once, since both have said what they want.

    When this was the last place, everybody else who asked is told. Raises DomainError when the
    request is no longer open, a place is missing, or a rule has come to forbid the pair.
    """
    asked = _locked(request)
    require_own(asked.mentor, by)
    _require_still_open(asked)
    require_open(asked.mentor.program)
    choices = choices_of(asked.mentee, [asked.mentor_id])
    _require_still_possible(choices, asked)
    relationship = _pair_up(asked, choices)
    asked.relationship = relationship
    _close(asked, RequestStatus.ACCEPTED, by)
    close_when_full(asked.mentor)
    return relationship


def _require_still_possible(choices: Choices, asked: MentorRequest) -> None:
    """A mentor is told of their own places; every other reason, private or not, sounds the same."""
    rule = choices.refusal(asked.mentor)
    if rule == "full":
        raise DomainError(_("%(name)s has no free place.") % {"name": asked.mentor.user}, rule)
    if rule:
        raise DomainError(
            _("This match is no longer possible. You do not have to do anything."), "not_possible"
        )


def _pair_up(asked: MentorRequest, choices: Choices) -> Relationship:
    mentor, mentee = asked.mentor, asked.mentee
    found = next(row for row in choices.candidates if row.mentor.pk == mentor.pk)
    relationship = propose(
        program=mentor.program,
        mentor=mentor,
        mentee=mentee,
        reasons=[dict(reason) for reason in found.reasons],
        by=mentee.user,
    )
    accept_proposal(relationship=relationship, by=mentee.user)
    return accept_proposal(relationship=relationship, by=mentor.user)


def close_when_full(mentor: Enrollment) -> None:
    """If the last place has gone, tell everybody whose request to ``mentor`` is open."""
    if mentor.memberships.filter(is_open=True).count() < mentor.capacity:
        return
    others = MentorRequest.objects.open().filter(mentor=mentor).select_for_update(of=("self",))
    for other in others.select_related("mentee__user", "mentor__program"):
        _close(other, RequestStatus.FULL, None)
        _tell(other, "matching.request_full", other.mentee.user)


@transaction.atomic
def decline(*, request: MentorRequest, by: User) -> None:
    """The mentor says no, without a reason; the mentee is told neutrally."""
    asked = _locked(request)
    require_own(asked.mentor, by)
    _require_still_open(asked)
    _close(asked, RequestStatus.DECLINED, by)
    _tell(asked, "matching.request_closed", asked.mentee.user)


@transaction.atomic
def talk_first(*, request: MentorRequest, by: User) -> None:
    """The mentor would like to talk before deciding (S3-33); the days to answer start again."""
    asked = _locked(request)
    require_own(asked.mentor, by)
    _require_still_open(asked)
    if asked.status == RequestStatus.TALKING:
        return
    asked.status = RequestStatus.TALKING
    asked.answer_until = deadline(asked.mentor)
    asked.save(update_fields=["status", "answer_until"])
    _note(asked, "matching.talk_first", by)
    _tell(asked, "matching.request_talk", asked.mentee.user)


@transaction.atomic
def take_back(*, request: MentorRequest, by: User) -> None:
    """The mentee takes the request back and may ask somebody else."""
    asked = _locked(request)
    require_own(asked.mentee, by)
    _require_still_open(asked)
    asked.then_next_wish = False
    _close(asked, RequestStatus.TAKEN_BACK, by)
    _tell(asked, "matching.request_taken_back", asked.mentor.user)


@transaction.atomic
def revive(*, request: MentorRequest, by: User) -> None:
    """The mentor opens a request again that they did not answer in time, with new days to answer.

    The mentee cannot: whether a mentor said no or did not answer is not told to them. Raises
    DomainError when the mentee has asked somebody else by now, or the match is not possible.
    """
    asked = _locked(request)
    require_own(asked.mentor, by)
    require_choosing(asked.mentee.program, Choice.REQUESTS)
    _require_revivable(asked)
    _require_still_possible(choices_of(asked.mentee, [asked.mentor_id]), asked)
    asked.status, asked.closed_at, asked.asked_at = RequestStatus.WAITING, None, clock.now()
    asked.answer_until = deadline(asked.mentor)
    asked.save(update_fields=["status", "closed_at", "asked_at", "answer_until"])
    _note(asked, "matching.request_revived", by)
    _tell(asked, "matching.request_revived", asked.mentee.user)


def _require_revivable(asked: MentorRequest) -> None:
    if asked.status != RequestStatus.LAPSED:
        raise DomainError(_("This request cannot be opened again."), "not_revivable")
    if MentorRequest.objects.open().filter(mentee=asked.mentee).exists():
        raise DomainError(
            _("%(name)s has asked somebody else by now.") % {"name": asked.mentee.user},
            "already_asked",
        )


@transaction.atomic
def lapse(*, request: MentorRequest) -> bool:
    """Close a request that was not answered in time; whether it was."""
    asked = _locked(request)
    if not asked.is_open or asked.answer_until > clock.now():
        return False
    _close(asked, RequestStatus.LAPSED, None)
    _tell(asked, "matching.request_closed", asked.mentee.user)
    return True


@transaction.atomic
def close_overtaken(*, request: MentorRequest) -> bool:
    """Close a request whose mentee has a mentor or a proposal in another way; whether it was.

    The mentee has not withdrawn it, and nobody is told that they have. With the very mentor, the
    request becomes that proposal: the letter about the proposal says it all.
    """
    asked = _locked(request)
    if not asked.is_open or not asked.mentee.memberships.filter(is_open=True).exists():
        return False
    asked.then_next_wish = False
    asked.relationship = _between_the_two(asked)
    _close(asked, RequestStatus.OVERTAKEN, None)
    if not asked.relationship:
        _tell(asked, "matching.request_overtaken", asked.mentor.user)
    return True


def _between_the_two(asked: MentorRequest) -> Relationship | None:
    """What the mentee has or is proposed with the very mentor they asked."""
    rows = Relationship.objects.open().filter(memberships__enrollment=asked.mentee_id)
    return rows.filter(memberships__enrollment=asked.mentor_id).first()


@transaction.atomic
def close_with_program(*, request: MentorRequest, by: User) -> bool:
    """End an open request because its program closes; whether it was open. Both are told of it in
    the email about the closing."""
    asked = _locked(request)
    if not asked.is_open:
        return False
    asked.then_next_wish = False
    _close(asked, RequestStatus.LAPSED, by)
    return True


@transaction.atomic
def close_of_leaver(*, request: MentorRequest, leaver: Enrollment, by: User) -> None:
    """Close the open request of somebody who leaves the program; the other one is told, without a
    reason. A mentee may have asked for their next wish to be tried then."""
    asked = _locked(request)
    if not asked.is_open:
        return
    if asked.mentor_id == leaver.pk:
        _close(asked, RequestStatus.DECLINED, by)
        _tell(asked, "matching.request_closed", asked.mentee.user)
        return
    asked.then_next_wish = False
    _close(asked, RequestStatus.TAKEN_BACK, by)
    _tell(asked, "matching.request_left", asked.mentor.user)


@transaction.atomic
def pass_on(*, request: MentorRequest) -> MentorRequest | None:
    """Ask the next wish that has room, with the same words; None when there is none.

    Only after a request that came to nothing, and once.
    """
    asked = _locked(request)
    if asked.is_open or not asked.then_next_wish:
        return None
    asked.then_next_wish = False
    asked.save(update_fields=["then_next_wish"])
    mentor = _next_wish(asked)
    if mentor is None:
        return None
    wording = Wording(asked.words, talk_first=asked.talk_first, then_next_wish=True)
    passed = _create(asked.mentee, mentor, wording, None)
    _tell(passed, "matching.request_passed_on", asked.mentee.user)
    return passed


def _next_wish(asked: MentorRequest) -> Enrollment | None:
    """The highest wish with room that this mentee has not asked yet."""
    mentee = asked.mentee
    if asked.mentor.program.choice != Choice.REQUESTS:
        return None
    if MentorRequest.objects.open().filter(mentee=mentee).exists():
        return None
    choices = choices_of(mentee)
    tried = set(mentee.requests_made.values_list("mentor_id", flat=True))
    wished = mentee.mentor_wishes.exclude(mentor__in=tried).select_related("mentor__user")
    found = (wish.mentor for wish in wished.select_related("mentor__user", "mentor__program"))
    return next((mentor for mentor in found if not choices.refusal(mentor)), None)


# Steps ---------------------------------------------------------------------------------------


def _locked(request: MentorRequest) -> MentorRequest:
    """The request read again; both people and the row are locked until the transaction ends."""
    lock(request.mentee, request.mentor)
    rows = MentorRequest.objects.select_for_update(of=("self",))
    joined = rows.select_related("mentor__user", "mentor__program", "mentee__user")
    return joined.select_related("mentee__program").get(pk=request.pk)


def _require_still_open(asked: MentorRequest) -> None:
    if asked.status == RequestStatus.FULL:
        raise DomainError(
            _("Your last place is taken, so %(name)s could not start with you.")
            % {"name": asked.mentee.user},
            "full",
        )
    if asked.has_become_proposal:
        raise DomainError(_("This request has become a proposal. Answer the proposal."), "not_open")
    if not asked.is_open:
        raise DomainError(_("This request is no longer open."), "not_open")


def _close(asked: MentorRequest, status: RequestStatus, by: User | None) -> None:
    asked.status, asked.closed_at = status, clock.now()
    asked.save(update_fields=["status", "closed_at", "relationship", "then_next_wish"])
    outbox.cancel(key_prefix=f"request:{asked.pk}:")
    _note(asked, f"matching.request_{status}", by)


def _note(asked: MentorRequest, verb: str, by: User | None) -> None:
    audit.record(by=by, verb=verb, target=asked, program_id=asked.mentor.program_id)


def _tell(asked: MentorRequest, kind: str, to: User) -> None:
    """Once for each time the request was opened."""
    opened = f"{asked.asked_at:%Y%m%dT%H%M%S}"
    key = f"request:{asked.pk}:{kind}:{opened}"
    outbox.post(kind=kind, to=to, key=key, request=str(asked.pk))
