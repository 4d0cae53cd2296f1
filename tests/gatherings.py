"""Short ways to records with other members than a mentor and a mentee: peers, groups, talks."""

from datetime import timedelta

import pytest

from accounts.models import User
from core import clock
from core.errors import DomainError
from notifications import kinds
from notifications.models import Message
from programs.models import Format, Program, Side
from relationships.actions import plans, proposals
from relationships.actions.plans import GoalWords, Terms
from relationships.models import Agreement, Goal, Relationship
from tests.cast import Cast, enroll, make_program, make_users
from tests.replay import replayed

NAMES = ("ana", "bo", "cleo", "dan", "eva", "finn", "gil", "hoa", "ines", "jon")
TWO = (Format.CLASSIC, Format.REVERSE, Format.CROSS_FUNCTIONAL, Format.EXTERNAL, Format.BUDDY)
SIDES = {
    **{key: [Side.MENTOR, Side.MENTEE] for key in (*TWO, Format.FLASH)},
    Format.PEER: [Side.PEER] * 2,
    Format.CIRCLE: [Side.PEER] * 5,
    Format.GROUP: [Side.MENTOR, *[Side.MENTEE] * 4],
}

OF_PAIRS = {key: [Side.MENTOR, Side.MENTEE] for key in (Format.CLASSIC, Format.REVERSE)}


def program(cast: Cast, format_key: Format) -> Program:
    """A running program of this format, looked after by the coordinator of the cast."""
    return make_program(f"{format_key}", coordinator=cast.coordinator, format=format_key)


def proposed(cast: Cast, format_key: Format, number: int | None = None) -> Relationship:
    """People of their own (``NAMES``) are proposed to each other in a program of this format."""
    here = program(cast, format_key)
    sides = (SIDES | OF_PAIRS)[format_key][:number]
    users = make_users({name: {} for name in NAMES[: len(sides)]})
    people = [enroll(user, here, side) for user, side in zip(users, sides, strict=True)]
    if format_key in {Format.GROUP, Format.CIRCLE}:
        return proposals.propose_group(
            program=here, people=people, name="First-time leads", by=cast.coordinator
        )
    return proposals.propose(
        program=here, mentor=people[0], mentee=people[1], reasons=[], by=cast.coordinator
    )


@replayed
def started(cast: Cast, format_key: Format, number: int | None = None) -> Relationship:
    """The same, accepted by everybody."""
    return accept(proposed(cast, format_key, number))


def accept(relationship: Relationship) -> Relationship:
    """Everybody accepts what is proposed to them."""
    for member in relationship.memberships.select_related("user"):
        proposals.accept(relationship=relationship, by=member.user)
    return Relationship.objects.get(pk=relationship.pk)


def who(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")


def again(relationship: Relationship) -> Relationship:
    return Relationship.objects.get(pk=relationship.pk)


def refusal(error: pytest.ExceptionInfo[DomainError]) -> str:
    return error.value.code


def composed(message: Message) -> kinds.Letter | None:
    return kinds.get(message.kind).compose(message)


def agreement(relationship: Relationship, by: str = "ana") -> Agreement:
    terms = Terms(
        cadence_days=21,
        session_minutes=60,
        channels=["video"],
        ends_on=clock.today() + timedelta(days=100),
    )
    return plans.propose_agreement(relationship=relationship, by=who(by), terms=terms)


def goal(relationship: Relationship, by: str) -> Goal:
    words = GoalWords(title="Lead", kind="skill", horizon="long_term")
    return plans.propose_goal(relationship=relationship, by=who(by), words=words)


def ready_for_cultivation(cast: Cast, format_key: Format) -> Relationship:
    relationship = started(cast, format_key)
    version = agreement(relationship)
    others = [one.user for one in relationship.memberships.exclude(user=who("ana"))]
    for person in others:
        plans.confirm_agreement(agreement=version, by=person)
    for member in relationship.memberships.select_related("user"):
        if member.side.learns:
            aim = goal(relationship, str(member.user.email).split("@")[0])
            partner = next((one for one in plans.concerned(aim) if one != member), None)
            if partner is not None:
                plans.confirm_goal(goal=aim, by=partner.user)
    relationship.memberships.update(fit="good", fit_at=clock.now())
    Relationship.objects.filter(pk=relationship.pk).update(sessions_held=2)
    return again(relationship)
