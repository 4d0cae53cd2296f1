"""A circle that has met once, and a single talk to say thanks for: mentee@ takes part in both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from demo import days
from demo.cohorts import Cohort, ProgramOutline, season
from demo.programs import Setting
from matching.models.runs import MentorRequest, RequestStatus
from notifications.models import Message
from profiles.models import Answer, Channel, Enrollment, EnrollmentStatus, PartOfWeek
from programs.models import Audience, Phase, ProgramStatus, Shape, Side
from programs.program_templates.peers import CIRCLE, FLASH
from relationships.models import Fit, HistoryEntry, Membership, Relationship, Status
from sessions.actions.meetings import REMIND_BEFORE
from sessions.models import Attendance, MentoringSession, Note, SessionStatus, Visibility

CHALLENGES = (
    "I have two roles since spring, and each believes it is the main one.",
    "I am asked for advice by people who are paid more than I am, and I do not know my place.",
    "I would like to lead without giving up my craft.",
    "I say yes in the meeting and regret it on the way out.",
    "I work with four time zones and am tired of being the one who adapts.",
)
OFFERS = (
    "I have moved between units twice, and know what nobody tells you before.",
    "I explain numbers to people who do not like numbers.",
    "I have run a project that failed, and can talk about it.",
    "I am good at asking the second question.",
    "I have learned to write short mails.",
)
FIRST_AGENDA = "A round: what each of us brings. What must stay in this circle. Who hosts next."
FIRST_NOTE = (
    "Everybody has ten minutes of their own, and nobody gives advice before asking two questions."
)
NEXT_AGENDA = "Two challenges, half an hour each. What helped since last time?"
QUESTION = "How do I tell a good analyst that the way they present hides what they found?"
TALK_AGENDA = "One question: how to say it so that it helps."


@dataclass(frozen=True)
class Gathered:
    """People brought together in one program, all of whom said yes at ``since``."""

    setting: Setting
    cohort: Cohort
    record: Relationship
    members: list[Membership]

    def meet(self, at: datetime, minutes: int, agenda: str) -> MentoringSession:
        """A session that stands in the record as planned."""
        planned_by = self.members[0]
        since = self.record.started_at or at
        session = MentoringSession(
            relationship=self.record,
            starts_at=at,
            ends_at=at + timedelta(minutes=minutes),
            mode=Channel.VIDEO.value,
            agenda=agenda,
            planned_by=planned_by,
            created_at=since + timedelta(hours=1),
        )
        return self.setting.stage.ledger.add(session)

    def hold(self, session: MentoringSession) -> None:
        ledger, record = self.setting.stage.ledger, self.record
        session.status = SessionStatus.HELD
        session.logged_by, session.logged_at = self.members[0], session.ends_at
        record.sessions_held, record.first_session_at = 1, session.starts_at
        record.last_session_at = session.starts_at
        by, program = self.members[0].user, record.program_id
        ledger.note(session.ends_at, by, "session.held", session, program)

    def remind(self, session: MentoringSession) -> None:
        about = {"relationship": str(self.record.pk), "session": str(session.pk), "version": "1"}
        for member in self.members:
            self.setting.stage.ledger.add(
                Message(
                    kind="sessions.reminder",
                    recipient=member.user,
                    dedupe_key=f"session:{session.pk}:v1:reminder:{member.user_id}",
                    context=about,
                    created_at=session.created_at,
                    due_at=session.starts_at - REMIND_BEFORE,
                    expires_at=session.starts_at,
                )
            )


def circle(setting: Setting) -> None:
    """Five peers: the first session was held, somebody else hosts the next."""
    starts_on = (setting.stage.now - timedelta(days=26)).date()
    outline = ProgramOutline(
        "circles",
        f"Circles, {season(starts_on)}",
        "Peers from all units think along with each other, and take turns in hosting.",
        starts_on,
        ProgramStatus.RUNNING,
        months=CIRCLE.months,
        template=CIRCLE,
    )
    cohort, _registrar = setting.found(outline)
    users = [setting.company.parts["mentee"], *setting.staff[60:64]]
    words = zip(users, CHALLENGES, OFFERS, strict=True)
    people = [_join(setting, cohort, user, Side.PEER, said) for user, *said in words]
    found = _begin(setting, cohort, people, setting.ago(3), name="Between two roles")
    _first_session(found)
    _next_session(found)


def _first_session(found: Gathered) -> None:
    ledger, host = found.setting.stage.ledger, found.members[1]
    session = found.meet(found.setting.ago(1) + timedelta(hours=4), 90, FIRST_AGENDA)
    session.host = host
    found.hold(session)
    for member in found.members:
        was_there = member is not found.members[-1]
        ledger.add(Attendance(session=session, membership=member, was_there=was_there))
        if was_there:
            member.fit, member.fit_at = Fit.GOOD, session.ends_at
    words = {"words": FIRST_NOTE, "visibility": Visibility.SHARED.value}
    ledger.add(Note(session=session, author=host, created_at=session.ends_at, **words))


def _next_session(found: Gathered) -> None:
    """The third in the row has not hosted yet."""
    day = days.working_day((found.setting.stage.now + timedelta(days=9)).date())
    at = days.at(day, 14, found.cohort.coordinator.zone)
    session = found.meet(at, 90, NEXT_AGENDA)
    session.host = found.members[2]
    found.record.next_session_at = at
    found.remind(session)


def flash(setting: Setting) -> None:
    """One talk was held, and mentee@ has not said thanks yet; others offer and look for one."""
    starts_on = (setting.stage.now - timedelta(days=32)).date()
    outline = ProgramOutline(
        "flash",
        f"One question, {season(starts_on)}",
        "One hour with somebody who has been there, and nothing more.",
        starts_on,
        ProgramStatus.RUNNING,
        months=FLASH.months,
        template=FLASH,
    )
    cohort, _registrar = setting.found(outline)
    mentors = [user for user in setting.managers if user.unit and user.unit.name == "Sales"][:4]
    gives = [_join(setting, cohort, user, Side.MENTOR, OFFERS[:1]) for user in mentors]
    asks = [setting.company.parts["mentee"], *setting.staff[64:66]]
    asking = [_join(setting, cohort, user, Side.MENTEE, [QUESTION]) for user in asks]
    found = _begin(setting, cohort, [asking[0], gives[0]], setting.ago(4))
    _ask(found, asking[0], gives[0])
    found.hold(found.meet(setting.ago(1) + timedelta(hours=2), 45, TALK_AGENDA))


def _ask(found: Gathered, mentee: Enrollment, mentor: Enrollment) -> None:
    """The request that led to the talk."""
    at = found.record.proposed_at - timedelta(days=1)
    asked = MentorRequest(
        mentee=mentee,
        mentor=mentor,
        words=QUESTION,
        status=RequestStatus.ACCEPTED,
        asked_at=at,
        answer_until=at + timedelta(days=14),
        closed_at=found.record.started_at,
        relationship=found.record,
        created_at=at,
    )
    ledger = found.setting.stage.ledger
    ledger.add(asked)
    ledger.note(at, mentee.user, "matching.asked", asked, mentor.program_id)


# Both ----------------------------------------------------------------------------------------


def _join(
    setting: Setting, cohort: Cohort, user: User, side: Side, said: Iterable[str]
) -> Enrollment:
    """Approved before the program started, with an answer to each question that must have one."""
    ledger, at = setting.stage.ledger, cohort.day(-20)
    row = Enrollment(
        id=setting.stage.dice.uuid(),
        program=cohort.program,
        user=user,
        role=side.value,
        status=EnrollmentStatus.APPROVED,
        created_at=at,
        submitted_at=at,
        decided_at=at + timedelta(days=1),
        decided_by=cohort.coordinator,
        languages=["en"],
        channels=[Channel.VIDEO.value],
        availability=PartOfWeek.values,
        learning_focus=["leadership"],
        situations=["newly_promoted"],
    )
    ledger.add(row)
    audiences = {side.value, Audience.BOTH.value}
    asked = [question for question in cohort.questions if question.audience in audiences]
    for question, words in zip(asked, said, strict=False):
        ledger.add(Answer(enrollment=row, question=question, value=words, created_at=at))
    ledger.note(at, user, "enrollment.submitted", row, cohort.program.pk)
    ledger.note(
        row.decided_at or at, cohort.coordinator, "enrollment.approved", row, cohort.program.pk
    )
    return row


def _begin(
    setting: Setting, cohort: Cohort, people: list[Enrollment], since: datetime, name: str = ""
) -> Gathered:
    """Proposed the day before ``since``; everybody has said yes by then."""
    key = setting.stage.dice.uuid()
    is_circle = cohort.program.format == CIRCLE.format
    second, first = (None, None) if is_circle else (one.user_id for one in people)
    record = Relationship(
        id=key,
        program=cohort.program,
        shape=Shape.CIRCLE if is_circle else Shape.TALK,
        name=name,
        first_user_id=first,
        second_user_id=second,
        status=Status.ACTIVE,
        phase=Phase.INITIATION if is_circle else "",
        phase_since=since if is_circle else None,
        proposed_at=since - timedelta(days=1),
        answer_by=since + timedelta(days=13),
        started_at=since,
        planned_end_on=cohort.program.ends_on,
        created_at=since - timedelta(days=1),
    )
    setting.stage.ledger.add(record)
    members = [_member(setting, record, one, seat) for seat, one in enumerate(people, start=1)]
    found = Gathered(setting, cohort, record, members)
    _tell(found, "start" if is_circle else "start_talk")
    return found


def _member(setting: Setting, record: Relationship, one: Enrollment, seat: int) -> Membership:
    return setting.stage.ledger.add(
        Membership(
            id=setting.stage.dice.uuid(),
            relationship=record,
            enrollment=one,
            user=one.user,
            role=one.role,
            seat=seat if one.role == Side.PEER else 1,
            slot=1,
            accepted=True,
            answered_at=record.started_at,
            created_at=record.proposed_at,
        )
    )


def _tell(found: Gathered, transition: str) -> None:
    """The history and the audit trail of the beginning."""
    record, ledger, last = found.record, found.setting.stage.ledger, found.members[-1].user
    since = record.started_at or record.proposed_at
    proposed = HistoryEntry(
        relationship=record,
        transition="propose",
        to_status=Status.PROPOSED,
        by=found.cohort.coordinator,
        created_at=record.proposed_at,
    )
    begun = HistoryEntry(
        relationship=record,
        transition=transition,
        from_status=Status.PROPOSED,
        to_status=record.status,
        to_phase=record.phase,
        by=last,
        created_at=since,
    )
    ledger.add_all([proposed, begun])
    ledger.note(since, last, f"relationship.{transition}", record, record.program_id)
