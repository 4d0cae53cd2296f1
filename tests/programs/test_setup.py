"""Setting up a program: from a template to open enrollment."""

import dataclasses
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from core import clock
from core.errors import DomainError
from profiles.models import Answer
from programs import actions, question_library, rules
from programs import queries as program_queries
from programs.models import (
    Audience,
    CriterionKey,
    Phase,
    Program,
    ProgramStatus,
    Question,
    QuestionKind,
    Staff,
)
from programs.program_templates import classic
from skills.models import Skill
from skills.seed import ensure_skills
from tests import confirming, stories
from tests.cast import Cast, make_program, make_user


@pytest.fixture
def draft(cast: Cast) -> Program:
    """A draft from the classic template, looked after by the coordinator."""
    program = actions.create_from_template(
        template=classic.CLASSIC, name="Growing 2027", starts_on=next_month(), by=cast.hr
    )
    Staff.objects.create(program=program, user=cast.coordinator)
    return program


def next_month() -> date:
    return clock.today() + timedelta(days=30)


def words(**changes: object) -> actions.QuestionWords:
    values = {
        "audience": Audience.BOTH,
        "kind": "short_text",
        "text": "What is your aim?",
        "help_text": "",
        "choices": [],
        "required": False,
    }
    return actions.QuestionWords(**{**values, **changes})


# From the template ---------------------------------------------------------------------------


def test_a_new_program_brings_plan_weights_and_questions(draft):
    plans = {plan.phase: plan for plan in draft.phase_plans.all()}
    assert set(plans) == set(Phase.values)
    assert (plans["initiation"].cadence_days, plans["cultivation"].red_gap_days) == (7, 60)
    assert sum(draft.criteria.values_list("weight", flat=True)) == 100
    assert draft.questions.count() == len(classic.CLASSIC.questions)
    assert draft.status == ProgramStatus.DRAFT
    assert draft.join_token is None


def test_a_twelve_month_program_ends_the_day_before_its_anniversary():
    assert rules.last_day(date(2027, 1, 1), 12) == date(2027, 12, 31)
    assert rules.last_day(date(2028, 2, 29), 12) == date(2029, 2, 27)
    assert rules.last_day(date(2027, 8, 31), 6) == date(2028, 2, 28)


def test_the_skills_vocabulary_is_there_once(db):
    first = ensure_skills()
    assert first == ensure_skills() == Skill.objects.count()
    assert first >= 35
    assert Skill.objects.values("area").distinct().count() == 8


@pytest.mark.parametrize("years", [-5, 20])
def test_a_start_far_away_is_refused(cast, years):
    far = clock.today() + timedelta(days=366 * years)
    with pytest.raises(DomainError):
        actions.create_from_template(template=classic.CLASSIC, name="X", starts_on=far, by=cast.hr)
    assert not Program.objects.filter(name="X").exists()


def test_hr_creates_a_program_and_goes_on_to_its_setup(cast, sign_in):
    answer = sign_in(cast.hr).post(
        reverse("program_new"),
        {"template": "classic", "name": "Leadership 2027", "starts_on": next_month().isoformat()},
    )
    program = Program.objects.get(name="Leadership 2027")
    assert answer.url == reverse("program_setup", args=[program.pk])
    assert AuditEvent.objects.get(verb="program.created").actor == cast.hr


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 1_000_000},
        {"name": "nul\0byte"},
        {"starts_on": "9999-12-31"},
        {"starts_on": "soon"},
        {"template": "other"},
        {},
    ],
)
def test_a_bad_new_program_is_explained_and_keeps_what_was_typed(cast, sign_in, changes):
    data = {"template": "classic", "name": "Kept", "starts_on": next_month().isoformat()}
    data = {**data, **changes} if changes else {}
    answer = sign_in(cast.hr).post(reverse("program_new"), data)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Program.objects.count() == 2


