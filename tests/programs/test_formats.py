"""Formats as data: each can be started from, says what it is, and rules out what it must."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core import clock
from matching import pool
from programs import actions, formats, rules
from programs import queries as program_queries
from programs.formats import Colleague
from programs.models import Audience, CriterionKey, Format, Phase, Program, Side
from programs.program_templates.formats import TEMPLATES
from tests.cast import make_user

EVERY = pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda t: t.key)


def test_every_format_has_traits_and_a_program_to_start_from():
    assert set(formats.TRAITS) == set(Format.values)
    assert {template.format for template in TEMPLATES.values()} == set(Format)


@EVERY
def test_the_numbers_of_every_template_fit_together(template):
    assert set(template.phases) == set(Phase)
    days = template.months * 30
    assert [rules.phase_problems(numbers, days) for numbers in template.phases.values()] == [[]] * 4
    assert set(template.weights) == set(CriterionKey)
    assert sum(template.weights.values()) == 100
    weeks = sum(numbers.expected_weeks for numbers in template.phases.values())
    assert abs(weeks - template.months * 52 / 12) <= 7
    asked = {q.audience.value for q in template.questions}
    sides = {side.value for side in formats.of(template.format).sides}
    assert asked >= sides - {Side.PEER.value}
    assert Audience.BOTH in asked or Side.PEER not in sides


@EVERY
def test_a_program_from_every_template_lacks_only_a_coordinator(cast, template):
    program = actions.create_from_template(
        template=template, name="New", starts_on=clock.today(), by=cast.hr
    )
    assert program.format == template.format
    assert [c.code for c in program_queries.checklist(program) if not c.done] == ["coordinators"]
    actions.name_coordinator(program=program, user=cast.coordinator, by=cast.hr)
    assert actions.open_enrollment(program=program, by=cast.hr).status == "open"


@EVERY
def test_hr_starts_from_every_template_and_people_read_what_it_is(cast, sign_in, client, template):
    data = {"template": template.key, "name": "New", "starts_on": clock.today().isoformat()}
    sign_in(cast.hr).post(reverse("program_new"), data)
    program = Program.objects.get(name="New")
    actions.name_coordinator(program=program, user=cast.coordinator, by=cast.hr)
    program = actions.open_enrollment(program=program, by=cast.hr)
    page = client.get(reverse("join", args=[program.join_token])).content.decode()
    traits = formats.of(template.format)
    parts = [words for part in traits.parts for words in (part.join, *part.brings)]
    for words in (traits.about, traits.how, *parts):
        assert str(words) in page


# Rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mentor", "mentee", "ruled_out"),
    [("sales", "sales", True), ("sales", "finance", False), ("", "", False), ("sales", "", False)],
)
def test_across_functions_means_two_functions(mentor, mentee, ruled_out):
    pairs = formats.ruled_out(
        "cross_functional", [Colleague(1, mentor, 0)], [Colleague(2, mentee, 0)]
    )
    assert list(pairs) == [(1, 2)] * ruled_out


@pytest.mark.parametrize(
    ("mentor", "mentee", "ruled_out"),
    [(1, 3, True), (3, 1, False), (2, 2, False), (0, 3, False), (3, 0, False)],
)
def test_a_reverse_mentor_is_never_the_senior_of_the_two(mentor, mentee, ruled_out):
    pairs = formats.ruled_out("reverse", [Colleague(1, "", mentor)], [Colleague(2, "", mentee)])
    assert list(pairs) == [(1, 2)] * ruled_out


@pytest.mark.parametrize("key", ["classic", "external", "buddy"])
def test_other_formats_rule_nothing_out(key):
    same = Colleague(1, "sales", 1), Colleague(2, "sales", 5)
    assert list(formats.ruled_out(key, same[:1], same[1:])) == []


# In the matching -----------------------------------------------------------------------------


def forbidden(cast, key):
    Program.objects.filter(pk=cast.program.pk).update(format=key)
    cast.program.refresh_from_db()
    found = pool.load(cast.program).problem.forbidden
    return found.get((str(cast.mentor_enrollment.pk), str(cast.mentee_enrollment.pk)), "")


def test_the_matching_never_pairs_one_function_across_functions(cast):
    User.objects.filter(pk=cast.mentee.pk).update(manager=None, function=" engineering ")
    assert forbidden(cast, "classic") == ""
    assert forbidden(cast, "cross_functional") == "unavailable"
    User.objects.filter(pk=cast.mentor.pk).update(function="Sales")
    assert forbidden(cast, "cross_functional") == ""


def test_the_matching_never_gives_a_senior_a_senior_for_reverse_mentoring(cast):
    User.objects.filter(pk=cast.mentor.pk).update(manager=make_user("head"))
    lead = make_user("lead", manager=make_user("director"))
    User.objects.filter(pk=cast.mentee.pk).update(manager=lead)
    assert forbidden(cast, "classic") == ""
    assert forbidden(cast, "reverse") == "unavailable"
    User.objects.filter(pk=cast.mentor.pk).update(manager=lead)
    assert forbidden(cast, "reverse") == ""


def test_a_skip_level_report_is_no_reverse_mentor(cast):
    between = make_user("between", manager=cast.mentee)
    User.objects.filter(pk=cast.mentor.pk).update(manager=between)
    assert forbidden(cast, "reverse") == "line"


def test_a_format_without_rules_costs_the_matching_nothing(cast):
    def cost(key):
        Program.objects.filter(pk=cast.program.pk).update(format=key)
        cast.program.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            pool.load(cast.program)
        return len(queries)

    assert cost("reverse") == cost("classic") + 2
