"""A relationship with one of everything that can hang on it, whatever its shape and status."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Model
from django.urls import reverse

from core import clock
from drafts.models import Draft
from notifications.models import Message
from programs.models import Format, Phase
from relationships import rules
from relationships.models import (
    Activity,
    Agreement,
    Closing,
    FollowUp,
    Goal,
    GoalMove,
    Membership,
    PauseRequest,
    PhaseProposal,
    Relationship,
    SkillRating,
    Status,
    Story,
    StoryConsent,
    SupportNote,
    WantedSkill,
)
from sessions.models import (
    Action,
    Attendance,
    CheckIn,
    FileContent,
    LaidOutDate,
    MentoringSession,
    Note,
    SessionChange,
    SharedFile,
)
from tests import gatherings
from tests.cast import Cast

RESUME_IN = timedelta(days=10)
FORMATS = (Format.CLASSIC, Format.REVERSE, Format.PEER, Format.GROUP, Format.CIRCLE, Format.FLASH)
Rows = Mapping[tuple[str, str], str]


@dataclass
class GroupWorld:
    """``leaver`` is a member who may leave a group; the others stay."""

    relationship: Relationship
    members: list[Membership]

    @property
    def leaver(self) -> Membership:
        return self.members[-1]

    @property
    def sessions(self) -> dict[str, MentoringSession]:
        """By agenda: "soon" lies within a pause, "later" after it, "past" is not settled."""
        rows = MentoringSession.objects.filter(relationship=self.relationship)
        return {row.agenda: row for row in rows}


def build(cast: Cast, format_key: Format) -> GroupWorld:
    """Running, with one row of every kind, those of persons for the last member too."""
    relationship = gatherings.started(cast, format_key)
    members = list(relationship.memberships.select_related("user").order_by("role", "seat"))
    members.sort(key=lambda one: (not one.is_mentor, one.seat))
    world = GroupWorld(relationship, members)
    _plans(world)
    _sessions(world)
    _people(world)
    _messages(world)
    return world


def _plans(world: GroupWorld) -> None:
    at, relationship, (first, *_rest) = clock.now(), world.relationship, world.members
    last = world.leaver
    side = {"relationship": relationship, "proposed_by": first, "proposed_at": at}
    Agreement.objects.create(
        version=1,
        cadence_days=14,
        session_minutes=60,
        channels=["video"],
        ends_on=clock.today() + timedelta(days=100),
        agreed=[first.pk],
        **side,
    )
    goal = Goal.objects.create(owner=last, title="-", kind="skill", horizon="long_term", **side)
    GoalMove.objects.create(goal=goal, by=last, progress=10)
    Activity.objects.create(goal=goal, owner=last, kind="reading", words="-", state_at=at)
    wanted = WantedSkill.objects.create(owner=last, name="Delegation", target=3)
    SkillRating.objects.create(wanted=wanted, level=1, rated_on=clock.today())
    SupportNote.objects.create(
        giver=first, noted_by=last, function="coaching", words="-", given_on=clock.today()
    )
    LaidOutDate.objects.create(relationship=relationship, day=clock.today(), by=last)


def confirm_goal(world: GroupWorld) -> None:
    """Everybody has agreed to the goal."""
    members = [member.pk for member in world.members]
    world.relationship.goals.update(
        confirmed_by=world.leaver, confirmed_at=clock.now(), agreed=members
    )


def _sessions(world: GroupWorld) -> None:
    now, relationship, last = clock.now(), world.relationship, world.leaver
    moments = {
        "held": now - timedelta(days=20),
        "past": now - timedelta(days=2),
        "soon": now + timedelta(days=3),
        "later": _noon(clock.today() + RESUME_IN),
    }
    for agenda, starts_at in moments.items():
        held = {"status": "held", "logged_by": last, "logged_at": now} if agenda == "held" else {}
        session = MentoringSession.objects.create(
            relationship=relationship,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            mode="video",
            agenda=agenda,
            planned_by=last,
            host=last if relationship.is_circle else None,
            **held,
        )
        Note.objects.create(session=session, author=last, words="-")
    Attendance.objects.create(session=world.sessions["held"], membership=last, was_there=True)
    held = world.sessions["held"]
    SessionChange.objects.create(
        session=held,
        kind="corrected",
        by=last,
        starts_at=held.starts_at,
        ends_at=held.ends_at,
        mode="video",
        session_kind="working",
    )
    Action.objects.create(relationship=relationship, owner=last, words="-")
    file = SharedFile.objects.create(
        relationship=relationship, by=last, name="-", kind="text", size=1
    )
    FileContent.objects.create(file=file, content=b"-")


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.now().tzinfo)


def _people(world: GroupWorld) -> None:
    at, relationship = clock.now(), world.relationship
    last = world.leaver
    PhaseProposal.objects.create(
        relationship=relationship, transition="begin_cultivation", proposed_by=last, proposed_at=at
    )
    PauseRequest.objects.create(
        relationship=relationship, asked_by=last, asked_at=at, resume_on=clock.today() + RESUME_IN
    )
    story = Story.objects.create(
        relationship=relationship, title="-", words="-", written_by=last, written_at=at
    )
    StoryConsent.objects.create(story=story, member=last)
    for member in world.members:
        Closing.objects.get_or_create(member=member)
        FollowUp.objects.create(member=member, lasting="much", contact="often", answered_at=at)
        for kind, answer in (("gap", ""), ("first_meeting", "booked")):
            CheckIn.objects.create(
                relationship=relationship,
                membership=member,
                kind=kind,
                occasion="once",
                asked_at=at,
                answer=answer,
                answered_at=at if answer else None,
            )
        page = reverse("goal_new", args=[relationship.pk])
        Draft.objects.create(user=member.user, form=page, page=page, title="-", content="-")


WAITING = {
    "relationships.proposal_reminder": "pair:{pair}:relationships.proposal_reminder:",
    "relationships.thanked": "pair:{pair}:relationships.thanked:",
    "sessions.check_in": "check-in:once:gap:",
    "sessions.reminder": "session:{later}:v1:reminder:",
    "sessions.cancelled": "session:{held}:v1:sessions.cancelled:",
}


def _messages(world: GroupWorld) -> None:
    Message.objects.all().delete()
    ids = {"pair": world.relationship.pk, **{k: row.pk for k, row in world.sessions.items()}}
    for member in world.members:
        for kind, key in WAITING.items():
            Message.objects.create(
                kind=kind,
                recipient=member.user,
                dedupe_key=key.format(**ids) + str(member.pk),
                context={"relationship": str(world.relationship.pk)},
                due_at=clock.now() + timedelta(days=1),
            )


def put(world: GroupWorld, status: str, phase: str) -> None:
    """Stand the relationship there, as the database's constraints want it."""
    paused, proposed, at = status == Status.PAUSED, status == Status.PROPOSED, clock.now()
    started = None if proposed else at - timedelta(days=40)
    values: dict[str, Any] = {
        "status": status,
        "phase": phase,
        "started_at": started,
        "phase_since": started if phase else None,
        "proposed_at": at - timedelta(days=50),
        "answer_by": at - timedelta(days=45),
        "paused_at": at if paused else None,
        "resume_on": clock.today() + timedelta(days=2) if paused else None,
        "next_session_at": world.sessions["soon"].starts_at,
    }
    Relationship.objects.filter(pk=world.relationship.pk).update(**values)
    world.relationship = gatherings.again(world.relationship)


def rows_of(models: tuple[type[Model], ...]) -> Rows:
    """Every row of these models as text, by model and id."""
    found = {}
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(f'SELECT id, t::text FROM "{table}" t')  # noqa: S608
            found |= {(table, str(pk)): text for pk, text in cursor.fetchall()}
    return found


def sources(transition: str, *, is_talk: bool = False) -> list[tuple[str, str]]:
    """One place for each status from which ``transition`` starts."""
    if transition not in rules.TRANSITIONS:
        return [(Status.ACTIVE.value, "" if is_talk else Phase.CULTIVATION.value)]
    found: dict[str, tuple[str, str]] = {}
    for status, phase in sorted(rules.TRANSITIONS[transition].sources):
        if status == Status.PROPOSED or (phase == "") is is_talk:
            found.setdefault(status, (status, phase))
    return list(found.values())