def test_right_to_left_names_and_emoji_are_ordinary_names(cast, sign_in):
    name = "برنامج التوجيه 🌱"
    data = {"template": "classic", "name": name, "starts_on": next_month().isoformat()}
    client = sign_in(cast.hr)
    client.post(reverse("program_new"), data)
    assert name in client.get(reverse("program_list")).content.decode()


# Opening and closing -------------------------------------------------------------------------


def test_opening_makes_a_join_link_nobody_can_guess(cast, draft):
    program = actions.open_enrollment(program=draft, by=cast.coordinator)
    assert program.status == ProgramStatus.OPEN
    assert len(program.join_token or "") >= 32
    assert program.opened_by == cast.coordinator


def test_a_program_without_coordinator_cannot_open(cast, draft):
    draft.staff.all().delete()
    with pytest.raises(DomainError, match="name a coordinator"):
        actions.open_enrollment(program=draft, by=cast.hr)


def test_a_program_where_nothing_counts_cannot_open(cast, draft):
    draft.criteria.update(weight=0)
    with pytest.raises(DomainError, match="No matching criterion has a weight"):
        actions.open_enrollment(program=draft, by=cast.hr)


def test_a_program_that_has_ended_cannot_open(cast, draft):
    Program.objects.filter(pk=draft.pk).update(
        starts_on=clock.today() - timedelta(days=20), ends_on=clock.today() - timedelta(days=1)
    )
    with pytest.raises(DomainError, match="ends too early"):
        actions.open_enrollment(program=draft, by=cast.hr)


def test_the_join_link_stays_the_same_after_closing_and_reopening(cast, draft):
    link = actions.open_enrollment(program=draft, by=cast.hr).join_token
    actions.close_enrollment(program=draft, by=cast.hr)
    assert actions.reopen(program=draft, by=cast.hr).join_token == link


def test_an_open_program_cannot_be_opened_twice(cast, draft):
    actions.open_enrollment(program=draft, by=cast.hr)
    with pytest.raises(DomainError, match="in the meantime"):
        actions.open_enrollment(program=draft, by=cast.hr)
    assert AuditEvent.objects.filter(verb="program.opened").count() == 1


def test_a_closed_program_can_be_reopened_and_not_edited_before(cast, draft):
    actions.open_enrollment(program=draft, by=cast.hr)
    actions.close_program(program=draft, by=cast.hr)
    with pytest.raises(DomainError, match="closed"):
        actions.add_question(program=draft, words=words(), by=cast.hr)
    program = actions.reopen(program=draft, by=cast.hr)
    assert (program.status, program.closed_at) == (ProgramStatus.RUNNING, None)


def test_a_program_with_open_relationships_cannot_close(cast):
    from relationships.actions.proposals import propose

    propose(
        program=cast.program,
        mentor=cast.mentor_enrollment,
        mentee=cast.mentee_enrollment,
        reasons=[],
        by=cast.coordinator,
    )
    with pytest.raises(DomainError, match="have not ended"):
        actions.close_program(program=cast.program, by=cast.hr)


def test_the_setup_page_says_what_is_missing_with_a_link(cast, draft, sign_in):
    draft.staff.all().delete()
    page = sign_in(cast.hr).get(reverse("program_setup", args=[draft.pk])).content.decode()
    assert "Nobody looks after the program yet" in page
    assert reverse("program_staff", args=[draft.pk]) in page
    assert reverse("program_open", args=[draft.pk]) not in page


def test_the_button_opens_enrollment_and_the_page_shows_the_link(cast, draft, sign_in):
    client = sign_in(cast.coordinator)
    confirming.press(client, reverse("program_open", args=[draft.pk]))
    draft.refresh_from_db()
    page = client.get(reverse("program_setup", args=[draft.pk])).content.decode()
    assert reverse("join", args=[draft.join_token]) in page


def test_pressing_open_too_early_is_explained(cast, draft, sign_in):
    draft.staff.all().delete()
    page = sign_in(cast.hr).post(reverse("program_open", args=[draft.pk]), follow=True)
    assert "name a coordinator" in page.content.decode()
    draft.refresh_from_db()
    assert draft.status == ProgramStatus.DRAFT


