"""The kinds of questions a program can ask: what is accepted, kept and shown, and to whom."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from profiles.fields import RankingField
from profiles.models import Answer
from profiles.questions import field_for, in_words
from programs import actions
from programs.models import Format, Question, QuestionKind
from relationships.actions import endings
from tests import gatherings, stories
from tests.cast import make_skill


def question(kind, **fields):
    return Question(kind=kind, text="Why?", **fields)


def asked(kind, value, **fields):
    """What the field for ``kind`` makes of ``value``, or the refusal."""
    field = field_for(question(kind, **fields), [make_skill("Listening")])
    return field.clean(value)


ABC = {"choices": ["A", "B", "C"]}


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "shown"),
    [
        ("yes_no", "yes", "yes", ["Yes"]),
        ("number", "0", 0, ["0"]),
        ("number", "-12", -12, ["-12"]),
        ("date", "2027-01-31", "2027-01-31", ["January 31, 2027"]),
        ("ranking", ["2", "3", "1"], ["C", "A", "B"], ["1. C", "2. A", "3. B"]),
        ("skill_level", ["Listening", "0"], ["Listening", "0"], ["Listening: 0 · none yet"]),
        ("skill_level", ["Listening", "3"], ["Listening", "3"], ["Listening: 3 · advanced"]),
    ],
)
def test_an_answer_is_kept_and_shown_in_words(db, kind, typed, kept, shown):
    assert asked(kind, typed, **ABC) == kept
    assert in_words(kind, kept) == shown


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("yes_no", "perhaps"),
        ("number", "many"),
        ("number", "9" * 400),
        ("number", "1.5"),
        ("date", "31.31.2027"),
        ("date", "99999-01-01"),
        ("ranking", ["1", "1", "2"]),
        ("ranking", ["1", "", "2"]),
        ("ranking", ["1", "2", "4"]),
        ("ranking", ["1", "2", "nul\0"]),
        ("skill_level", ["Listening", ""]),
        ("skill_level", ["", "2"]),
        ("skill_level", ["Juggling", "2"]),
        ("skill_level", ["Listening", "5"]),
        *((kind, None) for kind in ("yes_no", "number", "date", "ranking", "skill_level")),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused(db, kind, typed):

    with pytest.raises(ValidationError):
        asked(kind, typed, required=True, **ABC)


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_a_question_that_is_not_required_may_be_left_out(db, kind):
    assert asked(kind, None, **ABC) in ("", [], None)


def test_a_ranking_needs_no_dragging_and_names_each_choice():
    field = RankingField(choices=["Calm", "Clear"])
    html = field.widget.render("rank", field.places(["Clear", "Calm"]), {"id": "id_rank"})
    assert '<label for="id_rank_0">Calm</label>' in html
    assert '<label for="id_rank_1">Clear</label>' in html
    assert html.count("<select") == 2
    assert html.index('value="2" selected') < html.index('value="1" selected')


# In the enrollment form ----------------------------------------------------------------------


@pytest.fixture
def one_of_each(cast):
    return {
        kind: cast.program.questions.create(
            kind=kind, text=f"About {kind}", position=number, choices=["A", "B"]
        )
        for number, kind in enumerate(QuestionKind.values)
    }


def posted(one_of_each):
    make_skill("Listening")
    values = {
        "yes_no": {"": "no"},
        "number": {"": "3"},
        "date": {"": "2027-01-31"},
        "ranking": {"_0": "2", "_1": "1"},
        "skill_level": {"_0": "Listening", "_1": "2"},
    }
    return {
        f"question_{one_of_each[kind].pk.hex}{suffix}": value
        for kind, parts in values.items()
        for suffix, value in parts.items()
    }


def test_every_kind_is_saved_and_comes_back(cast, sign_in, one_of_each):
    client = sign_in(cast.outsider)
    url = reverse("enroll", args=[cast.program.join_token, "mentee"])
    saved = client.post(url, {**posted(one_of_each), "action": "save"})
    answers = {row.question.kind: row.value for row in Answer.objects.select_related("question")}
    assert answers == {
        "yes_no": "no",
        "number": 3,
        "date": "2027-01-31",
        "ranking": ["B", "A"],
        "skill_level": ["Listening", "2"],
    }
    page = client.get(saved.url).content.decode()
    assert "1. B" in page
    form = client.get(url).context["form"]
    initial = {q.kind: form[f"question_{q.pk.hex}"].value() for q in one_of_each.values()}
    assert {kind: initial[kind] for kind in answers} == {**answers, "ranking": ["2", "1"]}


def test_what_was_typed_stays_when_a_ranking_is_refused(cast, sign_in, one_of_each):
    data = {**posted(one_of_each), f"question_{one_of_each['ranking'].pk.hex}_1": "2"}
    url = reverse("enroll", args=[cast.program.join_token, "mentee"])
    answer = sign_in(cast.outsider).post(url, {**data, "action": "save"})
    assert list(answer.context["form"].errors) == [f"question_{one_of_each['ranking'].pk.hex}"]
    assert answer.content.decode().count('value="2" selected') >= 2
    assert not Answer.objects.exists()


def test_the_reader_of_each_answer_stands_beside_the_field(cast, sign_in, one_of_each):
    cast.program.questions.filter(kind="number").update(readers="partner")
    url = reverse("enroll", args=[cast.program.join_token, "mentee"])
    page = sign_in(cast.outsider).get(url).content.decode()
    assert page.count("So can your partner, once you have both accepted") == 1


def words(question, **changes):
    names = ("audience", "kind", "text", "help_text", "choices", "required", "readers")
    values = {name: getattr(question, name) for name in names}
    return actions.QuestionWords(**{**values, **changes})


def test_an_old_answer_stays_under_the_old_words_until_the_new_ones_are_answered(cast, sign_in):
    first = cast.program.questions.create(text="Old words")
    url = reverse("enroll", args=[cast.program.join_token, "mentee"])
    client = sign_in(cast.outsider)
    client.post(url, {f"question_{first.pk.hex}": "before", "action": "save"})
    second = actions.change_question(question=first, words=words(first, text="New"), by=cast.hr)
    client.post(url, {"action": "save"})
    assert Answer.objects.get().question == first
    client.post(url, {f"question_{second.pk.hex}": "after", "action": "save"})
    assert [(a.question.text, a.value) for a in Answer.objects.all()] == [("New", "after")]


# For the partner -----------------------------------------------------------------------------


@pytest.fixture
def shared(cast):
    for readers in ("partner", "coordinator"):
        row = cast.program.questions.create(text=f"For {readers}", readers=readers)
        Answer.objects.create(
            enrollment=cast.mentee_enrollment, question=row, value=f"words for the {readers}"
        )
    return reverse("partner_answers", args=[cast.mentee_enrollment.pk])


def test_the_partner_reads_what_was_written_for_them_and_nothing_else(cast, shared, sign_in):
    stories.ready_for_cultivation(cast)
    page = sign_in(cast.mentor).get(shared).content.decode()
    assert "words for the partner" in page
    assert "words for the coordinator" not in page


def test_nobody_else_reads_it_and_nobody_before_both_accepted(cast, shared, sign_in):
    assert sign_in(cast.mentor).get(shared).status_code == 404
    stories.ready_for_cultivation(cast)
    for user in (cast.mentee, cast.second_mentee, cast.coordinator, cast.hr, cast.line_manager):
        assert sign_in(user).get(shared).status_code == 404


def test_a_pair_that_has_ended_reads_it_no_more(cast, shared, sign_in):
    relationship = stories.ready_for_cultivation(cast)
    assert sign_in(cast.mentor).get(shared).status_code == 200
    endings.end_no_fault(relationship=relationship, by=cast.mentee)
    assert sign_in(cast.mentor).get(shared).status_code == 404


def test_who_has_left_a_group_reads_its_members_no_more_and_is_not_read(cast, sign_in):
    group = gatherings.started(cast, Format.GROUP, 5)
    people = {str(one.user.email)[:2]: one for one in group.memberships.select_related("user")}
    gone, stays = people["bo"], people["cl"]
    between = [(gone.user, stays.enrollment_id), (stays.user, gone.enrollment_id)]
    for has_left, expected in ((False, 200), (True, 404)):
        if has_left:
            endings.end_no_fault(relationship=group, by=gone.user)
        for user, enrollment in between:
            page = reverse("partner_answers", args=[enrollment])
            assert sign_in(user).get(page).status_code == expected


def test_a_partner_who_wrote_nothing_is_no_empty_page(cast, sign_in):
    stories.ready_for_cultivation(cast)
    page = sign_in(cast.mentor).get(reverse("partner_answers", args=[cast.mentee_enrollment.pk]))
    assert "Nothing was written for you to read" in page.content.decode()
