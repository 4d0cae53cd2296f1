"""The table of what a change of status does, held against the database for every cell of it."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model

from core import clock
from drafts.models import Draft
from matching.models.runs import IntroTalk, MentorRequest
from notifications.models import Message
from programs.models import Format, Shape
from relationships import consequences, rules
from relationships.actions.steps import TransitionStep, follow, give_up_place, take
from relationships.consequences import CHANGE_OF, ChangeKind, Consequence, Dependent
from relationships.effects import LETS_GO_OF_A_DATE
from relationships.models import PauseRequest, PhaseProposal, Relationship
from sessions.models import CheckIn
from tests import gatherings, hanging
from tests.hanging import FORMATS, GroupWorld

# Every model has a line in the table ------------------------------------------------------------


def with_a_path_to(target: type[Model]) -> set[type[Model]]:
    """Every model from which foreign keys lead to ``target``, over however many steps."""
    found, waiting = {target}, deque([target])
    while waiting:
        reached = waiting.popleft()
        for model in apps.get_models():
            leads = any(field.related_model is reached for field in model._meta.concrete_fields)
            if leads and model not in found:
                found.add(model)
                waiting.append(model)
    return found - {target}


def undeclared(table: list[Dependent]) -> set[str]:
    declared = {model for dependent in table for model in dependent.models}
    return {model.__name__ for model in with_a_path_to(Relationship) - declared}


def test_every_model_that_hangs_on_a_relationship_says_what_happens_to_it() -> None:
    assert undeclared(consequences.dependents()) == set()


def test_a_model_that_says_nothing_is_found() -> None:
    table = [row for row in consequences.dependents() if row.name not in {"files", "promises"}]
    assert undeclared(table) == {"SharedFile", "FileContent", "Action"}


def test_every_transition_is_a_change_of_the_table() -> None:
    assert set(CHANGE_OF) == {*rules.TRANSITIONS, "correct", "leave", "hold", "release"}
    assert set(CHANGE_OF.values()) == set(ChangeKind)


def test_each_line_gives_a_reason_for_what_stays() -> None:
    for dependent in consequences.dependents():
        assert dependent.stays
        assert all(effect.words for effect in dependent.effects.values())


# Every cell of the table is true ----------------------------------------------------------------


def shape_of(format_key: Format) -> Shape:
    return {Format.GROUP: Shape.GROUP, Format.CIRCLE: Shape.CIRCLE, Format.FLASH: Shape.TALK}.get(
        format_key, Shape.PAIR
    )


def possible(transition: str, shape: Shape) -> bool:
    if transition in rules.TRANSITIONS:
        return shape in rules.TRANSITIONS[transition].shapes
    return {
        "leave": shape in {Shape.GROUP, Shape.CIRCLE},
        "correct": shape != Shape.TALK,
    }.get(transition, True)


def happen(world: GroupWorld, transition: str) -> None:
    """Let it happen as the actions do, with nothing else around it."""
    relationship = world.relationship
    if transition == "leave":
        follow(relationship, transition, by=None, leaver=world.leaver)
    elif transition not in rules.TRANSITIONS:
        follow(relationship, transition, by=None)
    else:
        if CHANGE_OF[transition] is ChangeKind.PAUSED:
            relationship.resume_on = clock.today() + hanging.RESUME_IN
            relationship.paused_at = clock.now()
        if CHANGE_OF[transition] is ChangeKind.STARTED:
            relationship.started_at = clock.now()
        take(relationship, TransitionStep(transition, by=None))


def due(kind: str) -> set[int]:
    """Who is still to get a message of this kind."""
    rows = Message.objects.filter(kind=kind, status="due")
    return set(rows.values_list("recipient_id", flat=True))


def everybody(world: GroupWorld) -> set[int]:
    return {one.user_id for one in world.members}


def those_who_stay(world: GroupWorld) -> set[int]:
    return everybody(world) - {world.leaver.user_id}


def _canceled(world: GroupWorld) -> Iterator[bool]:
    left = world.relationship.memberships.filter(left_at__isnull=False).exists()
    kept = those_who_stay(world) if left else set()
    for kind in hanging.WAITING:
        yield due(kind) == (everybody(world) if kind in LETS_GO_OF_A_DATE else kept)


def _reminders_canceled(world: GroupWorld) -> Iterator[bool]:
    for kind in hanging.WAITING:
        yield due(kind) == (set() if kind == "sessions.check_in" else everybody(world))


def _proposal_answered(world: GroupWorld) -> Iterator[bool]:
    yield due("relationships.proposal_reminder") == set()
    yield due("relationships.thanked") == everybody(world)


def _freed(world: GroupWorld) -> Iterator[bool]:
    yield not world.relationship.memberships.filter(is_open=True).exists()


def _set_aside(world: GroupWorld) -> Iterator[bool]:
    yield not PhaseProposal.objects.filter(closed_at=None).exists()


def _fell_away(world: GroupWorld) -> Iterator[bool]:
    yield not PauseRequest.objects.waiting().exists()
    yield not PauseRequest.objects.filter(is_agreed=True).exists()


def _off(world: GroupWorld, *agendas: str) -> Iterator[bool]:
    for agenda, session in world.sessions.items():
        is_off = agenda in agendas
        was = "held" if agenda == "held" else "planned"
        yield session.status == ("cancelled" if is_off else was)
        yield bool(session.not_held_reason) is is_off
        told = Message.objects.filter(
            kind="sessions.fell_away", context__session=str(session.pk)
        ).values_list("recipient_id", flat=True)
        yield sorted(told) == (sorted(everybody(world)) if is_off else [])


def _called_off(world: GroupWorld) -> Iterator[bool]:
    yield from _off(world, "soon", "later")
    yield gatherings.again(world.relationship).next_session_at is None


def _called_off_in_pause(world: GroupWorld) -> Iterator[bool]:
    yield from _off(world, "soon")
    yield gatherings.again(world.relationship).next_session_at == world.sessions["later"].starts_at


def _out_of_calendar(world: GroupWorld) -> Iterator[bool]:
    for agenda, session in world.sessions.items():
        told = Message.objects.filter(
            kind="sessions.fell_away", context__session=str(session.pk)
        ).values_list("recipient_id", flat=True)
        comes = agenda in {"soon", "later"}
        yield list(told) == ([world.leaver.user_id] if comes else [])
        yield session.status == ("held" if agenda == "held" else "planned")
        yield not (comes and session.host_id == world.leaver.pk)


def _unanswered_gone(world: GroupWorld) -> Iterator[bool]:
    left = world.relationship.memberships.filter(left_at__isnull=False).exists()
    asked = set(CheckIn.objects.filter(answer="").values_list("membership__user_id", flat=True))
    yield asked == (those_who_stay(world) if left else set())
    yield CheckIn.objects.exclude(answer="").count() == len(world.members)


def _cut_off(world: GroupWorld) -> Iterator[bool]:
    left = world.relationship.memberships.filter(left_at__isnull=False).exists()
    bound = set(Draft.objects.exclude(page="").values_list("user_id", flat=True))
    yield bound == (those_who_stay(world) if left else set())
    yield [row.content for row in Draft.objects.all()] == ["-"] * len(world.members)


def _coordinators_told(world: GroupWorld) -> Iterator[bool]:
    rows = Message.objects.filter(kind__startswith="relationships.", kind__endswith="lost")
    staff = world.relationship.program.staff.values_list("user_id", flat=True)
    yield list(rows.values_list("recipient_id", flat=True)) == list(staff)


def _safeguarding_told(_world: GroupWorld) -> Iterator[bool]:
    """None of these is on hold; tests/relationships/test_holds.py tells of those that are."""
    yield not Message.objects.filter(kind="relationships.ended_on_hold").exists()


def _contacts_closed(_world: GroupWorld) -> Iterator[bool]:
    yield not IntroTalk.objects.open().exists()
    yield not MentorRequest.objects.open().exists()


OUTCOMES: dict[str, Callable[[GroupWorld], Iterator[bool]]] = {
    "canceled": _canceled,
    "reminders_canceled": _reminders_canceled,
    "proposal_answered": _proposal_answered,
    "freed": _freed,
    "set_aside": _set_aside,
    "set_aside_of_leaver": _set_aside,
    "fell_away": _fell_away,
    "fell_away_of_leaver": _fell_away,
    "called_off": _called_off,
    "called_off_in_pause": _called_off_in_pause,
    "out_of_the_calendar_of_leaver": _out_of_calendar,
    "unanswered_gone": _unanswered_gone,
    "cut_off": _cut_off,
    "coordinators_told": _coordinators_told,
    "safeguarding_told": _safeguarding_told,
    "contacts_closed": _contacts_closed,
}


def wrong(world: GroupWorld, transition: str) -> dict[str, str]:
    """What the table says of ``transition`` and the database does not show, by dependent."""
    table = consequences.dependents()
    if transition == "leave":
        give_up_place(world.leaver)
    before = {row.name: hanging.rows_of(row.models) for row in table}
    happen(world, transition)
    found = {}
    for row in table:
        effect = row.effects.get(CHANGE_OF[transition])
        if effect is None:
            now = hanging.rows_of(row.models)
            if any(now.get(key) != text for key, text in before[row.name].items()):
                found[row.name] = "changed, and should stay"
        elif not all(OUTCOMES[effect.outcome](world)):
            found[row.name] = f"not {effect.outcome}"
    return found


@pytest.mark.parametrize("format_key", FORMATS)
def test_each_change_does_to_everything_what_the_table_says(cast: Any, format_key: Format) -> None:
    world, shape = hanging.build(cast, format_key), shape_of(format_key)
    built = {row.name for row in consequences.dependents() if hanging.rows_of(row.models)}
    missing = {row.name for row in consequences.dependents() if row.models} - built
    assert missing <= {"proposals of a run", "requests and introductory talks"}
    found = {}
    for transition in CHANGE_OF:
        if not possible(transition, shape):
            continue
        for place in hanging.sources(transition, is_talk=shape == Shape.TALK):
            with transaction.atomic():
                hanging.put(world, *place)
                found[transition, place] = wrong(world, transition)
                transaction.set_rollback(True)
            world.relationship = gatherings.again(world.relationship)
    assert {key: faults for key, faults in found.items() if faults} == {}
    assert len(found) >= 8


def test_a_line_that_promises_what_does_not_happen_is_found(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = hanging.build(cast, Format.CLASSIC)
    hanging.put(world, "active", "cultivation")
    lines = {row.name: row for row in consequences.dependents()}
    promise = Consequence("freed", "freed", lambda _what: None)
    lazy = Dependent("places", lines["places"].models, "-", {ChangeKind.ENDED: promise})
    monkeypatch.setitem(consequences._registered, "places", lazy)
    assert wrong(world, "end_no_fault") == {"places": "not freed"}


def test_a_line_that_keeps_quiet_about_what_happens_is_found(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = hanging.build(cast, Format.CLASSIC)
    hanging.put(world, "active", "cultivation")
    lines = {row.name: row for row in consequences.dependents()}
    quiet = Dependent("a quiet one", lines["sessions"].models, "nothing happens")
    monkeypatch.setitem(consequences._registered, "a quiet one", quiet)
    assert wrong(world, "end_no_fault") == {"a quiet one": "changed, and should stay"}
