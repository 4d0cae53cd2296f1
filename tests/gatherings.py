"""Short ways to records with other members than a mentor and a mentee: peers, groups, talks."""

from programs.models import Format, Program, Side
from relationships.actions import proposals
from relationships.models import Relationship
from tests.cast import Cast, enroll, make_program, make_users

NAMES = ("ana", "bo", "cleo", "dan", "eva", "finn", "gil", "hoa", "ines", "jon")
SIDES = {
    Format.PEER: [Side.PEER] * 2,
    Format.CIRCLE: [Side.PEER] * 5,
    Format.GROUP: [Side.MENTOR, *[Side.MENTEE] * 4],
    Format.FLASH: [Side.MENTOR, Side.MENTEE],
}


def program(cast: Cast, format_key: Format) -> Program:
    """A running program of this format, looked after by the coordinator of the cast."""
    return make_program(f"{format_key}", coordinator=cast.coordinator, format=format_key)


def proposed(cast: Cast, format_key: Format, number: int | None = None) -> Relationship:
    """People of their own (``NAMES``) are proposed to each other in a program of this format."""
    here = program(cast, format_key)
    sides = SIDES[format_key][:number]
    users = make_users({name: {} for name in NAMES[: len(sides)]})
    people = [enroll(user, here, side) for user, side in zip(users, sides, strict=True)]
    if format_key in {Format.GROUP, Format.CIRCLE}:
        return proposals.propose_group(
            program=here, people=people, name="First-time leads", by=cast.coordinator
        )
    return proposals.propose(
        program=here, mentor=people[0], mentee=people[1], reasons=[], by=cast.coordinator
    )


def started(cast: Cast, format_key: Format, number: int | None = None) -> Relationship:
    """The same, accepted by everybody."""
    relationship = proposed(cast, format_key, number)
    for member in relationship.memberships.select_related("user"):
        proposals.accept(relationship=relationship, by=member.user)
    return Relationship.objects.get(pk=relationship.pk)
