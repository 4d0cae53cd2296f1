"""For each row of “What others can see”: words to look for, or a change that its readers notice.

``WORDS`` says to which row each confidential column belongs; a marker in it is looked for.
``CHANGES`` alter what is a fact or a choice rather than a text: whoever can see it finds a page or
an email that differs. ``MODELS`` says of every model about people which rows speak of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Model

from accounts.models import User
from core import clock
from core.fields import Confidential, ConfidentialBytesField
from drafts.models import Draft
from matching.models.runs import Away, IntroTalk, MentorRequest, MentorWish
from profiles import access_log
from profiles.manager_approval import actions as manager_approval
from profiles.models import Answer, Avoid, Enrollment, Invitation, ManagerAnswer
from programs.models import Program
from relationships.actions import proposals
from relationships.models import (
    Activity,
    Closing,
    FollowUp,
    Membership,
    PauseRequest,
    Relationship,
)
from sessions.actions import check_ins, notes, settlement
from sessions.models import CalendarFeed, MentoringSession, Note, SessionChange
from tests import confidences, stories
from tests.cast import enroll, make_program, make_user
from tests.product.test_permissions import World
from tests.relationships.test_truth_table import put

AUTHOR, PARTNER = "mentee", "mentor"

# Words ------------------------------------------------------------------------------------------


def _of_answer(row: Answer) -> str:
    return "partner_answer" if row.question.readers == "partner" else "enrollment"


def _of_note(row: Note) -> str:
    return "private_note" if row.visibility == "private" else "agenda"


WORDS: dict[str, str | Callable[[Any], str]] = {
    "Draft.content": "unsent",
    "Enrollment.expectations": "enrollment",
    "Enrollment.ideal_partner": "enrollment",
    "Answer.value": _of_answer,
    "MentorRequest.words": "request_words",
    "Agreement.purpose": "agreement_words",
    "Agreement.place": "agreement_words",
    "Agreement.travel": "agreement_words",
    "Agreement.confidentiality": "agreement_words",
    "Agreement.boundaries": "agreement_words",
    "Agreement.if_not_working": "agreement_words",
    "Goal.title": "goal_words",
    "Goal.success": "goal_words",
    "GoalMove.comment": "goal_words",
    "Closing.unfinished": "closing_words",
    "Closing.successor": "closing_words",
    "Closing.thanks": "closing_words",
    "Activity.words": "activity",
    "Activity.what": "reflection",
    "Activity.so_what": "reflection",
    "Activity.now_what": "reflection",
    "FollowUp.words": "follow_up",
    "WantedSkill.name": "skills",
    "SkillRating.evidence": "skills",
    "PhaseProposal.words": "phase_words",
    "Story.title": "story",
    "Story.words": "story",
    "SupportNote.words": "support",
    "MentoringSession.place": "agenda",
    "MentoringSession.agenda": "agenda",
    "MentoringSession.not_held_words": "agenda",
    "Note.words": _of_note,
    "Action.words": "agenda",
    "SharedFile.name": "file",
    "FileContent.content": "file",
}
BY_ROW = {"partner_answer", "private_note"}
UNREAD_BY_AUTHOR: set[str] = set()
NOT_WORDS = {
    "Avoid.person": "an id, which has a change below",
    "Arrival.location": "an address of a page, which its person is sent to again",
    "Message.sealed": "a link to sign in, of which no page knows",
}


def confidential_columns() -> Iterator[tuple[type[Model], str]]:
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, Confidential):
                yield model, column.name


def plant(world: World) -> dict[str, str]:
    """A marker in every confidential column of what the author has written: its row by marker."""
    rows: dict[str, str] = {}
    for model, name in confidential_columns():
        row_of = WORDS.get(f"{model.__name__}.{name}")
        for row in model._default_manager.all() if row_of else ():
            if _is_of_somebody_else(world, row):
                continue
            marker = f"Zq{len(rows):03}secret"
            setattr(row, name, _planted(row, name, marker))
            row.save()
            rows[marker] = row_of if isinstance(row_of, str) else row_of(row)
    return rows


def _planted(row: Any, name: str, marker: str) -> Any:
    if isinstance(row._meta.get_field(name), ConfidentialBytesField):
        return marker.encode()
    return f"words={marker}" if isinstance(row, Draft) else marker


def _is_of_somebody_else(world: World, row: Any) -> bool:
    """What the partner alone has written, or the mentee's own enrollment in another program."""
    enrollment = row if isinstance(row, Enrollment) else getattr(row, "enrollment", None)
    if enrollment is not None:
        return bool(enrollment != world.cast.mentee_enrollment)
    alone = [getattr(row, name, None) for name in ("author", "owner", "member", "user")]
    people = [getattr(one, "user", one) for one in alone if one is not None]
    return isinstance(row, Note | Activity | FollowUp | Closing | Draft) and people != [
        world.cast.mentee
    ]


