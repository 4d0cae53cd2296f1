"""What a coordinator does with the drafts of a program: arrange, change, keep, propose."""

import uuid
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from matching import pool
from matching.actions.guard import require_open
from matching.engine import Note, Problem
from matching.gatherings import arranging
from matching.gatherings.arranging import Draft
from matching.gatherings.models import Arrangement, Gathering, Place
from mentoring.lib import clock
from mentoring.lib.errors import DomainError
from profiles.models import Enrollment, LearningFocus
from programs import formats
from programs.models import Program, Shape
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
    found = arranging.arrange(free(program), shape_of(program))
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
        raise DomainError(_("This program brings mentors and mentees together in pairs."), "pairs")


def shape_of(program: Program) -> Shape:
    return formats.of(program.format).shape


def free(program: Program) -> Problem:
    """Everybody of ``program`` who can be matched and has no place in a draft that is kept."""
    taken = Place.objects.filter(gathering__program=program)
    return pool.load(program, without=set(taken.values_list("enrollment_id", flat=True))).problem


def _locked(program: Program) -> Program:
    return Program.objects.select_for_update(no_key=True).get(pk=program.pk)


def _store(program: Program, draft: Draft) -> Gathering:
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


def _plain(note: Note) -> dict[str, object]:
    return {"code": note.code, "params": dict(note.params)}


def _note(program: Program, by: User, verb: str, **details: object) -> None:
    audit.record(by=by, verb=verb, target=program, program_id=program.pk, **details)


# Changing a draft ------------------------------------------------------------------------------


@transaction.atomic
def put(
    *, program: Program, enrollment: Enrollment, gathering: Gathering | None, by: User
) -> Gathering:
    """Put somebody into ``gathering`` (None: a new one), out of wherever they were.

    What a coordinator has changed by hand is kept. Raises DomainError when a rule keeps the people
    apart, the person cannot be matched, or the draft is gone.
    """
    program = _locked(program)
    _require_gathering(program)
    target = _standing(gathering) if gathering else Gathering.objects.create(program=program)
    _check_rules(program, enrollment, target)
    Place.objects.filter(enrollment=enrollment).delete()
    Place.objects.create(gathering=target, enrollment=enrollment)
    target.is_kept, target.fit = True, None
    target.save(update_fields=["is_kept", "fit"])
    _drop_empty(program)
    _note(program, by, "matching.placed", enrollment=str(enrollment.pk))
    return target


def _standing(gathering: Gathering) -> Gathering:
    """The draft, read again with its program locked. Raises DomainError when it is gone."""
    program = _locked(gathering.program)
    found = program.gatherings.filter(pk=gathering.pk).first()
    if found is None:
        raise DomainError(
            _("This draft is gone: it was dissolved, proposed or arranged anew in the meantime."),
            "gone",
        )
    return found


def _check_rules(program: Program, enrollment: Enrollment, target: Gathering) -> None:
    others = {str(pk) for pk in target.places.values_list("enrollment_id", flat=True)}
    problem = pool.load(program).problem
    me = str(enrollment.pk)
    known = {person.id for person in (*problem.mentors, *problem.mentees)}
    if me not in known:
        raise DomainError(_("This person cannot be matched at the moment."), "not_in_pool")
    apart = {one for pair in problem.forbidden for one in pair if me in pair} & others
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
    """Somebody has no place in a draft any more."""
    program = _locked(program)
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


@transaction.atomic
def publish(
    *, program: Program, chosen: Collection[str], by: User
) -> tuple[list[Relationship], list[tuple[Gathering, str]]]:
    """Propose the ``chosen`` drafts (ids) to their people: what was proposed, and what could not
    be, with the reason. Raises DomainError when nothing is chosen or the program is not open."""
    program = _locked(program)
    _require_gathering(program)
    drafts = [row for row in program.gatherings.all() if str(row.pk) in chosen]
    if not drafts:
        raise DomainError(_("Tick what should be proposed."), "none_chosen")
    done: list[Relationship] = []
    refused: list[tuple[Gathering, str]] = []
    for draft in drafts:
        try:
            done.append(_propose(program, draft, by))
        except DomainError as refusal:
            refused.append((draft, str(refusal)))
    _note(program, by, "matching.published", proposed=len(done), left_out=len(refused))
    return done, refused


@transaction.atomic
def _propose(program: Program, draft: Gathering, by: User) -> Relationship:
    places = list(draft.places.select_related("enrollment"))
    people = sorted((place.enrollment for place in places), key=lambda one: not one.is_mentor)
    reasons = shared_reasons([place.reasons for place in places])
    if shape_of(program) in {Shape.GROUP, Shape.CIRCLE}:
        made = propose_group(
            program=program, people=people, name=draft.name, reasons=reasons, by=by
        )
    else:
        made = _pair(program, people, reasons, by)
    draft.delete()
    return made


def _pair(
    program: Program, people: Sequence[Enrollment], reasons: list[dict[str, object]], by: User
) -> Relationship:
    if len(people) != 2:
        raise DomainError(_("A pair is two people."), "wrong_number")
    return propose(program=program, mentor=people[0], mentee=people[1], reasons=reasons, by=by)


def shared_reasons(of_each: Sequence[Sequence[dict[str, object]]]) -> list[dict[str, object]]:
    """What may be told to everybody: what they have in common, each once."""
    common = {str(note["code"]): note for notes in of_each for note in notes if _is_shared(note)}
    return list(common.values())


def _is_shared(note: dict[str, object]) -> bool:
    return note["code"] in arranging.SHARED.values()
