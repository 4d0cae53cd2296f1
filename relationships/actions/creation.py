"""Bringing people together: the checks, the record and its places. Telling them is elsewhere."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations

from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import DomainError
from profiles.models import Enrollment, EnrollmentStatus
from programs.models import Program, Shape, Side
from programs.shapes import SHAPES
from relationships import kept_apart
from relationships.models import OF_TWO, HistoryEntry, Membership, Relationship, Status
from relationships.rematch_rules import Couple, couple_of


@dataclass(frozen=True)
class NewRelationship:
    """A relationship about to be proposed; ``reasons`` as plain data (``profiles.match_reasons``).

    ``on_purpose``: a coordinator brings together again who have been together before.
    """

    shape: Shape
    reasons: list[dict[str, object]] = field(default_factory=list)
    name: str = ""
    previous: Relationship | None = None
    on_purpose: bool = False


def make(
    program: Program, people: Sequence[Enrollment], plan: NewRelationship, *, by: User
) -> Relationship:
    """The proposed relationship of ``people``, each with a place of their own taken.

    Raises DomainError when somebody is not approved, has no place left, or the people cannot be
    brought together in this shape.
    """
    people = _locked(program, people)
    _check_roles(plan.shape, people)
    _check_earlier(program, people, plan)
    relationship = _create(program, people, plan)
    seats = Counter[str]()
    for person in people:
        seats[person.role] += 1
        _take_place(relationship, person, seat=seats[person.role])
    HistoryEntry.objects.create(
        relationship=relationship, transition="propose", to_status=Status.PROPOSED, by=by
    )
    return relationship


def _locked(program: Program, people: Sequence[Enrollment]) -> list[Enrollment]:
    rows = Enrollment.objects.select_for_update().filter(
        program=program, status=EnrollmentStatus.APPROVED
    )
    wanted = [person.pk for person in people]
    found = {row.pk: row for row in rows.filter(pk__in=wanted).order_by("pk")}
    if len(found) < len(set(wanted)):
        raise DomainError(_("Everybody must be approved in this program."), "not_approved")
    return [found[pk] for pk in wanted]


def _check_roles(shape: Shape, people: Sequence[Enrollment]) -> None:
    if len({person.user_id for person in people}) < len(people):
        raise DomainError(_("Nobody can be their own mentor."), "same_person")
    rules, roles = SHAPES[shape], Counter(person.role for person in people)
    if not rules.fewest <= len(people) <= rules.most:
        raise DomainError(
            _("This takes %(fewest)d to %(most)d people.") % vars(rules), "wrong_number"
        )
    if not _roles_fit(shape, roles):
        raise DomainError(_("These roles do not go together here."), "wrong_roles")


def _roles_fit(shape: Shape, roles: Counter[str]) -> bool:
    only_peers = set(roles) == {Side.PEER}
    around_a_mentor = set(roles) == {Side.MENTOR, Side.MENTEE} and roles[Side.MENTOR] == 1
    return {
        Shape.PAIR: only_peers or around_a_mentor,
        Shape.GROUP: around_a_mentor,
        Shape.CIRCLE: only_peers,
        Shape.TALK: only_peers or around_a_mentor,
    }[shape]


def the_two(people: Sequence[Enrollment]) -> dict[str, int]:
    """The columns that name two people: mentor before mentee; of peers the lower id first."""
    order = {Side.MENTOR.value: 0, Side.MENTEE.value: 1, Side.PEER.value: 2}
    first, second = sorted(people, key=lambda one: (order[one.role], one.user_id))
    return {"first_user_id": first.user_id, "second_user_id": second.user_id}


def _check_earlier(program: Program, people: Sequence[Enrollment], plan: NewRelationship) -> None:
    """One sentence for everything that is nobody's business, and for what others may know."""
    couples = set(_couples(plan.shape, people))
    users = {person.user_id for person in people}
    apart = kept_apart.apart(program, users)
    private = apart.private | kept_apart.avoided(program, users)
    if len(people) == 2 and apart.open & couples and _open_here(program, people):
        raise DomainError(_("These two are already mentoring together here."), "already_open")
    former = apart.final if plan.on_purpose else apart.final | apart.ended
    if couples & (former | private):
        code = "former_pair" if couples & former else "unavailable"
        raise DomainError(_("This match is not available."), code)


def _couples(shape: Shape, people: Sequence[Enrollment]) -> Iterator[Couple]:
    """Who would be together; in a group each mentee with the mentor."""
    for one, other in combinations(people, 2):
        if shape != Shape.GROUP or Side.MENTOR in (one.role, other.role):
            yield couple_of(one.user_id, other.user_id)


def _open_here(program: Program, people: Sequence[Enrollment]) -> bool:
    rows = Relationship.objects.open().filter(program=program)
    return rows.filter(**the_two(people)).exists()


def _create(program: Program, people: Sequence[Enrollment], plan: NewRelationship) -> Relationship:
    now = clock.now()
    is_many = plan.shape not in OF_TWO
    relationship = Relationship(
        program=program,
        shape=plan.shape,
        **({} if is_many else the_two(people)),
        reasons=plan.reasons,
        name=plan.name,
        previous=plan.previous,
        proposed_at=now,
        answer_by=now + timedelta(days=program.proposal_days),
    )
    relationship.save(force_insert=True)
    return relationship


def _take_place(relationship: Relationship, enrollment: Enrollment, *, seat: int) -> Membership:
    """Give the enrollment's lowest free place to this relationship; the database keeps count."""
    taken = set(enrollment.memberships.filter(is_open=True).values_list("slot", flat=True))
    free = [slot for slot in range(1, enrollment.capacity + 1) if slot not in taken]
    if not free:
        raise DomainError(
            _("%(name)s has no place left.") % {"name": enrollment.user}, "no_place_left"
        )
    return Membership.objects.create(
        relationship=relationship,
        enrollment=enrollment,
        user_id=enrollment.user_id,
        role=enrollment.role,
        seat=seat,
        slot=free[0],
    )
