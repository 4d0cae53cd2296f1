"""Short ways to bring a pair to a point of its story, through the product's own actions."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import User
from core import clock
from drafts import actions as drafts
from drafts.models import Draft
from drafts.tickets import FormTicket
from matching.models.runs import IntroTalk, MentorRequest
from profiles.invitations import actions as invitations
from profiles.manager_approval import actions as managers
from profiles.models import Enrollment, Invitation, ManagerAnswer
from programs.models import Program
from relationships.actions import development, phases, plans, proposals, skills, support
from relationships.actions.development import ActivityPlan, Reflection
from relationships.actions.plans import GoalWords, Terms
from relationships.actions.skills import Rating
from relationships.actions.support import Support
from relationships.models import (
    Activity,
    Agreement,
    Goal,
    Membership,
    Relationship,
    SupportNote,
    WantedSkill,
)
from sessions.actions import check_ins, files, meetings
from sessions.actions.meetings import SessionPlan
from sessions.models import MentoringSession, SharedFile
from tests.cast import Cast, enroll, make_user
from tests.replay import replayed


def proposed(cast: Cast) -> Relationship:
    return proposals.propose(
        program=cast.program,
        mentor=cast.mentor_enrollment,
        mentee=cast.mentee_enrollment,
        reasons=[],
        by=cast.coordinator,
    )


def invited(cast: Cast, person: str = "outsider", role: str = "mentee") -> Invitation:
    """``person`` is invited to the program."""
    user = getattr(cast, person)
    invitations.invite(
        program=cast.program, people=[user.pk], role=role, words="", by=cast.coordinator
    )
    return Invitation.objects.get(program=cast.program, user=user)


def manager_asked(cast: Cast, person: str = "mentee") -> ManagerAnswer:
    """The line manager of ``person`` is asked about their enrollment in the other program."""
    program = cast.other_program
    Program.objects.filter(pk=program.pk).update(manager_asked="mentees")
    program.refresh_from_db()
    waits = {"status": "submitted", "decided_at": None, "decided_by": None}
    asked = managers.ask(enrollment=enroll(getattr(cast, person), program, "mentee", **waits))
    assert asked is not None
    return asked


def let_mentees(program: Program, choice: str) -> None:
    """Say what the mentees of ``program`` do about their own matching."""
    Program.objects.filter(pk=program.pk).update(choice=choice)
    program.refresh_from_db()


def asked(cast: Cast, words: str = "I want to learn to delegate", **wording: bool) -> MentorRequest:
    """A request of the mentee to the mentor, as a row: it waits, whatever else they have."""
    now = clock.now()
    return MentorRequest.objects.create(
        mentee=cast.mentee_enrollment,
        mentor=cast.mentor_enrollment,
        words=words,
        asked_at=now,
        answer_until=now + timedelta(days=10),
        **wording,
    )


def talk(cast: Cast) -> IntroTalk:
    """The mentee has asked the mentor for an introductory talk."""
    now = clock.now()
    return IntroTalk.objects.create(
        mentee=cast.mentee_enrollment,
        mentor=cast.mentor_enrollment,
        asked_at=now,
        answer_until=now + timedelta(days=14),
    )


@replayed
def started(cast: Cast) -> Relationship:
    """Both have accepted: initiation."""
    relationship = proposed(cast)
    proposals.accept(relationship=relationship, by=cast.mentor)
    return proposals.accept(relationship=relationship, by=cast.mentee)


def held(cast: Cast, relationship: Relationship, days_ago: int, **plan: str) -> MentoringSession:
    starts_at = clock.now() - timedelta(days=days_ago)
    return meetings.log_new(
        relationship=relationship,
        by=cast.mentee,
        plan=SessionPlan(starts_at=starts_at, minutes=60, mode="video", **plan),
    )


def planned(cast: Cast, relationship: Relationship, days: int = 3) -> MentoringSession:
    starts_at = clock.now() + timedelta(days=days)
    return meetings.plan(
        relationship=relationship,
        by=cast.mentee,
        plan=SessionPlan(starts_at=starts_at, minutes=60, mode="video"),
    )


def terms(relationship: Relationship) -> Terms:
    assert relationship.planned_end_on
    return Terms(
        cadence_days=14,
        session_minutes=60,
        channels=["video"],
        ends_on=relationship.planned_end_on,
        purpose="Find my way as a new team lead",
    )


def agreed(cast: Cast, relationship: Relationship) -> Agreement:
    agreement = plans.propose_agreement(
        relationship=relationship, by=cast.mentee, terms=terms(relationship)
    )
    return plans.confirm_agreement(agreement=agreement, by=cast.mentor)


def goal(cast: Cast, relationship: Relationship) -> Goal:
    words = GoalWords(title="Lead a project", kind="skill", horizon="long_term")
    proposal = plans.propose_goal(relationship=relationship, by=cast.mentee, words=words)
    return plans.confirm_goal(goal=proposal, by=cast.mentor)


def activity(cast: Cast, relationship: Relationship, owner: str = "mentee") -> Activity:
    """One under way towards the pair's first goal, looked back on for both to read."""
    planned = development.plan_activity(
        goal=relationship.goals.earliest("created_at"),
        by=cast.mentee,
        owner=str(relationship.memberships.get(role=owner).pk),
        plan=ActivityPlan(kind="shadowing", words="A day with support"),
    )
    begun = development.move_activity(activity=planned, by=cast.mentee, state="under_way")
    return development.reflect(
        activity=begun,
        by=getattr(cast, owner),
        reflection=Reflection(what="-", so_what="-", now_what="-", is_reflection_shared=True),
    )


