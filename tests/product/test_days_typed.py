"""A day that cannot be is refused at its field, in every form, and nothing typed is lost."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django import forms
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from core import clock
from core.forms import DayField
from programs.models import Format
from relationships.models import PauseRequest, PhaseProposal
from sessions import suggested_dates
from sessions.models import MentoringSession
from tests import hanging, stories
from tests.cast import Cast, SignIn
from tests.hanging import GroupWorld
from tests.product.test_long_texts import below
from tests.product.test_permissions import ALL_ROUTES

KEPT = "Kept as it was typed"
SUMMARY = re.compile(r'class="summary".*?</div>', re.DOTALL)

DAYS: Mapping[str, Callable[[date], str]] = {
    "long ago": lambda _today: "1066-10-14",
    "before the start": lambda today: f"{today - timedelta(days=45)}",
    "past": lambda today: f"{today - timedelta(days=5)}",
    "after the end": lambda today: f"{today + timedelta(days=80)}",
    "long after the end": lambda today: f"{today + timedelta(days=600)}",
    "far future": lambda _today: "2999-01-01",
    "29 February": lambda _today: "2027-02-29",
    "no date": lambda _today: "next week",
}
"""The mentoring began 40 days ago and plans to end in 60."""

NEVER = {"long ago", "far future", "29 February", "no date"}
GONE = NEVER | {"before the start", "past"}
NOT_YET = NEVER | {"before the start", "after the end", "long after the end"}
BEYOND = GONE | {"long after the end"}
WHEN = {"start": "10:00", "minutes": "45", "mode": "phone", "kind": "working"}
NOTE = {"words": KEPT, "visibility": "private"}
GOAL = {"title": KEPT, "kind": "skill", "horizon": "long_term"}
ACTIVITY = {"owner": "member", "words": KEPT, "kind": "reading"}
AGREEMENT = {"cadence_days": "14", "session_minutes": "60", "channels": "video", "purpose": KEPT}
SUPPORT = {"giver": "member", "function": "coaching", "words": KEPT}
BASICS = {"name": KEPT, "proposal_days": "10", "session_minutes": "60", "course": "together"}
PROGRAM = {"starts_on": "-10", "ends_on": "+300"}


@dataclass(frozen=True)
class TypedDay:
    """A form on the page ``route`` that asks ``day``, and which days it refuses there."""

    form: str
    route: str
    day: str
    refused: set[str]
    typed: Mapping[str, str] = field(default_factory=dict)
    by: str = "mentee"
    phase: str = "cultivation"
    session: str = "soon"
    mode: str = "video"
    prefix: str = ""

    def __str__(self) -> str:
        return f"{self.route}-{self.day}"


ROWS = [
    TypedDay("PlanForm", "session_plan", "day", BEYOND, WHEN | {"agenda": KEPT}),
    TypedDay("PlanForm", "session_edit", "day", BEYOND, WHEN | {"agenda": KEPT}),
    TypedDay("MomentForm", "ahead_date", "day", BEYOND, {"start": "10:00"}),
    TypedDay("LogForm", "we_met", "day", NOT_YET, WHEN | NOTE),
    TypedDay("LogForm", "session_log", "day", NOT_YET, WHEN | NOTE, session="past"),
    TypedDay("CorrectForm", "session_correct", "day", NOT_YET, WHEN, session="held"),
    TypedDay(
        "CorrectExchangeForm",
        "session_correct",
        "day",
        NOT_YET,
        {"minutes": "15"},
        session="held",
        mode="written",
    ),
    TypedDay("ExchangeForm", "exchange_log", "day", NOT_YET, {"minutes": "15"} | NOTE),
    TypedDay(
        "ActionForm",
        "action_add",
        "due_on",
        GONE,
        {"owner": "member", "words": KEPT},
        prefix="action",
    ),
    TypedDay("NewGoalForm", "goal_new", "due_on", GONE, GOAL),
    TypedDay("GoalForm", "goal_detail", "due_on", GONE, GOAL),
    TypedDay("NewActivityForm", "activity_new", "starts_on", NEVER, ACTIVITY),
    TypedDay("NewActivityForm", "activity_new", "until_on", NEVER, ACTIVITY),
    TypedDay("ActivityForm", "activity_detail", "starts_on", NEVER, ACTIVITY),
    TypedDay("ActivityForm", "activity_detail", "until_on", NEVER, ACTIVITY),
    TypedDay("SupportForm", "support_given", "given_on", NOT_YET, SUPPORT),
    TypedDay("AgreementForm", "agreement_edit", "ends_on", BEYOND, AGREEMENT),
    TypedDay(
        "ExtensionForm", "phase_propose", "new_end_on", BEYOND, {"words": KEPT}, phase="separation"
    ),
    TypedDay("PauseForm", "pause", "resume_on", BEYOND, {"sure": "1"}),
    TypedDay("PauseForm", "pause", "resume_on", GONE, {"longer": "1"}),
    TypedDay(
        "CompleteForm",
        "complete",
        "follow_up_on",
        GONE,
        {"outcome": "colleagues"},
        phase="redefinition",
    ),
    TypedDay("AwayForm", "mentor_away", "since", GONE, {"until": "+600"}, by="mentor"),
    TypedDay("AwayForm", "mentor_away", "until", BEYOND, by="mentor"),
    TypedDay(
        "NewProgramForm",
        "program_new",
        "starts_on",
        NEVER,
        {"name": KEPT, "template": "classic"},
        "hr",
    ),
    TypedDay("CloneForm", "program_clone", "starts_on", NEVER, {"name": KEPT}, "hr"),
    TypedDay("BasicsForm", "program_dates", "starts_on", NEVER, BASICS | PROGRAM, "hr"),
    TypedDay(
        "BasicsForm",
        "program_dates",
        "ends_on",
        NEVER | {"before the start"},
        BASICS | PROGRAM,
        "hr",
    ),
    TypedDay(
        "BasicsForm",
        "program_dates",
        "enrollment_closes_on",
        NEVER | {"long after the end"},
        BASICS | PROGRAM,
        "hr",
    ),
]


def forms_with_days() -> set[tuple[str, str]]:
    """Every day asked by a form of the product, by form; of a form only built upon, none."""
    assert get_resolver().url_patterns  # imports every view, and with it every form
    found = {
        one for one in below(forms.BaseForm) if not one.__subclasses__() or one.__name__ in USED
    }
    return {
        (form.__name__, name)
        for form in found
        for name, asked in getattr(form, "base_fields", {}).items()
        if isinstance(asked, forms.DateField) and form.__module__ != "mentoring.gallery"
    }


USED = {"CorrectExchangeForm", "MomentForm", "ActivityForm", "GoalForm"}


def test_every_day_that_a_form_asks_is_in_the_table() -> None:
    known = {(row.form, row.day) for row in ROWS}
    assert (forms_with_days() - known, known - forms_with_days()) == (set(), set())


def test_every_day_is_asked_in_the_same_way() -> None:
    for form in below(forms.BaseForm):
        for name, asked in getattr(form, "base_fields", {}).items():
            assert not isinstance(asked, forms.DateField) or isinstance(asked, DayField), (
                form,
                name,
            )


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_day_that_cannot_be_is_refused_at_its_field_with_everything_typed(
    cast: Cast, sign_in: SignIn, row: TypedDay
) -> None:
    stories.let_mentees(cast.program, "requests")
    world = hanging.build(cast, Format.CLASSIC)
    PhaseProposal.objects.all().delete()
    PauseRequest.objects.all().delete()
    hanging.confirm_goal(world)
    hanging.put(world, "active", row.phase)
    today = clock.today(world.leaver.user.zone)
    record = world.relationship
    record.planned_end_on = today + timedelta(days=60)
    record.save()
    person = world.leaver.user if row.by == "mentee" else getattr(cast, row.by)
    MentoringSession.objects.filter(status="held").update(mode=row.mode)
    client, page = sign_in(person), page_of(world, row, cast.program.pk)
    member = str(world.leaver.pk)
    verdicts = {name: verdict(client, page, row, day(today), member) for name, day in DAYS.items()}
    assert verdicts == {name: "refused" if name in row.refused else "" for name in DAYS}


def page_of(world: GroupWorld, row: TypedDay, program: Any) -> str:
    goal = world.relationship.goals.get()
    known = {
        "relationship": world.relationship.pk,
        "program": program,
        "session": world.sessions[row.session].pk,
        "goal": goal.pk,
        "activity": goal.activities.get().pk,
        "transition": "extend",
    }
    if row.route == "ahead_date":
        known["day"] = suggested_dates.of(world.relationship, clock.now()).turns[0].day
    return reverse(row.route, kwargs={name: known[name] for name in ALL_ROUTES[row.route]})


def verdict(client: Client, page: str, row: TypedDay, day: str, member: str) -> str:
    """Whether ``day`` is refused at its field; what is wrong where it is refused in another way."""
    prefix = f"{row.prefix}-" if row.prefix else ""
    today = clock.today("Europe/Oslo")
    typed = {
        f"{prefix}{name}": f"{today + timedelta(days=int(value))}" if value[0] in "+-" else value
        for name, value in row.typed.items()
    }
    typed = {name: member if value == "member" else value for name, value in typed.items()}
    typed[f"{prefix}{row.day}"] = day
    with transaction.atomic():
        answer = client.post(page, typed)
        transaction.set_rollback(True)
    html = answer.content.decode()
    if f'id="id_{prefix}{row.day}_error"' not in html:
        at_no_field = re.findall(r"<li>(?!<a)[^<]*", "".join(SUMMARY.findall(html)))
        return " ".join(at_no_field) if answer.status_code in {200, 302} else "an error"
    lost = [
        words for words in (day, *row.typed.values()) if words in {day, KEPT} and words not in html
    ]
    return f"lost {lost}" if lost else "refused"
