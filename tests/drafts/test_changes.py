"""Two open pages change one record: who is second sees what the first has written, and decides."""

from datetime import date, timedelta

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from core import clock, dates
from drafts import changes
from drafts.models import Draft
from programs.models import Program
from relationships.models import Activity, Goal, Relationship
from tests import stories
from tests.cast import Cast, SignIn


@pytest.fixture
def relationship(cast: Cast) -> Relationship:
    return stories.ready_for_cultivation(cast)


@pytest.fixture
def page(relationship: Relationship) -> str:
    goal = relationship.goals.get()
    return reverse("goal_detail", args=[relationship.pk, goal.pk])


def opened(client: Client, page: str, form: str = "form") -> dict[str, str]:
    """The ticket that the page puts into its form."""
    return {"unsent": str(client.get(page).context[form].kept.ticket)}


def goal(title: str, **more: str) -> dict[str, str]:
    return {"title": title, "kind": "skill", "horizon": "long_term", **more}


def test_the_second_reads_what_the_first_wrote_and_may_then_replace_it(
    cast: Cast, sign_in: SignIn, page: str
) -> None:
    mentor, mentee = sign_in(cast.mentor), sign_in(cast.mentee)
    his, hers = opened(mentor, page), opened(mentee, page)
    assert mentor.post(page, goal("HIS-TITLE", success="HIS-WORDS") | his).status_code == 302
    answer = mentee.post(page, goal("HER-TITLE", success="HER-WORDS") | hers)
    assert answer.status_code == 200
    assert "changed while you were writing" in answer.text
    for words in ("HIS-TITLE", "HIS-WORDS", "HER-TITLE", "HER-WORDS"):
        assert words in answer.text
    assert Goal.objects.get().title == "HIS-TITLE"
    again = {"unsent": str(answer.context["form"].kept.ticket)}
    assert mentee.post(page, goal("BOTH") | again).status_code == 302
    assert Goal.objects.get().title == "BOTH"


def test_only_what_differs_is_shown(cast: Cast, sign_in: SignIn, page: str) -> None:
    mentor, mentee = sign_in(cast.mentor), sign_in(cast.mentee)
    hers = opened(mentee, page)
    due = clock.today() + timedelta(days=90)
    mentor.post(page, goal("HIS-TITLE", due_on=due.isoformat()) | opened(mentor, page))
    answer = mentee.post(page, goal("HER-TITLE") | hers)
    assert answer.context["form"].kept.changes == [
        ("What do you want to achieve?", "HIS-TITLE"),
        ("By when?", dates.day(due)),
    ]


def test_a_conflict_is_told_together_with_other_errors(
    cast: Cast, sign_in: SignIn, page: str
) -> None:
    mentor, mentee = sign_in(cast.mentor), sign_in(cast.mentee)
    hers = opened(mentee, page)
    mentor.post(page, goal("HIS-TITLE") | opened(mentor, page))
    answer = mentee.post(page, goal("") | hers)
    assert "changed while you were writing" in answer.text
    assert "This field is required." in answer.text


def test_unsent_text_from_before_a_change_is_not_sent_over_it(
    cast: Cast, sign_in: SignIn, page: str
) -> None:
    mentor, mentee = sign_in(cast.mentor), sign_in(cast.mentee)
    mentee.post("/unsent/keep/", goal("HER-TITLE") | opened(mentee, page))
    mentor.post(page, goal("HIS-TITLE") | opened(mentor, page))
    back = opened(mentee, Draft.objects.get(closed_at=None).link)
    assert "HIS-TITLE" in mentee.post(page, goal("HER-TITLE") | back).text
    assert Goal.objects.get().title == "HIS-TITLE"


def test_what_nobody_changed_is_saved_at_once(cast: Cast, sign_in: SignIn, page: str) -> None:
    mentee = sign_in(cast.mentee)
    wrong = mentee.post(page, goal("") | opened(mentee, page))
    assert wrong.context["form"].kept.changes == []
    again = {"unsent": str(wrong.context["form"].kept.ticket)}
    assert mentee.post(page, goal("Mine") | again).status_code == 302