def test_links_to_the_people_are_for_coordinators_only(cast, sign_in):
    people = reverse("program_people", args=[cast.program.pk])
    for page in (reverse("program_list"), reverse("program_setup", args=[cast.program.pk])):
        assert f'href="{people}"' in content(sign_in(cast.coordinator), page)
        assert f'href="{people}"' not in content(sign_in(cast.hr), page)


def content(client, url: str) -> str:
    return client.get(url).content.decode()


# Dates, phases, criteria ---------------------------------------------------------------------


def basics(program: Program, **changes: object) -> dict[str, object]:
    return {
        "name": program.name,
        "purpose": "To grow",
        "course": "together",
        "starts_on": program.starts_on.isoformat(),
        "ends_on": program.ends_on.isoformat(),
        "enrollment_closes_on": "",
        "proposal_days": 10,
        "session_minutes": 60,
        **changes,
    }


def test_name_and_dates_can_be_changed(cast, draft, sign_in):
    sign_in(cast.coordinator).post(
        reverse("program_dates", args=[draft.pk]), basics(draft, name="Renamed", proposal_days=14)
    )
    draft.refresh_from_db()
    assert (draft.name, draft.purpose, draft.proposal_days) == ("Renamed", "To grow", 14)
    event = AuditEvent.objects.get(verb="program.basics_changed")
    assert event.details == {"changed": ["name", "purpose", "proposal_days"]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends_on", "2001-01-01"),
        ("ends_on", "2199-01-01"),
        ("starts_on", ""),
        ("starts_on", "2001-01-01"),
        ("starts_on", "2199-01-01"),
        ("enrollment_closes_on", "2199-01-01"),
        ("proposal_days", "0"),
        ("proposal_days", "99999999999999999999"),
        ("session_minutes", "5"),
        ("purpose", "x" * 1_000_000),
        ("purpose", "Lead\0ers"),
    ],
)
def test_bad_dates_are_refused_at_their_field(cast, draft, sign_in, field, value):
    answer = sign_in(cast.hr).post(
        reverse("program_dates", args=[draft.pk]), basics(draft, **{field: value})
    )
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]


def phases(**changes: object) -> dict[str, object]:
    numbers = {
        "cadence_days": 14,
        "amber_gap_days": 20,
        "red_gap_days": 30,
        "expected_weeks": 8,
        "warn_weeks": 12,
    }
    data = {f"{phase}-{name}": value for phase in Phase.values for name, value in numbers.items()}
    return {**data, **changes}


def test_the_four_phases_are_planned_together(cast, draft, sign_in):
    url = reverse("program_phases", args=[draft.pk])
    sign_in(cast.coordinator).post(url, phases(**{"cultivation-cadence_days": 15}))
    found = dict(draft.phase_plans.values_list("phase", "cadence_days"))
    assert found == {"initiation": 14, "cultivation": 15, "separation": 14, "redefinition": 14}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("initiation-amber_gap_days", 10),
        ("cultivation-red_gap_days", 20),
        ("separation-warn_weeks", 7),
        ("redefinition-cadence_days", 0),
        ("initiation-cadence_days", ""),
        ("initiation-cadence_days", "-3"),
    ],
)
def test_a_plan_that_contradicts_itself_changes_nothing(cast, draft, sign_in, field, value):
    url = reverse("program_phases", args=[draft.pk])
    answer = sign_in(cast.hr).post(url, phases(**{field: value}))
    assert list(answer.context["form"].errors) == [field]
    assert draft.phase_plans.get(phase="initiation").cadence_days == 7


