"""What mentees do for their own match: some rank mentors, a few ask one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.cohorts import Cohort
from demo.pair import StoryContext
from matching import rules
from matching.directory import Candidate, choices_of
from matching.models.runs import OPEN_REQUESTS, MentorRequest, MentorWish, RequestStatus
from notifications.models import Message
from notifications.models import MessageStatus as MessageStatus
from profiles.models import Enrollment, EnrollmentStatus
from programs.models import Side

WHO_WISH = 9


@dataclass(frozen=True)
class PastRequest:
    """A request made ``ago`` days before today, and what has become of it."""

    ago: int
    words: str
    status: RequestStatus
    talk_first: bool = False


QUESTIONS = (
    PastRequest(
        9,
        "I would like to move from specialist to team lead, and you have done that twice. Could "
        "we talk about how you decided?",
        RequestStatus.DECLINED,
    ),
    PastRequest(
        4,
        "Half of my team sits in another country now. I would like to learn how you keep people "
        "together who never meet.",
        RequestStatus.TALKING,
        talk_first=True,
    ),
    PastRequest(
        2,
        "I present to the board in spring, for the first time. I would like to practice with "
        "somebody who knows who sits there.",
        RequestStatus.WAITING,
    ),
)


def look_around(stage: StoryContext, cohort: Cohort) -> None:
    """Approved mentees see who has room; everybody must stand in the database by now."""
    people = Enrollment.objects.filter(
        program=cohort.program, role=Side.MENTEE, status=EnrollmentStatus.APPROVED
    )
    mentees = list(people.select_related("program", "user").order_by("user__email")[:WHO_WISH])
    for mentee, question in zip(mentees, (*QUESTIONS, *[None] * WHO_WISH), strict=False):
        candidates = choices_of(mentee).candidates
        _wish(stage, mentee, candidates[: stage.dice.randint(1, 4)])
        if question and candidates:
            _ask(stage, mentee, candidates[0].mentor, question)


def _wish(stage: StoryContext, mentee: Enrollment, wanted: Sequence[Candidate]) -> None:
    for rank, candidate in enumerate(wanted, start=1):
        stage.ledger.add(MentorWish(mentee=mentee, mentor=candidate.mentor, rank=rank))


def _ask(
    stage: StoryContext, mentee: Enrollment, mentor: Enrollment, question: PastRequest
) -> None:
    at = stage.now - timedelta(days=question.ago)
    days = mentor.program.proposal_days
    asked = MentorRequest(
        id=stage.dice.uuid(),
        mentee=mentee,
        mentor=mentor,
        words=question.words,
        talk_first=question.talk_first,
        status=question.status,
        asked_at=at,
        answer_until=rules.after_working_days(at, days, mentor.user.zone),
        closed_at=None if question.status in OPEN_REQUESTS else at + timedelta(days=3),
        created_at=at,
    )
    stage.ledger.add(asked)
    stage.ledger.note(at, mentee.user, "matching.asked", asked, mentor.program_id)
    stage.ledger.add(_letter(asked, at))


def _letter(asked: MentorRequest, at: datetime) -> Message:
    """The one the mentor got when they were asked."""
    kind = "matching.request"
    return Message(
        kind=kind,
        recipient=asked.mentor.user,
        dedupe_key=f"request:{asked.pk}:{kind}:{at:%Y%m%dT%H%M%S}",
        context={"request": str(asked.pk)},
        status=MessageStatus.SENT,
        attempts=1,
        created_at=at,
        due_at=at,
        sent_at=at + timedelta(seconds=30),
    )