def write(world: World) -> None:
    """One of everything that people write, by the author."""
    cast, relationship = world.cast, world.relationship
    confidences.write_some(cast, relationship, world.session)
    notes.take_away(session=_held(world), by=cast.mentee, words="-", visibility="private")
    alone = Activity.objects.filter(owner__user=cast.mentee)
    alone.update(is_reflection_shared=False)
    for readers in ("coordinator", "partner"):
        question = cast.program.questions.create(text=f"For {readers}?", readers=readers)
        Answer.objects.create(enrollment=cast.mentee_enrollment, question=question, value="-")


# Facts and choices ------------------------------------------------------------------------------


def nothing(_world: World) -> None:
    """Nothing comes before the change."""


@dataclass(frozen=True)
class FactChange:
    """``change`` alters a fact about ``author``; ``given`` comes before it, and says which other
    values the addresses of the pages have. What is in memory stays as it is."""

    change: Callable[[World], object]
    given: Callable[[World], dict[str, Any] | None] = nothing
    author: str = AUTHOR


def _me(world: World) -> Membership:
    return stories.membership(world.relationship, "mentee")


def _mine(**fields: Any) -> Callable[[World], object]:
    return lambda world: Membership.objects.filter(pk=_me(world).pk).update(**fields)


def _closing(**fields: Any) -> Callable[[World], object]:
    return lambda world: Closing.objects.filter(member=_me(world)).update(**fields)


def _enrollment(**fields: Any) -> Callable[[World], object]:
    return lambda world: Enrollment.objects.filter(pk=world.cast.mentee_enrollment.pk).update(
        **fields
    )


def _held(world: World) -> MentoringSession:
    return world.relationship.sessions.held().earliest("starts_at")


def _at_a_held_session(world: World) -> dict[str, Any]:
    return {"session": _held(world).pk}


def _in(status: str, phase: str, **fields: Any) -> Callable[[World], None]:
    def given(world: World) -> None:
        put(world.relationship, (status, phase))
        if fields:
            Relationship.objects.filter(pk=world.relationship.pk).update(**fields)

    return given


def _managers_are_asked(world: World) -> Program:
    Program.objects.filter(pk=world.cast.program.pk).update(manager_asked="mentees")
    return Program.objects.get(pk=world.cast.program.pk)


def _before_they_join(world: World) -> None:
    """The directory and the setup are HR's own: people, programs and settings are there before."""
    _managers_are_asked(world)
    make_user("newcomer", manager=world.cast.line_manager)
    make_user("new-mentor")
    make_program("Third")