@pytest.mark.parametrize("months", [None, 3])
@pytest.mark.parametrize(
    ("field", "words"), [("cadence_days", "days"), ("expected_weeks", "weeks")]
)
def test_nothing_in_a_phase_is_longer_than_the_mentoring(
    cast, draft, sign_in, months, field, words
):
    if months:
        Program.objects.filter(pk=draft.pk).update(months=months, ends_on=None)
    else:
        ends_on = draft.starts_on + timedelta(days=89)
        Program.objects.filter(pk=draft.pk).update(ends_on=ends_on)
    fits = {"cadence_days": 90, "amber_gap_days": 180, "red_gap_days": 365, "expected_weeks": 13}
    url, client = reverse("program_phases", args=[draft.pk]), sign_in(cast.hr)
    sent = {f"initiation-{name}": value for name, value in {**fits, "warn_weeks": 200}.items()}
    too_much = {**sent, f"initiation-{field}": fits[field] + 5}
    answer = client.post(url, phases(**too_much))
    wrong = answer.context["form"].errors
    assert [*wrong] == [f"initiation-{field}"]
    assert f"{words} here" in str(wrong[f"initiation-{field}"])
    assert client.post(url, phases(**sent)).status_code == 302


def test_a_phase_that_no_longer_fits_into_the_program_stops_the_opening(cast, draft):
    draft.ends_on = draft.starts_on + timedelta(days=60)
    draft.save()
    checks = {check.code: check for check in program_queries.checklist(draft)}
    assert not checks["phases"].done
    assert "shorten it" in checks["phases"].sentence


def test_weights_are_saved_and_shown_as_shares(cast, draft, sign_in):
    url = reverse("program_criteria", args=[draft.pk])
    client = sign_in(cast.coordinator)
    client.post(url, {key.value: 0 for key in CriterionKey} | {"style": 30, "field": 10})
    page = client.get(url)
    assert [row["value"] for row in page.context["shares"]] == ["75%", "25%"]


@pytest.mark.parametrize("weights", [{}, {"style": 101}, {"style": "-1"}, {"style": "x"}])
def test_weights_that_mean_nothing_are_refused(cast, draft, sign_in, weights):
    data = {key.value: 0 for key in CriterionKey} | weights
    answer = sign_in(cast.hr).post(reverse("program_criteria", args=[draft.pk]), data)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert draft.criteria.get(key="style").weight == 10


# Questions -----------------------------------------------------------------------------------


def question_data(**changes: object) -> dict[str, object]:
    values = {"text": "Why?", "help_text": "", "audience": "both", "kind": "short_text"}
    return {**values, "choices": "", **changes}


def test_a_question_is_added_at_the_end(cast, draft, sign_in):
    url = reverse("program_question_new", args=[draft.pk])
    sign_in(cast.coordinator).post(
        url, question_data(kind="one_choice", choices="Yes\n\nNo \n", required="on")
    )
    question = draft.questions.last()
    assert (question.text, question.choices, question.required) == ("Why?", ["Yes", "No"], True)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("text", {"text": ""}),
        ("text", {"text": "x" * 1_000_000}),
        ("text", {"text": "a\0b"}),
        ("choices", {"kind": "one_choice", "choices": "Only one"}),
        ("choices", {"kind": "one_choice", "choices": "Ja\nNein\n Ja"}),
        ("choices", {"kind": "ranking", "choices": "Ja\nNein\nJA"}),
        ("choices", {"kind": "several", "choices": "\n".join(map(str, range(31)))}),
        ("choices", {"kind": "several", "choices": "x" * 121 + "\ny"}),
        ("kind", {"kind": "video"}),
        ("audience", {"audience": ""}),
    ],
)
def test_a_bad_question_is_refused_at_its_field(cast, draft, sign_in, field, changes):
    url = reverse("program_question_new", args=[draft.pk])
    answer = sign_in(cast.hr).post(url, question_data(**changes))
    assert list(answer.context["form"].errors) == [field]


def test_questions_move_up_and_down_and_stop_at_the_ends(cast, draft, sign_in):
    client, first = sign_in(cast.hr), draft.questions.first()
    order = list(draft.questions.values_list("pk", flat=True))
    up, down = (
        reverse("program_question_move", args=[draft.pk, first.pk, way]) for way in ("up", "down")
    )
    client.post(up)
    assert list(draft.questions.values_list("pk", flat=True)) == order
    client.post(down)
    expected = [order[1], order[0], *order[2:]]
    assert list(draft.questions.values_list("pk", flat=True)) == expected


