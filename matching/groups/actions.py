"""What a coordinator does with the drafts of a program: arrange, change, keep, propose."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock
from core.errors import DomainError
from matching import pool
from matching.actions.guard import require_open
from matching.actions.publishing import require_not_too_often
from matching.engine import Remark
from matching.groups import drafting
from matching.groups.drafting import GroupDraft
from matching.models.groups import Arrangement, Gathering, Place
from profiles.models import Enrollment, LearningFocus
from programs import formats
from programs.models import Program, Shape, Side
from programs.shapes import SHAPES
from relationships.actions.proposals import propose, propose_group
from relationships.models import Relationship


@transaction.atomic
def arrange(*, program: Program, by: User) -> Arrangement:
    """Draft groups, circles or pairs of everybody who is free; drafts that are kept stay.

    Raises DomainError when the program is not open.
    """
    program = _locked(program)
    _require_gathering(program)
    program.gatherings.filter(is_kept=False).delete()
    people = free(program)
    found = drafting.arrange(people.problem, shape_of(program), people.apart)
    for draft in found.drafts:
        _store(program, draft)
    arrangement, _is_new = Arrangement.objects.update_or_create(
        program=program,
        defaults={
            "by": by,
            "arranged_at": clock.now(),
            "is_proven": found.is_proven,
            "left": {person: _plain(note) for person, note in found.left.items()},
        },
    )
    _note(program, by, "matching.arranged", gatherings=len(found.drafts), left=len(found.left))
    return arrangement


def _require_gathering(program: Program) -> None:
    require_open(program)
    if not formats.of(program.format).gathers:
        raise DomainError(_("In this program, the matching brings people together."), "pairs")


def shape_of(program: Program) -> Shape:
    return formats.of(program.format).shape


def free(program: Program) -> pool.Pool:
    """Everybody of ``program`` who can be matched and has no place in a draft that is kept."""
    taken = Place.objects.filter(gathering__program=program)
    return pool.load(program, without=set(taken.values_list("enrollment_id", flat=True)))


def _locked(program: Program) -> Program:
    return Program.objects.select_for_update(no_key=True).get(pk=program.pk)


def _store(program: Program, draft: GroupDraft) -> Gathering:
    theme = str(LearningFocus(draft.theme).label) if draft.theme else ""
    gathering = Gathering.objects.create(program=program, name=theme, fit=draft.fit)
    Place.objects.bulk_create(
        Place(
            gathering=gathering,
            enrollment_id=uuid.UUID(person),
            reasons=[_plain(note) for note in notes],
        )
        for person, notes in draft.people.items()
    )
    return gathering


def _plain(note: Remark) -> dict[str, object]:
    return {"code": note.code, "params": dict(note.params)}


def _note(program: Program, by: User, verb: str, **details: object) -> None:
    audit.record(by=by, verb=verb, target=program, program_id=program.pk, **details)


# Changing a draft ------------------------------------------------------------------------------


@transaction.atomic
def put(
    *, program: Program, enrollment: Enrollment, gathering: Gathering | None, by: User
) -> Gathering:
    """Put somebody into ``gathering`` (None: a new one), out of wherever they were.

    What a coordinator has changed by hand is kept. What is private between two people changes
    nothing here: it is looked at when the draft is proposed. Raises DomainError when a rule that
    coordinators know keeps the people apart, the person cannot be matched, ``by`` is one of the
    people, or the draft is gone.
    """
    program = _locked(program)
    _require_gathering(program)
    target = _standing(gathering) if gathering else Gathering.objects.create(program=program)
    _check_not_own(enrollment, target, by)
    _check_rules(program, enrollment, target)
    Place.objects.filter(enrollment=enrollment).delete()
    Place.objects.create(gathering=target, enrollment=enrollment)
    target.is_kept, target.fit = True, None
    target.save(update_fields=["is_kept", "fit"])
    _drop_empty(program)
    _note(program, by, "matching.placed", enrollment=str(enrollment.pk))
    return target


def _standing(gathering: Gathering) -> Gathering:
    """The draft, read again with its program locked. Raises DomainError when it is gone, and when
    the program is not open."""
    program = _locked(gathering.program)
    require_open(program)
    found = program.gatherings.filter(pk=gathering.pk).first()
    if found is None:
        raise DomainError(
            _(
                "This draft no longer exists: it was dissolved, proposed or rearranged in the"
                " meantime."
            ),
            "gone",
        )
    return found


def _check_not_own(enrollment: Enrollment, target: Gathering, by: User) -> None:
    is_beside = target.places.filter(enrollment__user=by).exists()
    if enrollment.user_id == by.pk or is_beside:
        raise DomainError(
            _("You would belong to this draft. Another coordinator has to change it."), "own_draft"
        )


def _check_rules(program: Program, enrollment: Enrollment, target: Gathering) -> None:
    others = {str(pk) for pk in target.places.values_list("enrollment_id", flat=True)}
    people, me = pool.load(program), str(enrollment.pk)
    if me not in people.enrollments:
        raise DomainError(_("This person cannot be matched at the moment."), "not_in_pool")
    apart = {one for pair in people.apart for one in pair if me in pair} & others
    if apart:
        name = Enrollment.objects.select_related("user").get(pk=min(apart)).user
        raise DomainError(
            _("A rule of the matching keeps this person and %(name)s apart.") % {"name": name},
            "kept_apart",
        )


def _drop_empty(program: Program) -> None:
    program.gatherings.filter(places=None).delete()


@transaction.atomic
def take_out(*, program: Program, enrollment: Enrollment, by: User) -> None:
    """Somebody has no place in a draft now. Raises DomainError when the program is not open."""
    program = _locked(program)
    require_open(program)
    Place.objects.filter(enrollment=enrollment, gathering__program=program).delete()
    _drop_empty(program)
    _note(program, by, "matching.taken_out", enrollment=str(enrollment.pk))


@transaction.atomic
def change(*, gathering: Gathering, name: str, is_kept: bool, by: User) -> Gathering:
    """Rename a draft, and keep it as it is or leave it to be arranged anew.

    Raises DomainError when it is gone.
    """
    gathering = _standing(gathering)
    gathering.name, gathering.is_kept = name, is_kept
    gathering.save(update_fields=["name", "is_kept"])
    _note(gathering.program, by, "matching.draft_changed", gathering=str(gathering.pk))
    return gathering


@transaction.atomic
def dissolve(*, gathering: Gathering, by: User) -> None:
    """The draft is gone; its people are free for another. Raises DomainError when it was before."""
    gathering = _standing(gathering)
    _note(gathering.program, by, "matching.dissolved", gathering=str(gathering.pk))
    gathering.delete()


# Proposing -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GroupPublication:
    """``done``: what was proposed. ``refused``: drafts that could not be, with the reason.
    ``without``: people who were left out, with the name of the draft that went on."""

    done: Sequence[Relationship]
    refused: Sequence[tuple[Gathering, str]]
    without: Sequence[tuple[Enrollment, str]] = ()


@transaction.atomic
def publish(*, program: Program, chosen: Collection[str], by: User) -> GroupPublication:
    """Propose the ``chosen`` drafts (ids) to their people.

    Who can no longer be in a draft, for whatever reason, is left out of it; a draft that cannot do
    without them stays. Raises DomainError when nothing is chosen, the program is not open, or it
    has published too often.
    """
    program = _locked(program)
    _require_gathering(program)
    require_not_too_often(program)
    drafts = [row for row in program.gatherings.all() if str(row.pk) in chosen]
    if not drafts:
        raise DomainError(_("Select at least one draft to propose."), "none_chosen")
    found = _propose_all(program, drafts, by)
    _note(
        program,
        by,
        "matching.published",
        proposed=len(found.done),
        left_out=len(found.refused) + len(found.without),
    )
    return found


def _propose_all(program: Program, drafts: Sequence[Gathering], by: User) -> GroupPublication:
    people = pool.load(program)
    done: list[Relationship] = []
    refused: list[tuple[Gathering, str]] = []
    without: list[tuple[Enrollment, str]] = []
    for draft in drafts:
        try:
            made, left_out = _propose(program, draft, people, by)
        except DomainError as refusal:
            refused.append((draft, _refuse(program, draft, refusal)))
        else:
            done.append(made)
            without += [(one, draft.name) for one in left_out]
    return GroupPublication(done, refused, without)


UNFINISHED = {"wrong_number", "wrong_roles", "same_person"}
"""What everybody can see of a draft. Any other refusal is told in one way."""


def _refuse(program: Program, draft: Gathering, refusal: DomainError) -> str:
    """What to say of a draft that could not be proposed; a pair is not drafted again."""
    if refusal.code in UNFINISHED:
        return str(refusal)
    if shape_of(program) in {Shape.GROUP, Shape.CIRCLE}:
        return _("no longer possible as it is. Change who belongs to it, or dissolve it.")
    pair = sorted(str(pk) for pk in draft.places.values_list("enrollment_id", flat=True))
    arrangement = Arrangement.objects.filter(program=program).first()
    if arrangement:
        verdict = [*pair, clock.now().isoformat()]
        arrangement.overtaken = [*arrangement.overtaken, verdict]
        arrangement.save(update_fields=["overtaken"])
    draft.delete()
    return _("no longer possible. Its people are free for another draft.")


@transaction.atomic
def _propose(
    program: Program, draft: Gathering, people: pool.Pool, by: User
) -> tuple[Relationship, Sequence[Enrollment]]:
    places = list(draft.places.select_related("enrollment__user").order_by("pk"))
    members = sorted((place.enrollment for place in places), key=lambda one: not one.is_mentor)
    possible = still_together(members, people)
    left_out = [one for one in members if one not in possible]
    is_many = shape_of(program) in {Shape.GROUP, Shape.CIRCLE}
    if left_out and not (is_many and len(possible) >= SHAPES[shape_of(program)].fewest):
        raise DomainError(_("no longer possible"), "overtaken")
    if is_many:
        made = propose_group(program=program, people=possible, name=draft.name, by=by)
    else:
        made = _pair(program, possible, _of_both(places), by)
    draft.delete()
    return made, left_out


def _of_both(places: Sequence[Place]) -> list[dict[str, object]]:
    """Why two peers fit; nothing when somebody was moved by hand, to whom no reason was given."""
    one, other = places
    return list(one.reasons) if one.reasons == other.reasons else []


def still_together(members: Sequence[Enrollment], people: pool.Pool) -> list[Enrollment]:
    """Those of ``members`` who can be in one draft as things stand, the first of them first.

    Two of the same side only have to get on; a mentor and a mentee, and peers, are a pair each.
    """
    found: list[Enrollment] = []
    for one in members:
        is_known = str(one.pk) in people.enrollments
        if is_known and not any(_is_apart(one, other, people) for other in found):
            found.append(one)
    return found


def _is_apart(one: Enrollment, other: Enrollment, people: pool.Pool) -> bool:
    couples = {(one.user_id, other.user_id), (other.user_id, one.user_id)}
    are_mentees = one.role == other.role == Side.MENTEE
    private = people.avoided if are_mentees else people.private
    ids = str(one.pk), str(other.pk)
    return bool(couples & private) or ids in people.apart or ids[::-1] in people.apart


def _pair(
    program: Program, people: Sequence[Enrollment], reasons: list[dict[str, object]], by: User
) -> Relationship:
    if len(people) != 2:
        raise DomainError(_("A pair is two people."), "wrong_number")
    return propose(program=program, mentor=people[0], mentee=people[1], reasons=reasons, by=by)