def _person(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")


def _newcomer(world: World) -> None:
    """Somebody sends an enrollment, and their line manager is asked."""
    program, person = Program.objects.get(pk=world.cast.program.pk), _person("newcomer")
    waits = {"status": "submitted", "decided_at": None, "decided_by": None}
    manager_approval.ask(enrollment=enroll(person, program, "mentee", **waits))


def _elsewhere(world: World) -> None:
    enroll(world.cast.mentee, Program.objects.get(name="Third"), "mentor")


def _new_mentor(world: World) -> None:
    enroll(_person("new-mentor"), world.cast.program, "mentor")


def _proposed(world: World) -> None:
    """Somebody who has just joined is proposed to the mentor."""
    proposals.propose(
        program=world.cast.program,
        mentor=Enrollment.objects.get(pk=world.cast.mentor_enrollment.pk),
        mentee=enroll(_person("newcomer"), world.cast.program, "mentee"),
        reasons=[],
        by=world.cast.coordinator,
    )


def _asked_again(world: World) -> None:
    """The line manager has been asked, as before an approval."""
    _managers_are_asked(world)
    _enrollment(status="submitted", decided_at=None, decided_by=None)(world)
    mine = Enrollment.objects.select_related("program", "user")
    manager_approval.ask(enrollment=mine.get(pk=world.cast.mentee_enrollment.pk))


def _manager_says_no(world: World) -> None:
    rows = ManagerAnswer.objects.filter(enrollment=world.cast.mentee_enrollment)
    rows.update(word="no", answered_at=clock.now())


def _correction(world: World) -> None:
    """Only the line that says what the session was before."""
    held = _held(world)
    SessionChange.objects.create(
        session=held,
        kind="corrected",
        by=_me(world),
        starts_at=held.starts_at - timedelta(days=1),
        ends_at=held.ends_at - timedelta(days=1),
        mode="phone",
        session_kind="working",
    )


def _only_a_talk(world: World) -> None:
    """The mentee is free, and nothing is open between the two but the introductory talk."""
    put(world.relationship, ("concluded", "initiation"))
    MentorRequest.objects.update(status="declined", closed_at=clock.now())


def _asks_for_a_longer_pause(world: World) -> None:
    PauseRequest.objects.create(
        relationship=world.relationship,
        asked_by=_me(world),
        asked_at=clock.now(),
        resume_on=_in_days(100),
    )


def _nobody_has_chosen(world: World) -> None:
    put(world.relationship, ("active", "separation"))
    world.relationship.memberships.update(outcome_choice="")


def _far_from_the_end(world: World) -> None:
    """In the phase that ends when somebody is ready, and with no other sign that it is time."""
    put(world.relationship, ("active", "cultivation"))
    _end_on(world, _in_days(300))
    world.relationship.goals.update(closed_at=None, result="")


def _end_on(world: World, day: date) -> None:
    Relationship.objects.filter(pk=world.relationship.pk).update(planned_end_on=day)


def _says_ready(world: World) -> None:
    _mine(ready_at=clock.now())(world)


def _paused(world: World) -> None:
    put(world.relationship, ("paused", "cultivation"))


def _longer_session(world: World) -> None:
    held = _held(world)
    ends_at = held.starts_at + timedelta(minutes=25)
    MentoringSession.objects.filter(pk=held.pk).update(mode="phone", ends_at=ends_at)


def _said_yes(world: World) -> dict[str, Any]:
    settlement.say(session=_held(world), by=world.cast.mentee, met=True)
    return _at_a_held_session(world)


def _says_no(world: World) -> None:
    held = MentoringSession.objects.get(pk=world.values["session"])
    settlement.say(session=held, by=world.cast.mentee, met=False, reason="no_time")


def _four_sessions(world: World) -> dict[str, Any]:
    """From the fourth one on people are asked."""
    for days_ago in (2, 1):
        session = stories.held(world.cast, world.relationship, days_ago)
    return {"session": session.pk}


def _says_useful(world: World) -> None:
    held = MentoringSession.objects.get(pk=world.values["session"])
    check_ins.say_useful(membership=_me(world), session=held, answer="no")


def _dates(world: World) -> None:
    Relationship.objects.filter(pk=world.relationship.pk).update(
        planned_end_on=clock.today() + timedelta(days=77),
        started_at=clock.now() - timedelta(days=66),
    )


def _one(change: Callable[[World], object], *given: Any, author: str = AUTHOR) -> list[FactChange]:
    return [FactChange(change, *given, author=author)]


def _in_days(number: int) -> date:
    return clock.today() + timedelta(days=number)


CHANGES: dict[str, list[FactChange]] = {
    "taking_part": [
        FactChange(_newcomer, _before_they_join, author="newcomer"),
        FactChange(_proposed, _before_they_join, author="newcomer"),
        FactChange(_new_mentor, _before_they_join, author="new_mentor"),
        FactChange(_elsewhere, _before_they_join),
    ],
    "enrollment": _one(_enrollment(minutes_per_month=45, languages=["en", "fr"])),
    "avoid": _one(
        lambda w: Avoid.objects.create(
            enrollment=w.cast.mentee_enrollment, person=str(w.cast.outsider.pk)
        )
    ),
    "looks": _one(
        lambda w: access_log.note(enrollment=w.cast.mentee_enrollment, by=w.cast.coordinator)
    ),
    "manager_word": _one(_manager_says_no, _asked_again),
    "invitation": _one(
        lambda w: Invitation.objects.filter(pk=w.invitation.pk).update(declined_at=clock.now()),
        author="outsider",
    ),
    "away": _one(
        lambda w: Away.objects.create(enrollment=w.cast.mentor_enrollment, until=_in_days(20)),
        author=PARTNER,
    ),
    "wish_list": _one(
        lambda w: MentorWish.objects.create(
            mentee=w.cast.mentee_enrollment, mentor=w.cast.mentor_enrollment, rank=1
        ),
        _in("concluded", "initiation"),
    ),
    "request": _one(
        lambda w: MentorRequest.objects.update(status="declined", closed_at=clock.now())
    ),
    "introductory_talk": _one(lambda w: IntroTalk.objects.update(status="declined"), _only_a_talk),
    "relationship": _one(_dates),
    "session": _one(_longer_session, _at_a_held_session),
    "correction": _one(_correction, _at_a_held_session),
    "met": _one(_says_no, _said_yes),
    "agreement_terms": _one(lambda w: w.relationship.agreements.update(cadence_days=23)),
    "goal_progress": _one(lambda w: w.relationship.goals.update(kind="promotion")),
    "help": _one(lambda w: check_ins.ask_for_help(membership=_me(w)), _in("active", "cultivation")),
    "pause_request": _one(_asks_for_a_longer_pause, _in("active", "cultivation")),
    "outcome": _one(_mine(outcome_choice="clean_end"), _nobody_has_chosen),
    "wish": _one(_mine(wish="leave"), _in("concluded", "initiation")),
    "calendar": _one(lambda w: CalendarFeed.objects.filter(user=w.cast.mentee).delete()),
    "useful": _one(_says_useful, _four_sessions),
    "fit": _one(lambda w: _mine(fit="not_good", fit_at=clock.now())(w)),
    "pause": _one(_paused, _in("active", "cultivation")),
    "ready": _one(_says_ready, _far_from_the_end),
    "independence": _one(_closing(decides_alone=1, hard_without=5, little_new=1)),
    "concluded": _one(
        lambda w: _closing(concluded_at=clock.now())(w), _in("active", "redefinition")
    ),
}

PROVED_ELSEWHERE = {
    "attendance": "test_coordinators_do_not_see_who_was_there",
    "ending": "test_nothing_anywhere_tells_who_ended_it_without_fault",
    "leaving": "test_members_read_the_same_of_a_removal_and_a_leaving",
    "signal": "test_both_see_it_each_puts_it_aside_alone",
    "talk_again": "test_a_talk_is_thanked_for_and_what_one_alone_wishes_is_told_to_nobody",
}
"""Rows that are not walked, by every reader, yet: the test of a room that is nearest."""

ONLY_IN_THE_NUMBER_WAITING = {"introductory_talk"}
"""Rows in no figure of their own: while a talk is open, somebody is not counted as waiting."""

# Models -----------------------------------------------------------------------------------------

MODELS: dict[str, tuple[str, ...] | str] = {
    "accounts.User": "the directory of the organization, which HR admins keep",
    "accounts.RoleGrant": "a role in the organization, which everybody who has it is told of",
    "accounts.AddressHold": "an address on its way to be confirmed: a secret of signing in",
    "accounts.AuditEvent": ("looks",),
    "accounts.PeopleImport": "a file of the directory, which HR admins have brought",
    "drafts.Draft": ("unsent",),
    "drafts.Arrival": "that a form has come, and where it led: kept for a second press alone",
    "notifications.Message": "an email before it is sent; every row looks for itself in emails",
    "programs.Program": "who opened, closed or archived it: an act of staff",
    "programs.Staff": "who coordinates: everybody in the program is told",
    "programs.Appointment": "safeguarding contacts and sponsors: everybody in it is told",
    "programs.Question": "who stopped asking: an act of staff",
    "skills.Skill": "who retired a skill: an act of staff",
    "profiles.Enrollment": ("taking_part", "enrollment"),
    "profiles.EnrollmentSkill": ("enrollment",),
    "profiles.Answer": ("enrollment", "partner_answer"),
    "profiles.Avoid": ("avoid",),
    "profiles.Invitation": ("invitation",),
    "profiles.ManagerAnswer": ("manager_word",),
    "relationships.Relationship": ("relationship", "pause", "ending"),
    "relationships.Membership": ("relationship", "fit", "ready", "outcome", "wish", "signal"),
    "relationships.Agreement": ("agreement_terms", "agreement_words"),
    "relationships.Goal": ("goal_words", "goal_progress"),
    "relationships.GoalMove": ("goal_words", "goal_progress"),
    "relationships.Closing": ("independence", "closing_words", "concluded"),
    "relationships.Activity": ("activity", "reflection"),
    "relationships.FollowUp": ("follow_up",),
    "relationships.PauseRequest": ("pause_request",),
    "relationships.WantedSkill": ("skills",),
    "relationships.SkillRating": ("skills",),
    "relationships.PhaseProposal": ("relationship", "phase_words"),
    "relationships.HistoryEntry": ("relationship", "ending"),
    "relationships.Story": ("story",),
    "relationships.StoryConsent": ("story",),
    "relationships.SupportNote": ("support",),
    "mentoring_sessions.MentoringSession": ("session", "agenda"),
    "mentoring_sessions.SessionChange": ("correction",),
    "mentoring_sessions.LaidOutDate": ("session",),
    "mentoring_sessions.Attendance": ("attendance",),
    "mentoring_sessions.Note": ("private_note", "agenda"),
    "mentoring_sessions.Action": ("agenda",),
    "mentoring_sessions.SharedFile": ("file",),
    "mentoring_sessions.FileContent": ("file",),
    "mentoring_sessions.CheckIn": ("met", "fit", "help", "useful"),
    "mentoring_sessions.CalendarFeed": ("calendar",),
    "matching.Place": "a draft of coordinators, which nobody in it is told about",
    "matching.Arrangement": "who ordered drafts: an act of staff",
    "matching.RunOrder": "who ordered a run: an act of staff",
    "matching.MatchRun": "who ordered and published a run: an act of staff",
    "matching.Proposal": "a draft of coordinators, which nobody in it is told about",
    "matching.Unmatched": "what coordinators read about people without a match",
    "matching.Decision": "a ruling of coordinators about two people",
    "matching.RulingChange": "a ruling of coordinators about two people",
    "matching.Inclusion": "a decision of coordinators about the next run",
    "matching.IntroTalk": ("introductory_talk",),
    "matching.MentorWish": ("wish_list",),
    "matching.MentorRequest": ("request", "request_words"),
    "matching.Away": ("away",),
}
PERSONS = {"accounts.User", "relationships.Membership", "profiles.Enrollment"}


def models_about_people() -> set[str]:
    """Every model of the product that holds words in confidence or points to somebody."""
    rows = [model for model in apps.get_models() if not model.__module__.startswith(FOREIGN)]
    return PERSONS | {model._meta.label for model in rows if _is_about_people(model)}


FOREIGN = ("django.", "allauth.")


def _is_about_people(model: type[Model]) -> bool:
    return any(
        isinstance(column, Confidential)
        or (column.is_relation and column.related_model._meta.label in PERSONS)
        for column in model._meta.concrete_fields
    )