def test_a_question_nobody_answered_can_be_removed(cast, draft, sign_in):
    question = draft.questions.first()
    confirming.press(
        sign_in(cast.hr), reverse("program_question_remove", args=[draft.pk, question.pk])
    )
    assert not Question.objects.filter(pk=question.pk).exists()


@pytest.fixture
def answered(cast: Cast) -> Question:
    question = actions.add_question(
        program=cast.program,
        words=words(kind="one_choice", choices=["Yes", "No"]),
        by=cast.hr,
    )
    Answer.objects.create(enrollment=cast.mentee_enrollment, question=question, value="Yes")
    return question


def test_a_question_that_is_not_asked_any_more_keeps_its_answers(cast, answered, sign_in):
    url = reverse("program_question_remove", args=[cast.program.pk, answered.pk])
    confirming.press(sign_in(cast.coordinator), url)
    answered.refresh_from_db()
    assert answered.ended_by == cast.coordinator
    assert answered.answers.get().value == "Yes"
    assert not cast.program.questions.asked_of("mentee").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "Why now?"},
        {"help_text": "In one word."},
        {"kind": "several"},
        {"audience": "mentee"},
        {"readers": "partner"},
        {"choices": ["Yes", "Maybe"]},
    ],
)
def test_changing_an_answered_question_begins_a_new_version(cast, answered, changes):
    old = words(kind="one_choice", choices=["Yes", "No"])
    wanted = dataclasses.replace(old, **changes)
    version = actions.change_question(question=answered, words=wanted, by=cast.hr)
    assert version.pk != answered.pk
    assert (version.lineage, version.position) == (answered.lineage, answered.position)
    answered.refresh_from_db()
    assert (answered.text, answered.choices) == ("What is your aim?", ["Yes", "No"])
    assert answered.answers.get().value == "Yes"
    assert list(cast.program.questions.current()) == [version]


@pytest.mark.parametrize("changes", [{"choices": ["Yes", "No", "Maybe"]}, {"required": True}])
def test_a_change_that_leaves_answers_their_meaning_needs_no_version(cast, answered, changes):
    old = words(kind="one_choice", choices=["Yes", "No"])
    wanted = dataclasses.replace(old, **changes)
    assert actions.change_question(question=answered, words=wanted, by=cast.hr).pk == answered.pk


def test_a_question_nobody_answered_is_simply_reworded(cast, draft):
    first = draft.questions.first()
    changed = actions.change_question(question=first, words=words(text="Other"), by=cast.hr)
    assert (changed.pk, draft.questions.current().first().text) == (first.pk, "Other")


def test_an_earlier_version_cannot_be_changed_any_more(cast, answered, sign_in):
    actions.change_question(question=answered, words=words(text="New"), by=cast.hr)
    with pytest.raises(DomainError):
        actions.change_question(question=answered, words=words(text="Newer"), by=cast.hr)


def test_a_second_tab_reads_the_new_version_and_may_replace_it(cast, answered, sign_in):
    url = reverse("program_question", args=[cast.program.pk, answered.pk])
    client = sign_in(cast.hr)
    form = client.get(url).context["form"]
    mine = question_data(text="MINE") | {"unsent": str(form.kept.ticket)}
    actions.change_question(question=answered, words=words(text="THEIRS"), by=cast.coordinator)
    answer = client.post(url, mine)
    assert answer.status_code == 200
    for expected in ("changed while you were writing", "THEIRS", "MINE"):
        assert expected in answer.text
    assert cast.program.questions.current().get().text == "THEIRS"
    again = {"unsent": str(answer.context["form"].kept.ticket)}
    assert client.post(url, question_data(text="MINE") | again).status_code == 302
    current = cast.program.questions.current().get()
    assert (current.text, current.lineage) == ("MINE", answered.lineage)
    assert Question.objects.get(pk=answered.pk).text == answered.text


