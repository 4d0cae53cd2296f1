"""Nothing typed is ever lost: what is kept, for whom, and how it comes back."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts import actions as people
from core import clock
from core.errors import DomainError
from drafts import actions, form_data, tasks, tickets
from drafts.models import Draft
from drafts.tickets import FormTicket
from programs.models import Program
from relationships.models import Goal, Relationship
from relationships.views import goals as goal_views
from tests import confirming, stories
from tests.cast import PASSWORD, Cast, SignIn

KEEP = "/unsent/keep/"
GOAL = {"title": "Lead a project", "kind": "skill", "horizon": "long_term"}


@pytest.fixture
def relationship(cast: Cast) -> Relationship:
    return stories.started(cast)


@pytest.fixture
def page(relationship: Relationship) -> str:
    return reverse("goal_new", args=[relationship.pk])


@pytest.fixture
def mentee(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.mentee)


def ticket_on(client: Client, page: str, form: str = "form") -> str:
    return str(client.get(page).context[form].kept.ticket)


def keep(client: Client, ticket: str, turn: int = 1, **answers: str) -> Any:
    return client.post(KEEP, {"unsent": ticket, "unsent-turn": turn, **answers})


def only_draft() -> Draft:
    return Draft.objects.get(closed_at=None)


# Keeping while somebody types ----------------------------------------------------------------


def test_what_is_typed_is_kept_and_comes_back_into_its_form(mentee: Client, page: str) -> None:
    answer = keep(mentee, ticket_on(mentee, page), title="Lead a pro", success="Ünser Ziel 👩🏽‍💻")
    assert answer.json()["signed_in"] is True
    opened = mentee.get(page)
    assert "You have unsent text: A goal." in opened.text
    assert "Ünser Ziel" not in opened.text
    back = mentee.get(only_draft().link)
    assert back.context["form"]["title"].value() == "Lead a pro"
    assert "Ünser Ziel 👩🏽‍💻" in back.text
    assert 'Your unsent text is back in <a href="#id_title">its form</a>' in back.text
    assert "You have unsent text" not in back.text


def test_choices_and_ticks_come_back_as_they_were(mentee: Client, cast: Cast) -> None:
    page = reverse("enrollment_edit", args=[cast.mentee_enrollment.pk])
    cast.mentee_enrollment.status = "draft"
    cast.mentee_enrollment.submitted_at = cast.mentee_enrollment.decided_at = None
    cast.mentee_enrollment.decided_by = None
    cast.mentee_enrollment.save()
    answers = {"channels": ["phone", "chat"], "committed": "on", "availability": []}
    keep(mentee, ticket_on(mentee, page), **answers)
    form = mentee.get(only_draft().link).context["form"]
    assert form["channels"].value() == ["phone", "chat"]
    assert form["availability"].value() == []
    assert form["committed"].value() is True
    assert form["ready"].value() is False


def test_a_slow_saving_that_arrives_last_changes_nothing(mentee: Client, page: str) -> None:
    ticket = ticket_on(mentee, page)
    keep(mentee, ticket, turn=2, title="Second")
    keep(mentee, ticket, turn=1, title="First")
    assert form_data.unpack(only_draft().content)["title"] == "Second"


def test_two_tabs_never_overwrite_each_other(mentee: Client, page: str) -> None:
    one, other = ticket_on(mentee, page), ticket_on(mentee, page)
    keep(mentee, one, title="From one tab")
    keep(mentee, other, title="From the other")
    keep(mentee, one, turn=2, title="From one tab again")
    kept = {form_data.unpack(row.content)["title"] for row in Draft.objects.all()}
    assert kept == {"From one tab again", "From the other"}


def test_what_was_brought_back_and_changed_stands_in_one_place(mentee: Client, page: str) -> None:
    keep(mentee, ticket_on(mentee, page), title="Begun")
    again = ticket_on(mentee, only_draft().link)
    keep(mentee, again, title="Begun and gone on")
    assert form_data.unpack(only_draft().content)["title"] == "Begun and gone on"


def test_what_was_written_on_after_it_was_brought_back_elsewhere_stays(
    mentee: Client, page: str
) -> None:
    first = ticket_on(mentee, page)
    keep(mentee, first, title="Begun")
    again = ticket_on(mentee, only_draft().link)
    keep(mentee, first, turn=2, title="Begun, and more in the first tab")
    keep(mentee, again, title="Begun elsewhere")
    assert Draft.objects.count() == 2


def test_a_form_as_it_was_opened_leaves_nothing(mentee: Client, page: str) -> None:
    ticket = ticket_on(mentee, page)
    keep(mentee, ticket, title="Oops")
    keep(mentee, ticket, turn=2)
    assert Draft.objects.count() == 0


def test_tokens_files_and_passwords_are_never_kept(mentee: Client, page: str) -> None:
    keep(mentee, ticket_on(mentee, page), csrfmiddlewaretoken="T", password="P", title="x")
    assert only_draft().content == "title=x"


@pytest.mark.parametrize("words", ["a\x00b", "‫שלום‬", "👩🏽‍💻", "\r\n\r\n", "&=%"])
def test_any_text_is_kept(mentee: Client, page: str, words: str) -> None:
    keep(mentee, ticket_on(mentee, page), success=words)
    assert form_data.unpack(only_draft().content)["success"] == words
    assert mentee.get(only_draft().link).status_code == 200
    assert mentee.get(reverse("unsent_list")).status_code == 200


def test_a_text_past_a_million_bytes_is_refused_in_words_the_page_knows(
    mentee: Client, page: str
) -> None:
    assert keep(mentee, ticket_on(mentee, page), success="x" * 1_000_001).status_code == 413
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("ticket", ["", "made:up", "a\x00", "x" * 100_000, "👩🏽‍💻"])
@pytest.mark.parametrize("turn", ["1", "", "-1", "²", "9" * 40])
def test_a_made_up_ticket_keeps_nothing(mentee: Client, ticket: str, turn: str) -> None:
    answer = mentee.post(KEEP, {"unsent": ticket, "unsent-turn": turn, "title": "x"})
    assert answer.status_code == 400
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("turn", ["", "-1", "²", "9" * 40, "a\x00"])
def test_a_made_up_turn_is_the_first(mentee: Client, page: str, turn: str) -> None:
    ticket = ticket_on(mentee, page)
    assert (
        mentee.post(KEEP, {"unsent": ticket, "unsent-turn": turn, "title": "x"}).status_code == 200
    )
    assert only_draft().turn == 0


def test_a_ticket_holds_as_long_as_what_is_kept(mentee: Client, page: str) -> None:
    ticket = ticket_on(mentee, page)
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert keep(mentee, ticket, title="x").status_code == 400


def test_fifty_texts_are_kept_and_then_the_oldest_gives_way(cast: Cast) -> None:
    tickets = [FormTicket(cast.mentee.pk, "/a/", "/a/", "x") for _n in range(actions.MOST + 1)]
    for ticket in tickets:
        actions.keep(ticket=ticket, content="a=b", by=cast.mentee)
    assert Draft.objects.count() == actions.MOST
    assert not Draft.objects.filter(pk=tickets[0].draft).exists()


# Sending -------------------------------------------------------------------------------------


def test_what_has_arrived_is_forgotten(mentee: Client, page: str) -> None:
    keep(mentee, ticket_on(mentee, page), title="Lead")
    ticket = ticket_on(mentee, only_draft().link)
    keep(mentee, ticket, title="Lead a project")
    assert mentee.post(page, {**GOAL, "unsent": ticket}).status_code == 302
    assert Goal.objects.count() == 1
    assert not Draft.objects.filter(closed_at=None).exists()
    assert {row.content for row in Draft.objects.all()} == {""}


def test_equal_words_of_a_page_that_was_left_have_arrived_too(mentee: Client, page: str) -> None:
    """Whoever leaves a page that asks first, and sends the same from a new one."""
    for _left in (1, 2):
        keep(mentee, ticket_on(mentee, page), **GOAL)
    keep(mentee, ticket_on(mentee, page), **{**GOAL, "title": "Something else"})
    mentee.post(page, {**GOAL, "confirmed": "abc", "unsent": ticket_on(mentee, page)})
    assert form_data.unpack(only_draft().content)["title"] == "Something else"
    listed = mentee.get(reverse("unsent_list")).text
    assert "Lead a project" not in listed


def test_equal_words_in_another_form_or_of_somebody_else_stay(
    cast: Cast, mentee: Client, sign_in: SignIn, page: str, relationship: Relationship
) -> None:
    other = reverse("we_met", args=[relationship.pk])
    keep(mentee, ticket_on(mentee, other), **GOAL)
    mentor = sign_in(cast.mentor)
    keep(mentor, ticket_on(mentor, page), **GOAL)
    mentee.post(page, {**GOAL, "unsent": ticket_on(mentee, page)})
    assert Draft.objects.filter(closed_at=None).count() == 2


def test_brought_back_and_sent_at_once_leaves_nothing(mentee: Client, page: str) -> None:
    keep(mentee, ticket_on(mentee, page), title="Lead")
    link = only_draft().link
    mentee.post(link, {**GOAL, "unsent": ticket_on(mentee, link)})
    assert not Draft.objects.filter(closed_at=None).exists()


def test_a_saving_that_arrives_after_the_form_revives_nothing(mentee: Client, page: str) -> None:
    ticket = ticket_on(mentee, page)
    mentee.post(page, {**GOAL, "unsent": ticket})
    late = keep(mentee, ticket, title="Lead a pro")
    assert late.status_code == 410
    assert not Draft.objects.filter(closed_at=None).exists()
    assert keep(mentee, late.json()["ticket"], title="Another").status_code == 200


def test_a_form_that_comes_back_with_errors_keeps_its_words_under_the_same_ticket(
    mentee: Client, page: str
) -> None:
    ticket = ticket_on(mentee, page)
    keep(mentee, ticket, success="Words")
    answer = mentee.post(page, {"success": "Words", "unsent": ticket})
    assert answer.status_code == 200
    assert tickets.read(str(answer.context["form"].kept.ticket)) == tickets.read(ticket)
    assert form_data.unpack(only_draft().content)["success"] == "Words"


def test_a_form_on_another_page_is_kept_and_forgotten_by_the_address_it_is_sent_to(
    cast: Cast, mentee: Client, relationship: Relationship
) -> None:
    session = stories.held(cast, relationship, days_ago=1)
    page, to = (reverse(name, args=[session.pk]) for name in ("session_detail", "note_write"))
    keep(mentee, ticket_on(mentee, page, "note_form"), **{"note-words": "Half a note"})
    back = mentee.get(only_draft().link)
    assert "Half a note" in back.text
    assert "<details open>" in back.text
    ticket = str(back.context["note_form"].kept.ticket)
    note = {"note-words": "A note", "note-visibility": "private", "unsent": ticket}
    assert mentee.post(to, note).status_code == 302
    assert not Draft.objects.filter(closed_at=None).exists()


def test_a_form_that_is_turned_away_keeps_its_words(cast: Cast, sign_in: SignIn) -> None:
    client, page = sign_in(cast.outsider), reverse("enroll", args=["join-leadership", "mentee"])
    ticket = ticket_on(client, page)
    Program.objects.update(status="running")
    answer = client.post(page, {"expectations": "Somebody to ask", "unsent": ticket})
    assert answer.status_code == 302
    assert "You can find it in your settings" in client.get(reverse("account_settings")).text
    assert "Somebody to ask" in client.get(reverse("unsent_list")).text


def test_a_form_that_fails_keeps_its_words(
    cast: Cast, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.mentee)
    ticket = ticket_on(client, page)
    monkeypatch.setattr("relationships.views.goals.plans.propose_goal", None)
    assert client.post(page, {**GOAL, "unsent": ticket}).status_code == 500
    assert "Lead a project" in client.get(reverse("unsent_list")).text


# Signed out meanwhile ------------------------------------------------------------------------


def test_a_form_sent_after_the_sign_in_ran_out_comes_back_after_signing_in(
    cast: Cast, page: str, client: Client
) -> None:
    log_in = {"login": cast.mentee.email, "password": PASSWORD}
    client.post(reverse("account_login"), log_in)
    ticket = ticket_on(client, page)
    client.cookies.pop("sessionid")
    answer = client.post(page, {**GOAL, "unsent": ticket})
    sign_in = client.get(answer["Location"])
    assert "What you typed is saved" in sign_in.text
    assert "Lead a project" not in sign_in.text
    onward = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    back = client.post(reverse("account_login"), {**log_in, "next": onward}, follow=True)
    assert back.context["form"]["title"].value() == "Lead a project"
    assert Goal.objects.count() == 0


def test_a_line_is_kept_when_it_cannot_arrive_though_it_is_not_saved_as_typed(
    cast: Cast, mentee: Client, relationship: Relationship
) -> None:
    session = stories.planned(cast, relationship)
    page, to = (reverse(name, args=[session.pk]) for name in ("session_detail", "topic_add"))
    form = mentee.get(page).context["topic_form"]
    assert "data-keep" not in str(form)
    line = {form.add_prefix("topic"): "Ask for a raise", "unsent": str(form.kept.ticket)}
    Client().post(to, line)
    assert "Ask for a raise" in mentee.get(only_draft().link).text


@pytest.mark.parametrize(
    ("came_from", "onward"),
    [
        ("http://testserver/mentoring/x/", "/mentoring/x/"),
        ("http://testserver//evil.example/", "/"),
        ("http://evil.example/mentoring/x/", "/"),
        ("http://[", "/"),
        ("", "/"),
    ],
)
def test_a_button_pressed_signed_out_leads_back_to_its_page(
    relationship: Relationship, client: Client, came_from: str, onward: str
) -> None:
    button = reverse("resume", args=[relationship.pk])
    answer = client.post(button, headers={"referer": came_from})
    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [onward]
    assert "Sign in, and try again." in client.get(answer["Location"]).text


def test_nobody_else_who_signs_in_gets_it(cast: Cast, page: str, sign_in: SignIn) -> None:
    ticket = ticket_on(sign_in(cast.mentee), page)
    Client().post(page, {**GOAL, "success": "MINE ALONE", "unsent": ticket})
    draft = only_draft()
    assert draft.user == cast.mentee
    for name, person in cast.users().items():
        client = sign_in(person)
        texts = client.get(draft.link).text + client.get(reverse("unsent_list")).text
        assert ("MINE ALONE" in texts) == (name == "mentee")


def test_words_are_kept_while_nobody_is_signed_in(cast: Cast, mentee: Client, page: str) -> None:
    ticket = ticket_on(mentee, page)
    assert keep(Client(), ticket, title="Lead").json()["signed_in"] is False
    assert only_draft().user == cast.mentee


def test_a_form_of_somebody_else_is_not_sent_in_ones_own_name(
    cast: Cast, mentee: Client, page: str, sign_in: SignIn
) -> None:
    ticket = ticket_on(mentee, page)
    answer = sign_in(cast.mentor).post(page, {**GOAL, "unsent": ticket})
    assert answer.status_code == 409
    assert "Somebody else is signed in" in answer.text
    assert "kept for them alone" in answer.text
    assert "Lead a project" not in answer.text
    assert Goal.objects.count() == 0
    assert only_draft().user == cast.mentee


def test_what_is_too_long_to_be_kept_is_not_said_to_be_kept(
    cast: Cast, mentee: Client, page: str
) -> None:
    ticket = ticket_on(mentee, page)
    client, form = Client(), {"success": "x" * 1_000_001, "unsent": ticket}
    answer = client.post(page, form)
    assert "nothing was sent or kept" in client.get(answer["Location"]).text
    client.force_login(cast.mentor)
    assert "kept for them" not in client.post(page, form).text


def test_a_form_that_has_expired_keeps_its_words(cast: Cast, page: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.mentee)
    answer = client.post(page, {**GOAL, "unsent": ticket_on(client, page)})
    assert answer.status_code == 403
    assert "what you typed is kept" in answer.text
    assert only_draft().link in answer.text
    assert client.get(only_draft().link).context["form"]["title"].value() == "Lead a project"


def test_an_expired_form_without_a_ticket_says_to_go_back(cast: Cast, page: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(page, GOAL)
    assert answer.status_code == 403
    assert "Go back with your browser" in answer.text


@pytest.mark.parametrize(("failure", "status"), [(Http404, 404), (PermissionDenied, 403)])
def test_a_page_that_is_gone_says_where_the_words_are(
    mentee: Client,
    page: str,
    monkeypatch: pytest.MonkeyPatch,
    failure: type[Exception],
    status: int,
) -> None:
    form = {**GOAL, "unsent": ticket_on(mentee, page)}

    def gone(*_args: object, **_kwargs: object) -> None:
        raise failure

    monkeypatch.setattr(goal_views, "submit", gone)
    answer = mentee.post(page, form)
    assert answer.status_code == status
    assert "What you typed was not sent" in answer.text
    assert form_data.unpack(only_draft().content)["title"] == "Lead a project"


def test_who_left_keeps_nothing(cast: Cast, mentee: Client, page: str) -> None:
    ticket = ticket_on(mentee, page)
    keep(mentee, ticket, title="Lead")
    people.deactivate(person=cast.mentee, by=cast.hr)
    assert Draft.objects.count() == 0
    assert keep(Client(), ticket, title="Lead").status_code == 400


def test_a_connection_that_breaks_while_sending_is_no_fault_of_ours(
    mentee: Client, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: object, *args: object) -> bytes:
        raise OSError("connection reset")

    monkeypatch.setattr("django.test.client.FakePayload.read", broken)
    assert mentee.post(page, GOAL).status_code < 500


# Reading, discarding, forgetting -------------------------------------------------------------


def test_the_list_shows_words_and_no_machine_answers(mentee: Client, page: str) -> None:
    keep(mentee, ticket_on(mentee, page), title="Lead a project", kind="skill", due_on="2027-01-31")
    text = mentee.get(reverse("unsent_list")).text
    assert "Lead a project" in text
    assert "2027-01-31" not in text


def test_who_comes_back_is_told_once_that_text_waits(
    cast: Cast, mentee: Client, relationship: Relationship
) -> None:
    stories.unsent(cast.mentee, relationship)
    first, second = (mentee.get("/", follow=True).text for _n in range(2))
    told = 'You have unsent text: A goal. <a href="/unsent/">Open it</a>'
    assert told in first
    assert told not in second


def test_who_has_sent_everything_is_told_nothing(cast: Cast, mentee: Client) -> None:
    assert "unsent" not in mentee.get("/", follow=True).text


def test_an_empty_list_says_what_will_be_there(mentee: Client) -> None:
    assert "you will find your text here" in mentee.get(reverse("unsent_list")).text


def test_discarding_is_for_good(cast: Cast, mentee: Client, relationship: Relationship) -> None:
    draft = stories.unsent(cast.mentee, relationship, "Words")
    answer = confirming.press(mentee, reverse("unsent_discard", args=[draft.pk]))
    assert answer["Location"] == draft.page
    assert Draft.objects.get().content == ""
    assert "sent or discarded" in mentee.get(draft.link).text
    assert mentee.post(reverse("unsent_discard", args=[draft.pk])).status_code == 404


def test_only_the_author_discards(cast: Cast, relationship: Relationship) -> None:
    draft = stories.unsent(cast.mentee, relationship)
    with pytest.raises(DomainError) as error:
        actions.discard(draft=draft, by=cast.mentor)
    assert error.value.code == "not_the_author"


@pytest.mark.parametrize("wanted", ["x", "a\x00", "0" * 36, "00000000-0000-0000-0000-000000000000"])
def test_a_made_up_text_to_bring_back_is_said_to_be_gone(
    mentee: Client, page: str, wanted: str
) -> None:
    answer = mentee.get(page, {"unsent": wanted})
    assert answer.status_code == 200
    assert "That text is not there any more" in answer.text


def test_unsent_words_are_forgotten_after_thirty_days(
    cast: Cast, relationship: Relationship
) -> None:
    stories.unsent(cast.mentee, relationship)
    with time_machine.travel(clock.now() + timedelta(days=29)):
        assert tasks.forget_old() == 0
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert tasks.forget_old() == 1
        assert tasks.forget_old() == 0


def test_the_empty_row_of_what_was_sent_goes_after_a_day(
    cast: Cast, relationship: Relationship
) -> None:
    actions.discard(draft=stories.unsent(cast.mentee, relationship), by=cast.mentee)
    assert tasks.forget_old() == 0
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert tasks.forget_old() == 1


def test_unsent_words_cost_one_question_however_many_there_are(
    cast: Cast,
    mentee: Client,
    relationship: Relationship,
    page: str,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    stories.unsent(cast.mentee, relationship)
    with django_assert_max_num_queries(5) as few:
        mentee.get(reverse("unsent_list"))
    for _n in range(29):
        stories.unsent(cast.mentee, relationship)
    with django_assert_num_queries(len(few.captured_queries)):
        mentee.get(reverse("unsent_list"))
    with django_assert_max_num_queries(8) as asked:
        mentee.get(page)
    assert len([q for q in asked.captured_queries if "drafts_draft" in q["sql"]]) == 1