def file(
    cast: Cast, relationship: Relationship, content: bytes = b"An outline", **more: Any
) -> SharedFile:
    """A file the mentee has put into the record."""
    named = {"name": "outline.txt", **more}
    return files.put_in(relationship=relationship, by=cast.mentee, content=content, **named)


def another_pair(cast: Cast, *, mentor: User, number: int = 0) -> Relationship:
    """A running pair of ``mentor`` with somebody else."""
    mentee = make_user(f"extra-mentee-{number}")
    bound = Enrollment.objects.get(user=mentor, program=cast.program)
    relationship = proposals.propose(
        program=cast.program,
        mentor=bound,
        mentee=enroll(mentee, cast.program, "mentee"),
        reasons=[],
        by=cast.coordinator,
    )
    proposals.accept(relationship=relationship, by=mentor)
    return proposals.accept(relationship=relationship, by=mentee)


def support_note(
    cast: Cast, relationship: Relationship, words: str = "Put me forward", **more: str
) -> SupportNote:
    """Something the mentor gave, noted by the mentee."""
    given = Support(**{"function": "sponsorship", "words": words, **more}, given_on=clock.today())
    giver = membership(relationship, "mentor")
    return support.note(relationship=relationship, by=cast.mentee, giver=giver, support=given)


def wanted_skill(
    cast: Cast, relationship: Relationship, name: str = "Delegation", level: int = 1
) -> WantedSkill:
    """One the mentee wants, rated today."""
    rating = Rating(name, level, target=3, evidence="I do it all myself")
    return skills.add(relationship=relationship, by=cast.mentee, rating=rating)


def unsent(person: User, relationship: Relationship, words: str = "-") -> Draft:
    """A goal somebody has begun to write down."""
    page = reverse("goal_new", args=[relationship.pk])
    ticket = FormTicket(person.pk, page, page, "A goal")
    return drafts.keep(ticket=ticket, content=urlencode({"success": words}), by=person)


def membership(relationship: Relationship, role: str) -> Membership:
    return relationship.memberships.select_related("user").get(role=role)


@replayed
def ready_for_cultivation(cast: Cast) -> Relationship:
    relationship = started(cast)
    held(cast, relationship, days_ago=10)
    held(cast, relationship, days_ago=3)
    agreed(cast, relationship)
    goal(cast, relationship)
    for role in ("mentor", "mentee"):
        check_ins.say_fit(membership=membership(relationship, role), fit="good")
    return again(relationship)


def move(cast: Cast, relationship: Relationship, transition: str) -> Relationship:
    """The mentee proposes, the mentor confirms."""
    proposal = phases.propose(relationship=relationship, transition=transition, by=cast.mentee)
    return phases.confirm(proposal=proposal, by=cast.mentor)


@replayed
def in_cultivation(cast: Cast) -> Relationship:
    return move(cast, ready_for_cultivation(cast), "begin_cultivation")


@replayed
def in_separation(cast: Cast) -> Relationship:
    relationship = in_cultivation(cast)
    phases.mark_ready(relationship=relationship, by=cast.mentee)
    return move(cast, relationship, "begin_separation")


@replayed
def in_redefinition(cast: Cast) -> Relationship:
    relationship = in_separation(cast)
    held(cast, relationship, days_ago=1, kind="closing")
    for open_goal in relationship.goals.all():
        plans.close_goal(goal=open_goal, by=cast.mentee, result="achieved")
    for person in (cast.mentor, cast.mentee):
        phases.choose_outcome(relationship=relationship, by=person, outcome="colleagues")
    return move(cast, again(relationship), "begin_redefinition")


def completed(relationship: Relationship, outcome: str = "colleagues") -> Relationship:
    """Each member concludes for their part, until it has ended."""
    for member in relationship.memberships.present().select_related("user"):
        relationship = again(relationship)
        if not relationship.concluded_at:
            phases.complete(relationship=relationship, by=member.user, outcome=outcome)
    return again(relationship)


def again(relationship: Relationship) -> Relationship:
    """The same relationship, as the database has it now."""
    return Relationship.objects.get(pk=relationship.pk)