@pytest.mark.parametrize("route", ["program_question", "program_question_remove"])
def test_a_question_that_was_removed_meanwhile_says_so(cast, answered, sign_in, route):
    url = reverse("program_question", args=[cast.program.pk, answered.pk])
    client = sign_in(cast.hr)
    mine = {"unsent": str(client.get(url).context["form"].kept.ticket), **question_data(text="MY")}
    actions.remove_question(question=answered, by=cast.coordinator)
    sent = mine if route == "program_question" else {}
    answer = client.post(reverse(route, args=[cast.program.pk, answered.pk]), sent, follow=True)
    assert "somebody has removed it" in answer.text
    assert ("Your unsent text" in answer.text) is bool(sent)


def test_a_ranking_has_two_to_eight_things_to_put_in_order(cast, draft, sign_in):
    url = reverse("program_question_new", args=[draft.pk])
    for count, refused in ((1, True), (9, True), (8, False)):
        choices = "\n".join(f"Thing {n}" for n in range(count))
        answer = sign_in(cast.hr).post(url, question_data(kind="ranking", choices=choices))
        assert bool(answer.status_code == 200) == refused


# The library of questions --------------------------------------------------------------------


def test_the_library_holds_well_formed_questions_by_topic():
    offered = [template for _key, _topic, template in question_library.numbered("classic")]
    assert len(offered) >= 25
    assert len({str(template.text) for template in offered}) == len(offered)
    choice_kinds = {"one_choice", "several", "ranking"}
    assert {t.text for t in offered if (t.kind in choice_kinds) != bool(t.choices)} == set()
    assert {t.audience for t in offered} == set(Audience)
    assert {t.kind for t in offered} == set(QuestionKind)


def test_ticked_questions_are_added_once_at_the_end(cast, draft, sign_in):
    url, client = reverse("program_question_library", args=[draft.pk]), sign_in(cast.coordinator)
    before = draft.questions.count()
    client.post(url, {"topic_0": ["0-0", "0-2"], "topic_3": ["3-0"]})
    added = list(draft.questions.all())[before:]
    assert [(q.kind, q.required) for q in added] == [
        ("long_text", False),
        ("scale", False),
        ("yes_no", True),
    ]
    first = next(template for _key, _topic, template in question_library.numbered("classic"))
    assert str(first.text) not in client.get(url).content.decode()
    again = client.post(url, {"topic_0": ["0-0"]})
    assert again.status_code == 200
    assert draft.questions.count() == before + 3


@pytest.mark.parametrize("data", [{}, {"topic_0": "9-9"}, {"topic_0": "nul\0"}, {"other": "0-0"}])
def test_a_library_form_without_a_known_question_is_explained(cast, draft, sign_in, data):
    before = draft.questions.count()
    answer = sign_in(cast.hr).post(reverse("program_question_library", args=[draft.pk]), data)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert draft.questions.count() == before


# Coordinators --------------------------------------------------------------------------------


def test_hr_names_a_coordinator_by_email_in_any_case(cast, draft, sign_in):
    url = reverse("program_staff", args=[draft.pk])
    client = sign_in(cast.hr)
    client.post(url, {"email": "MENTOR@example.org", "part": "coordinator"})
    client.post(url, {"email": "mentor@example.org", "part": "coordinator"})
    assert draft.staff.filter(user=cast.mentor).count() == 1
    assert AuditEvent.objects.filter(verb="program.coordinator_named").count() == 1


@pytest.mark.parametrize("email", ["", "nobody@example.org", "no address", "a\0@example.org"])
def test_an_unknown_coordinator_is_explained(cast, draft, sign_in, email):
    typed = {"email": email, "part": "coordinator"}
    answer = sign_in(cast.hr).post(reverse("program_staff", args=[draft.pk]), typed)
    assert list(answer.context["form"].errors) == ["email"]