def test_the_same_words_sent_twice_are_no_conflict(cast: Cast, sign_in: SignIn, page: str) -> None:
    mentee = sign_in(cast.mentee)
    one, other = opened(mentee, page), opened(mentee, page)
    assert mentee.post(page, goal("Mine") | one).status_code == 302
    assert mentee.post(page, goal("Mine") | other).status_code == 302


def test_a_question_added_meanwhile_is_no_conflict(cast: Cast, sign_in: SignIn) -> None:
    client, page = sign_in(cast.outsider), reverse("enroll", args=["join-leadership", "mentee"])
    ticket = opened(client, page)
    cast.program.questions.create(text="Why now?")
    answer = client.post(page, {"action": "save", "expectations": "Mine"} | ticket)
    assert answer.status_code == 302


def test_a_form_without_a_ticket_is_saved(cast: Cast, sign_in: SignIn, page: str) -> None:
    assert sign_in(cast.mentee).post(page, goal("Mine")).status_code == 302


def test_two_tabs_with_one_enrollment_lose_nothing(cast: Cast, sign_in: SignIn) -> None:
    client, page = sign_in(cast.outsider), reverse("enroll", args=["join-leadership", "mentee"])
    one, other = opened(client, page), opened(client, page)
    first = {"action": "save", "expectations": "FROM-ONE"}
    assert client.post(page, first | one).status_code == 302
    answer = client.post(page, {"action": "save", "expectations": "FROM-TWO"} | other)
    assert "FROM-ONE" in answer.text
    assert "FROM-TWO" in answer.text


def test_two_admins_with_one_program_lose_nothing(cast: Cast, sign_in: SignIn) -> None:
    page = reverse("program_dates", args=[cast.program.pk])
    hr, coordinator = sign_in(cast.hr), sign_in(cast.coordinator)
    form = hr.get(page).context["form"]
    start = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    one, other = opened(hr, page), opened(coordinator, page)
    assert hr.post(page, start | {"purpose": "ADMIN-WORDS"} | one).status_code == 302
    answer = coordinator.post(page, start | {"purpose": "OTHER-WORDS"} | other)
    assert "ADMIN-WORDS" in answer.text
    assert Program.objects.get(pk=cast.program.pk).purpose == "ADMIN-WORDS"


def test_two_tabs_with_one_reflection_lose_nothing(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    activity = stories.activity(cast, relationship)
    page, to = (
        reverse(name, args=[relationship.pk, activity.pk])
        for name in ("activity_detail", "activity_reflect")
    )
    mentee = sign_in(cast.mentee)
    one, other = (opened(mentee, page, "reflection_form") for _n in range(2))
    assert mentee.post(to, {"what": "FROM-ONE"} | one).status_code == 302
    answer = mentee.post(to, {"what": "FROM-TWO"} | other)
    assert "FROM-ONE" in answer.text
    assert "FROM-TWO" in answer.text
    assert Activity.objects.get(pk=activity.pk).what == "FROM-ONE"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (forms.BooleanField(), True, "Yes"),
        (forms.BooleanField(), None, "No"),
        (forms.CharField(), "", "Nothing"),
        (forms.CharField(), "Words", "Words"),
        (forms.DateField(), date(2027, 3, 1), "March 1, 2027"),
        (forms.MultipleChoiceField(choices=[("a", "Ann"), ("b", "Bo")]), ["b", "a"], "Bo, Ann"),
        (forms.ChoiceField(choices=[("a", "Ann")]), "gone", "gone"),
        (forms.IntegerField(), 0, "0"),
    ],
)
def test_answers_are_shown_in_the_words_of_the_form(
    field: forms.Field, value: object, words: str
) -> None:
    assert changes.shown(field, value) == words
