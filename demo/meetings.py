"""The sessions of a pair, and what comes of them: notes, promises, answers on the fit."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from demo import talks, touchpoints
from demo.pair import DemoPair
from demo.steps import is_working
from demo.talks import Conversation
from profiles.models import Channel
from relationships.models import Fit, Membership
from sessions.actions.check_ins import ANSWERABLE_FOR
from sessions.actions.meetings import ASK_AFTER, REMIND_BEFORE
from sessions.file_types import TYPES
from sessions.models import (
    Action,
    FileContent,
    MentoringSession,
    Note,
    NoteKind,
    SessionKind,
    SessionStatus,
    SharedFile,
    Visibility,
)
from sessions.rules import FIT_ASKED_AFTER

PLACES = {
    Channel.VIDEO.value: talks.VIDEO,
    Channel.IN_PERSON.value: talks.ROOM,
    Channel.PHONE.value: "",
    Channel.WRITTEN.value: "",
}


@dataclass(frozen=True)
class Meeting:
    """A session as a plot wants it. ``ahead``: planned so many days before."""

    starts_at: datetime
    topic: Conversation
    kind: SessionKind = SessionKind.WORKING
    ahead: int = 9
    minutes: int = 60
    settled: bool = True


def meet(pair: DemoPair, meeting: Meeting) -> None:
    """Plan the session, hold it when its time has come, and write down the result."""
    planned_at = meeting.starts_at - timedelta(days=meeting.ahead)
    pair.at(max(planned_at, pair.start + timedelta(hours=2)), _plan, pair, meeting)


def _plan(pair: DemoPair, meeting: Meeting) -> None:
    if not is_working(pair):
        return
    session = _session(pair, meeting)
    pair.sessions.append(pair.ledger.add(session))
    _remind(pair, session)
    if meeting.settled:
        _hold_later(pair, session, meeting)


def _session(pair: DemoPair, meeting: Meeting) -> MentoringSession:
    mode = _mode(pair)
    return MentoringSession(
        relationship=pair.record,
        kind=meeting.kind,
        starts_at=meeting.starts_at,
        ends_at=meeting.starts_at + timedelta(minutes=meeting.minutes),
        mode=mode,
        place=PLACES[mode],
        agenda=meeting.topic.agenda,
        planned_by=pair.mentee if pair.dice.chance(0.8) else pair.mentor,
        created_at=pair.moment,
    )


def _mode(pair: DemoPair) -> str:
    """Somewhere in person when both sit in one place, else by video, sometimes by phone."""
    same_place = pair.mentor.user.location == pair.mentee.user.location
    if same_place and pair.dice.chance(0.7):
        return Channel.IN_PERSON.value
    return Channel.PHONE.value if pair.dice.chance(0.12) else Channel.VIDEO.value


def _remind(pair: DemoPair, session: MentoringSession) -> None:
    prefix = f"session:{session.pk}:v{session.schedule_version}"
    about = {"session": str(session.pk), "version": str(session.schedule_version)}
    due_at = max(session.starts_at - REMIND_BEFORE, pair.moment)
    for member in pair.both:
        key = f"{prefix}:reminder:{member.user_id}"
        pair.write("sessions.reminder", member.user, key, due_at, session.starts_at, **about)
        touchpoints.ask(pair, member, "held", prefix, session.ends_at + ASK_AFTER)


def _hold_later(pair: DemoPair, session: MentoringSession, meeting: Meeting) -> None:
    """Most answer the question in the mail; some say so in the record before it comes."""
    minutes = pair.dice.randint(5, 55) if pair.dice.chance(0.4) else pair.dice.randint(70, 1500)
    member = pair.mentee if pair.dice.chance(0.65) else pair.mentor
    moment = session.ends_at + timedelta(minutes=minutes)
    pair.at(moment, _hold, pair, session, member, meeting.topic)


def _hold(
    pair: DemoPair, session: MentoringSession, member: Membership, topic: Conversation
) -> None:
    if session.status != SessionStatus.PLANNED or not is_working(pair):
        return
    prefix = f"session:{session.pk}:v{session.schedule_version}"
    pair.take_back(f"{prefix}:")
    asked = pair.check_ins[member.pk, "held", prefix]
    if asked.asked_at <= pair.moment:
        touchpoints.answer(pair, asked, "yes")
    session.status = SessionStatus.HELD
    session.logged_by, session.logged_at = member, pair.moment
    pair.recount()
    pair.ledger.note(pair.moment, member.user, "session.held", session, pair.record.program_id)
    _ask_about_fit(pair, session)
    _write_down(pair, session, topic)


def cancel(pair: DemoPair, starts_at: datetime) -> None:
    """Call off the session planned for then, and tell the mentor."""
    session = next(row for row in pair.sessions if row.starts_at == starts_at)
    prefix = f"session:{session.pk}:v{session.schedule_version}"
    session.status = SessionStatus.CANCELLED
    pair.take_back(f"{prefix}:")
    pair.write(
        "sessions.cancelled",
        pair.mentor.user,
        f"{prefix}:sessions.cancelled:{pair.mentor.user_id}",
        pair.moment,
        session.starts_at,
        session=str(session.pk),
        version=str(session.schedule_version),
    )


# How well the two fit -----------------------------------------------------------------------


def _ask_about_fit(pair: DemoPair, session: MentoringSession) -> None:
    if pair.record.sessions_held > FIT_ASKED_AFTER:
        return
    for member in pair.both:
        if member.fit == Fit.GOOD or _is_asked_already(pair, member):
            continue
        asked = touchpoints.ask(pair, member, "fit", f"session:{session.pk}", pair.moment)
        if asked and pair.dice.chance(pair.answers):
            share = 0.35 if pair.record.sessions_held == 1 else 0.1
            fit = Fit.DECIDING if pair.dice.chance(share) else Fit.GOOD
            pair.at(pair.after(pair.dice.randint(1, 40)), _say, pair, asked.membership, fit)


def _is_asked_already(pair: DemoPair, member: Membership) -> bool:
    """Equal questions are asked once, so long as the first can be answered."""
    since = pair.moment - ANSWERABLE_FOR
    return any(
        row.kind == "fit" and row.membership is member and not row.answer and row.asked_at > since
        for row in pair.check_ins.values()
    )


def _say(pair: DemoPair, member: Membership, fit: Fit) -> None:
    """An answer that comes too late to matter is not given."""
    waiting = [
        row
        for row in pair.check_ins.values()
        if row.kind == "fit" and row.membership is member and not row.answer
    ]
    if waiting and is_working(pair) and member.fit != Fit.GOOD:
        touchpoints.answer(pair, waiting[-1], fit)


# What comes of a session --------------------------------------------------------------------


def _write_down(pair: DemoPair, session: MentoringSession, topic: Conversation) -> None:
    dice = pair.dice
    if topic.shared and dice.chance(0.6):
        note(pair, session, pair.mentee, topic.shared, Visibility.SHARED)
    if topic.private and dice.chance(0.3):
        writer = pair.mentor if dice.chance(0.6) else pair.mentee
        note(pair, session, writer, topic.private, Visibility.PRIVATE)
    if topic.promise and dice.chance(0.7):
        promise(pair, session, pair.mentee, topic.promise)


def note(
    pair: DemoPair,
    session: MentoringSession,
    author: Membership,
    words: str,
    reader: Visibility,
    kind: NoteKind = NoteKind.NOTE,
) -> None:
    pair.ledger.add(
        Note(
            kind=kind,
            session=session,
            author=author,
            visibility=reader,
            words=words,
            created_at=pair.moment,
        )
    )


def put_in(
    pair: DemoPair, session: MentoringSession, owner: Membership, name: str, words: str
) -> None:
    """A file with a few words, put into the record at a session."""
    content = words.encode()
    file = SharedFile(
        relationship=pair.record,
        session=session,
        by=owner,
        name=name,
        kind=TYPES["text"].key,
        size=len(content),
        created_at=pair.moment,
    )
    pair.ledger.add(file)
    pair.ledger.add(FileContent(file=file, content=content, created_at=pair.moment))


def promise(pair: DemoPair, session: MentoringSession, owner: Membership, words: str) -> None:
    """Something to do until the next session; most of it is done."""
    action = Action(
        relationship=pair.record,
        session=session,
        owner=owner,
        words=words,
        due_on=(pair.moment + timedelta(days=pair.dice.randint(7, 21))).date(),
        created_at=pair.moment,
    )
    pair.actions.append(pair.ledger.add(action))
    if pair.dice.chance(0.85):
        pair.at(pair.after(pair.dice.randint(30, 500)), tick_off, pair, action)


def tick_off(pair: DemoPair, action: Action) -> None:
    action.done_at = action.done_at or pair.moment


def tick_everything_off(pair: DemoPair) -> None:
    """Before the two move on, nothing is left open."""
    for action in pair.actions:
        tick_off(pair, action)