def test_the_last_coordinator_of_an_open_program_stays(cast, sign_in):
    staff = cast.program.staff.get()
    url = reverse("program_staff_remove", args=[cast.program.pk, staff.pk])
    page = sign_in(cast.hr).post(url, follow=True).content.decode()
    assert "name another coordinator first" in page
    Staff.objects.create(program=cast.program, user=cast.mentor)
    confirming.press(sign_in(cast.hr), url)
    assert not cast.program.staff.filter(pk=staff.pk).exists()


# Who may --------------------------------------------------------------------------------------

PAGES = [
    "program_setup",
    "program_dates",
    "program_phases",
    "program_criteria",
    "program_questions",
    "program_question_new",
]
BUTTONS = ["program_open", "program_close_enrollment", "program_reopen", "program_close"]


@pytest.mark.parametrize("route", [*PAGES, "program_staff"])
def test_setup_pages_are_for_those_who_look_after_the_program(cast, client, sign_in, route):
    url = reverse(route, args=[cast.program.pk])
    assert client.get(url).status_code == 302
    allowed = {name: sign_in(user).get(url).status_code for name, user in cast.users().items()}
    coordinator = 403 if route == "program_staff" else 200
    expected = dict.fromkeys(cast.users(), 404) | {"hr": 200, "coordinator": coordinator}
    assert allowed == expected
    assert sign_in(cast.hr).delete(url).status_code == 405


@pytest.mark.parametrize("route", BUTTONS)
def test_setup_buttons_are_for_those_who_look_after_the_program(cast, client, sign_in, route):
    url = reverse(route, args=[cast.program.pk])
    assert client.post(url).status_code == 302
    for user in (cast.mentor, cast.outsider, cast.other_coordinator, cast.safeguarding):
        assert sign_in(user).post(url).status_code == 404
    assert sign_in(cast.hr).get(url).status_code == 302
    cast.program.refresh_from_db()
    assert cast.program.status == ProgramStatus.OPEN


def test_the_list_holds_the_programs_somebody_looks_after(cast, client, sign_in):
    url = reverse("program_list")
    assert client.get(url).status_code == 302
    assert sign_in(cast.mentor).get(url).status_code == 403
    own = sign_in(cast.coordinator).get(url).context["programs"]
    assert [program.name for program in own] == ["Leadership"]
    every = sign_in(cast.hr).get(url).context["programs"]
    assert {program.name for program in every} == {"Leadership", "Engineering"}


def test_the_first_hr_admin_is_told_what_a_program_is(cast, sign_in):
    for row in cast.program.enrollments.all():
        row.delete()
    Program.objects.all().delete()
    page = sign_in(cast.hr).get(reverse("program_list")).content.decode()
    assert "There is no program yet" in page
    assert reverse("program_new") in page


def test_only_hr_creates_programs(cast, client, sign_in):
    url = reverse("program_new")
    assert client.get(url).status_code == 302
    assert sign_in(cast.coordinator).get(url).status_code == 403
    assert sign_in(cast.hr).get(url).status_code == 200
    assert sign_in(cast.hr).put(url).status_code == 405


def test_only_hr_removes_coordinators(cast, sign_in):
    staff = cast.program.staff.get()
    url = reverse("program_staff_remove", args=[cast.program.pk, staff.pk])
    assert sign_in(cast.coordinator).post(url).status_code == 403
    assert sign_in(cast.hr).get(url).status_code == 302
    assert cast.program.staff.filter(pk=staff.pk).exists()


def test_a_question_of_another_program_is_not_found(cast, answered, sign_in):
    client = sign_in(cast.hr)
    ids = [cast.other_program.pk, answered.pk]
    assert client.get(reverse("program_question", args=ids)).status_code == 404
    assert client.post(reverse("program_question_remove", args=ids)).status_code == 404
    assert client.post(reverse("program_question_move", args=[*ids, "up"])).status_code == 404
    own = [cast.program.pk, answered.pk, "sideways"]
    assert client.post(reverse("program_question_move", args=own)).status_code == 404


