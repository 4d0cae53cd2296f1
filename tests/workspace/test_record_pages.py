"""The pair's pages: what each person reads, what bad input does, and what a page costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from notifications import kinds
from notifications.models import Message
from relationships.actions import endings, phases, proposals
from relationships.models import Goal, Membership, Relationship
from sessions import links
from sessions.actions import check_ins, notes
from sessions.models import CheckIn, MentoringSession, Note
from tests import stories
from tests.cast import Cast, SignIn, enroll, make_user

NASTY = {
    "nul": "a\x00b",
    "megabyte": "x" * 1_000_000,
    "right to left": "\u202eשלום",
    "emoji": "👩🏽‍💻" * 3,
    "markup": "<script>alert(1)</script>",
}


def url(route: str, relationship: Relationship, **more: object) -> str:
    return reverse(route, kwargs={"relationship": relationship.pk, **more})


def when(days: int = 3) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    return {
        "day": f"{day:%Y-%m-%d}",
        "start": "10:00",
        "minutes": "60",
        "mode": "video",
        "kind": "working",
    }


def goal(**words: str) -> dict[str, str]:
    return {"title": "Lead", "kind": "skill", "horizon": "long_term", **words}


def test_a_proposal_is_read_and_accepted(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.proposed(cast)
    client = sign_in(cast.mentee)
    page = client.get(url("relationship_detail", relationship)).text
    assert "Mentor" in page
    assert "Yes, I would like to" in page
    client.post(url("proposal_accept", relationship))
    assert relationship.memberships.get(user=cast.mentee).accepted is True


def test_the_record_says_what_is_still_missing(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    page = sign_in(cast.mentor).get(url("relationship_detail", relationship)).text
    for words in ("0 of 2 sessions held", "Agreement confirmed by both", "One goal agreed"):
        assert words in page


def test_a_session_is_planned_on_the_clock_of_the_person_who_plans_it(
    cast: Cast, sign_in: SignIn
) -> None:
    cast.mentee.time_zone = "Asia/Ho_Chi_Minh"
    cast.mentee.save()
    relationship = stories.started(cast)
    sign_in(cast.mentee).post(url("session_plan", relationship), when())
    assert MentoringSession.objects.get().starts_at.hour == 3


def test_a_refused_plan_keeps_what_was_typed_and_says_why(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    typed = {**when(-3), "agenda": "How to say no"}
    page = sign_in(cast.mentee).post(url("session_plan", relationship), typed).text
    assert "This time has passed" in page
    assert "How to say no" in page
    assert "<title>Error:" in page
    assert not MentoringSession.objects.exists()


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize(
    ("route", "field", "data"),
    [
        ("goal_new", "title", goal()),
        ("goal_new", "kind", goal()),
        ("session_plan", "agenda", when()),
        ("session_plan", "day", when()),
        ("session_plan", "minutes", when()),
        ("we_met", "words", when(-3)),
        ("agreement_edit", "purpose", {"cadence_days": "14"}),
        ("pause", "resume_on", {}),
        ("fit", "fit", {}),
    ],
)
def test_no_input_breaks_a_form(
    cast: Cast, sign_in: SignIn, route: str, field: str, data: dict[str, str], words: str
) -> None:
    relationship = stories.started(cast)
    client = sign_in(cast.mentee)
    answer = client.post(url(route, relationship), {**data, field: words})
    assert answer.status_code in {200, 302}
    page = client.get(url("relationship_detail", relationship)).text
    assert "<script>alert" not in page


def test_a_note_of_a_megabyte_is_refused_and_kept_in_the_form(cast: Cast, sign_in: SignIn) -> None:
    session = stories.held(cast, stories.started(cast), days_ago=1)
    data = {"note-words": NASTY["megabyte"], "note-visibility": "private"}
    page = sign_in(cast.mentee).post(reverse("note_write", args=[session.pk]), data).text
    assert "at most 10000 characters" in page
    assert NASTY["megabyte"] in page
    assert not Note.objects.exists()


@pytest.mark.parametrize("reader", ["mentor", "coordinator", "hr", "outsider"])
def test_nobody_else_finds_a_private_note_on_any_page_of_the_pair(
    cast: Cast, sign_in: SignIn, reader: str
) -> None:
    relationship = stories.started(cast)
    session = stories.held(cast, relationship, days_ago=1)
    note = notes.write(session=session, by=cast.mentee, words="MARKER", visibility="private")
    client = sign_in(getattr(cast, reader))
    for page in (
        url("relationship_detail", relationship),
        reverse("session_detail", args=[session.pk]),
        reverse("note_edit", args=[session.pk, note.pk]),
    ):
        assert "MARKER" not in client.get(page).text


def test_words_of_another_pair_cannot_be_reached_through_ones_own(
    cast: Cast, sign_in: SignIn
) -> None:
    mine = stories.started(cast)
    other = another_pair(cast)
    theirs = Goal.objects.create(
        relationship=other,
        proposed_by=other.memberships.first(),
        owner=other.memberships.first(),
        proposed_at=clock.now(),
        title="SECRET",
        kind="skill",
        horizon="long_term",
    )
    client = sign_in(cast.mentee)
    assert client.get(url("goal_detail", mine, goal=theirs.pk)).status_code == 404
    assert client.post(url("goal_close", mine, goal=theirs.pk)).status_code == 404


def another_pair(cast: Cast, number: int = 0) -> Relationship:
    mentor, mentee = (make_user(f"{side}-{number}") for side in ("extra-mentor", "extra-mentee"))
    relationship = proposals.propose(
        program=cast.program,
        mentor=enroll(mentor, cast.program, "mentor"),
        mentee=enroll(mentee, cast.program, "mentee"),
        reasons=[],
        by=cast.coordinator,
    )
    proposals.accept(relationship=relationship, by=mentor)
    return proposals.accept(relationship=relationship, by=mentee)


def test_an_action_cannot_be_given_to_somebody_outside_the_pair(
    cast: Cast, sign_in: SignIn
) -> None:
    session = stories.held(cast, stories.started(cast), days_ago=1)
    stranger = another_pair(cast).memberships.first()
    assert stranger
    data = {"action-words": "Do it", "action-owner": str(stranger.pk)}
    sign_in(cast.mentee).post(reverse("action_add", args=[session.pk]), data)
    assert not session.actions.exists()


def test_an_answer_from_the_mail_needs_no_sign_in_and_can_be_changed(cast: Cast) -> None:
    relationship = stories.started(cast)
    check_in = check_ins.ask(stories.membership(relationship, "mentee"), "fit", "test")
    client = Client()
    good, deciding = (
        reverse("answer", args=[links.token(check_in, a)]) for a in ("good", "deciding")
    )
    assert client.get(good).status_code == 200
    assert CheckIn.objects.get(pk=check_in.pk).answer == ""
    client.post(good)
    client.post(deciding)
    assert CheckIn.objects.get(pk=check_in.pk).answer == "deciding"
    assert Membership.objects.get(user=cast.mentee).fit == "deciding"


@pytest.mark.parametrize("token", ["nonsense", "a:b:c", "x" * 3000])
def test_a_broken_answer_link_changes_nothing_and_says_so(cast: Cast, token: str) -> None:
    answer = Client().post(reverse("answer", args=[token]))
    assert answer.status_code == 404
    assert "no longer works" in answer.text


def test_an_answer_link_of_somebody_who_left_no_longer_works(cast: Cast) -> None:
    check_in = check_ins.ask(stories.membership(stories.started(cast), "mentee"), "fit", "test")
    cast.mentee.is_active = False
    cast.mentee.save()
    assert Client().post(reverse("answer", args=[links.token(check_in, "good")])).status_code == 404


@pytest.mark.parametrize("who", ["mentor", "mentee"])
def test_after_a_no_fault_ending_both_read_the_same(cast: Cast, sign_in: SignIn, who: str) -> None:
    relationship = stories.in_cultivation(cast)
    endings.end_no_fault(relationship=relationship, by=getattr(cast, who))
    pages = []
    for reader in (cast.mentor, cast.mentee):
        page = sign_in(reader).get(url("relationship_detail", relationship)).text
        assert "no reason is asked or given" in page
        pages.append(page.count("ended"))
    assert pages[0] == pages[1]


def test_a_wish_after_an_ending_is_kept(cast: Cast, sign_in: SignIn) -> None:
    relationship = endings.end_no_fault(relationship=stories.started(cast), by=cast.mentor)
    sign_in(cast.mentee).post(url("ending_wish", relationship), {"wish": "rematch"})
    assert relationship.memberships.get(user=cast.mentee).wish == "rematch"


def test_a_phase_is_proposed_and_confirmed_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.ready_for_cultivation(cast)
    sign_in(cast.mentee).post(
        url("phase_propose", relationship, transition="begin_cultivation"), {"words": "Shall we?"}
    )
    mentor = sign_in(cast.mentor)
    assert "Shall we?" in mentor.get(url("relationship_detail", relationship)).text
    proposal = relationship.phase_proposals.get()
    mentor.post(url("phase_confirm", relationship, proposal=proposal.pk))
    assert stories.again(relationship).phase == "cultivation"


def test_the_words_of_a_phase_proposal_are_not_in_the_letter(cast: Cast) -> None:
    relationship = stories.ready_for_cultivation(cast)
    phases.propose(
        relationship=relationship, transition="begin_cultivation", by=cast.mentee, words="MARKER"
    )
    for message in Message.objects.select_related("recipient"):
        letter = kinds.get(message.kind).compose(message)
        assert "MARKER" not in str(letter)


@pytest.mark.parametrize("transition", ["start", "end_no_fault", "nonsense"])
def test_only_what_both_decide_can_be_proposed(
    cast: Cast, sign_in: SignIn, transition: str
) -> None:
    relationship = stories.started(cast)
    page = url("phase_propose", relationship, transition=transition)
    assert sign_in(cast.mentee).get(page).status_code == 404


def test_the_record_costs_the_same_with_1_and_with_30_of_everything(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    relationship = stories.ready_for_cultivation(cast)
    page, client = url("relationship_detail", relationship), sign_in(cast.mentee)
    with django_assert_max_num_queries(12) as first:
        client.get(page)
    owner = stories.membership(relationship, "mentee")
    for number in range(30):
        stories.held(cast, relationship, days_ago=20 + number)
        stories.goal(cast, relationship)
        notes.promise(relationship=relationship, by=cast.mentee, owner=owner, words="Do it")
    with django_assert_max_num_queries(len(first)):
        client.get(page)


def test_the_list_costs_the_same_with_1_and_with_30_pairs(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    stories.started(cast)
    client = sign_in(cast.mentor)
    with django_assert_max_num_queries(10) as first:
        client.get(reverse("relationship_list"))
    for number in range(30):
        pair = another_pair(cast, number)
        pair.memberships.filter(role="mentor").update(user=cast.mentor)
    with django_assert_max_num_queries(len(first)):
        client.get(reverse("relationship_list"))


def test_a_pair_that_has_just_started_has_a_page(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.started(cast)
    for person in (cast.mentor, cast.mentee):
        assert sign_in(person).get(url("relationship_detail", pair)).status_code == 200