# As many queries at 30 rows as at one ---------------------------------------------------------


def queries(client, url, django_assert_max_num_queries) -> int:
    with django_assert_max_num_queries(12) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_lists_cost_the_same_with_thirty_rows(cast, draft, sign_in, django_assert_max_num_queries):
    client = sign_in(cast.hr)
    urls = [
        reverse("program_list"),
        reverse("program_setup", args=[draft.pk]),
        reverse("program_questions", args=[draft.pk]),
        reverse("program_staff", args=[draft.pk]),
    ]
    few = [queries(client, url, django_assert_max_num_queries) for url in urls]
    for number in range(30):
        make_program(f"More {number}")
        actions.add_question(program=draft, words=words(), by=cast.hr)
        Staff.objects.create(program=draft, user=make_user(f"helper-{number}"))
    many = [queries(client, url, django_assert_max_num_queries) for url in urls]
    assert many == few


def test_the_page_of_questions_keeps_the_order_people_are_asked_in(cast, draft, sign_in):
    page = sign_in(cast.hr).get(reverse("program_questions", args=[draft.pk]))
    shown = [question.pk for question in page.context["questions"]]
    assert shown == list(draft.questions.values_list("pk", flat=True))


def test_the_newest_program_stands_first(cast, draft, sign_in):
    shown = [p.name for p in sign_in(cast.hr).get(reverse("program_list")).context["programs"]]
    assert shown == ["Growing 2027", "Engineering", "Leadership"]


def test_only_coordinators_read_how_many_relationships_keep_a_program_open(
    cast: Cast, sign_in: Any
) -> None:
    """An HR admin who presses each day would otherwise see every ending."""
    stories.started(cast)
    Program.objects.filter(pk=cast.program.pk).update(status="running")
    url = reverse("program_close", args=[cast.program.pk])
    told = {
        who: sign_in(getattr(cast, who)).post(url, follow=True).context["messages"]
        for who in ("hr", "coordinator")
    }
    words = {who: " ".join(map(str, found)) for who, found in told.items()}
    assert "have not ended: 1" in words["coordinator"]
    assert "The coordinators of the program can see them and end them." in words["hr"]
    assert not re.search(r"\d", words["hr"])


def test_only_coordinators_read_how_many_mentors_have_joined(cast: Cast, sign_in: Any) -> None:
    Program.objects.filter(pk=cast.program.pk).update(mentors_first="enrollment", mentors_needed=5)
    url = reverse("program_joining", args=[cast.program.pk])
    assert "needed are approved" in sign_in(cast.coordinator).get(url).text
    assert "needed are approved" not in sign_in(cast.hr).get(url).text


def test_opening_and_closing_ask_first_in_words_that_name_what_happens(
    cast: Cast, draft: Program, sign_in: Any
) -> None:
    client = sign_in(cast.coordinator)
    url = reverse("program_open", args=[draft.pk])
    lines = confirming.lines_of(client.post(url))
    assert any("The format stays “" in line for line in lines)
    draft.refresh_from_db()
    assert draft.status == ProgramStatus.DRAFT
    url = reverse("program_close", args=[cast.program.pk])
    lines = confirming.lines_of(client.post(url))
    assert "3 people take part now." in lines
    told = confirming.lines_of(sign_in(cast.hr).post(url))
    assert told
    assert not any(re.search(r"\d|:", line) for line in told)
    confirming.press(client, url)
    cast.program.refresh_from_db()
    assert cast.program.status == ProgramStatus.CLOSED


def test_removing_the_only_coordinator_says_that_nobody_is_left(
    cast: Cast, draft: Program, sign_in: Any
) -> None:
    staff = draft.staff.get()
    url = reverse("program_staff_remove", args=[draft.pk, staff.pk])
    lines = confirming.lines_of(sign_in(cast.hr).post(url))
    assert "The program then has no coordinator." in lines
    assert draft.staff.filter(pk=staff.pk).exists()
