"""A no, and an ending that was not a good one, stand for good, whatever door somebody tries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from core import clock
from core.errors import DomainError
from matching import actions, pool
from matching.actions import held_places, requests
from matching.actions.requests import Wording
from matching.actions.wishes import add_wish
from matching.directory import choices_of
from matching.engine import broken_rule
from matching.models.runs import IntroTalk, MentorRequest, MentorWish
from matching.presenters.pairs import ranks
from matching.talks import actions as talks
from notifications import kinds
from notifications.models import Message
from profiles.models import Avoid, Enrollment
from programs.models import Shape, Side
from relationships.actions import endings, proposals, safeguarding
from relationships.models import Membership, Relationship
from relationships.rematch_rules import Earlier, FormerMember, refusals
from reports.facts import open_pairs, organization_now
from tests import stories
from tests.cast import Cast, SignIn, enroll, make_program, make_user

# The rule ------------------------------------------------------------------------------------


def couples(shape: str, kind: str, **second: Any) -> set[tuple[int, int]]:
    people = [FormerMember(1), FormerMember(2, **second), FormerMember(3)][
        : 2 if shape in {"pair", "talk"} else 3
    ]
    return {one.couple for one in refusals(Earlier(shape, kind, people))}


ALL, SECOND, NOBODY = {(1, 2), (1, 3), (2, 3)}, {(1, 2), (2, 3)}, set[tuple[int, int]]()


@pytest.mark.parametrize(
    ("kind", "pair", "group", "circle"),
    [
        ("no_fault", {(1, 2)}, ALL, ALL),
        ("administrative", {(1, 2)}, ALL, ALL),
        ("safeguarding", {(1, 2)}, ALL, ALL),
        ("declined", {(1, 2)}, NOBODY, NOBODY),
        ("completed", {(1, 2)}, ALL, NOBODY),
        ("lapsed", NOBODY, NOBODY, NOBODY),
        ("withdrawn", NOBODY, NOBODY, NOBODY),
        ("", NOBODY, NOBODY, NOBODY),
    ],
)
def test_what_each_ending_means_for_each_shape(
    kind: str, pair: object, group: object, circle: object
) -> None:
    assert couples(Shape.PAIR, kind) == couples(Shape.TALK, kind) == pair
    assert (couples(Shape.GROUP, kind), couples(Shape.CIRCLE, kind)) == (group, circle)


@pytest.mark.parametrize("kind", ["", "lapsed", "declined"])
def test_in_a_group_a_no_is_that_of_one_person(kind: str) -> None:
    for shape in (Shape.GROUP, Shape.CIRCLE):
        assert couples(shape, kind, accepted=False) == SECOND
        assert couples(shape, "", has_left=True) == SECOND
        assert couples(shape, "lapsed", accepted=None, has_left=True) == NOBODY


def test_who_completed_begins_again_when_both_want_it() -> None:
    for shape in (Shape.PAIR, Shape.TALK):
        want = [FormerMember(1, wants_again=True), FormerMember(2, wants_again=True)]
        assert refusals(Earlier(shape, "completed", want)) == []
        assert couples(shape, "completed", wants_again=True) == {(1, 2)}


def test_an_administrative_ending_and_one_for_safeguarding_have_the_same_consequences() -> None:
    one, other = (
        refusals(Earlier(Shape.PAIR, kind, [FormerMember(1), FormerMember(2)]))
        for kind in ("administrative", "safeguarding")
    )
    assert one == other
    assert one[0].is_final


# What has been between them ------------------------------------------------------------------


def proposal_declined(cast: Cast) -> None:
    proposals.decline(relationship=stories.proposed(cast), by=cast.mentor)


def ended_without_fault(cast: Cast) -> None:
    endings.end_no_fault(relationship=stories.started(cast), by=cast.mentee)


def ended_administratively(cast: Cast) -> None:
    record = stories.started(cast)
    Membership.objects.filter(relationship=record, user=cast.mentor).update(
        fit="not_good", fit_at=clock.now()
    )
    endings.end_administratively(relationship=record, by=cast.coordinator)


def ended_for_safeguarding(cast: Cast) -> None:
    safeguarding.end(relationship=stories.started(cast), by=cast.safeguarding)


def completed(cast: Cast) -> None:
    record = stories.started(cast)
    Relationship.objects.filter(pk=record.pk).update(
        status="concluded", concluded_at=clock.now(), concluded_kind="completed"
    )
    Membership.objects.filter(relationship=record).update(is_open=False, wish="rematch")


def request_declined(cast: Cast) -> None:
    requests.decline(request=stories.asked(cast), by=cast.mentor)


def talk_declined(cast: Cast) -> None:
    talks.answer(talk=stories.talk(cast), agreed=False, by=cast.mentor)


def avoided(cast: Cast) -> None:
    Avoid.objects.create(enrollment=cast.mentee_enrollment, user=cast.mentor)


def ended_elsewhere(cast: Cast) -> None:
    program = make_program("Earlier", coordinator=cast.other_coordinator)
    record = proposals.propose(
        program=program,
        mentor=enroll(cast.mentor, program, Side.MENTOR),
        mentee=enroll(cast.mentee, program, Side.MENTEE),
        reasons=[],
        by=cast.other_coordinator,
    )
    proposals.decline(relationship=record, by=cast.mentee)


Make = Callable[[Cast], None]
KNOWN = [
    proposal_declined,
    ended_without_fault,
    ended_administratively,
    ended_for_safeguarding,
    completed,
]
PRIVATE = [request_declined, talk_declined, avoided, ended_elsewhere]


def prepared(cast: Cast, choice: str = "requests") -> Cast:
    stories.let_mentees(cast.program, choice)
    for row in (cast.mentee_enrollment, cast.mentor_enrollment):
        row.refresh_from_db()
    return cast


def pair_of(cast: Cast) -> dict[str, Enrollment]:
    return {"mentor": cast.mentor_enrollment, "mentee": cast.mentee_enrollment}


# Every door ----------------------------------------------------------------------------------


@pytest.mark.parametrize("make", KNOWN)
def test_a_run_does_not_make_a_pair_whose_end_the_coordinator_can_see(
    cast: Cast, make: Make
) -> None:
    make(cast)
    problem = pool.load(cast.program).problem
    ids = str(cast.mentor_enrollment.pk), str(cast.mentee_enrollment.pk)
    assert broken_rule(problem, *ids) == "unavailable"


@pytest.mark.parametrize("make", PRIVATE)
def test_a_private_no_shows_in_no_run_and_publishing_proposes_nothing(
    cast: Cast, make: Make
) -> None:
    """A run that knew would answer for it, pair by pair (decision 12)."""
    make(prepared(cast))
    Enrollment.objects.filter(pk=cast.second_mentee_enrollment.pk).update(status="withdrawn")
    run = actions.run(program=cast.program, by=cast.coordinator)
    assert [row.mentor for row in run.proposals.all()] == [cast.mentor_enrollment]
    done = actions.publish(run=run, by=cast.coordinator)
    assert not done.proposed
    assert not Relationship.objects.filter(program=cast.program).exists()


@pytest.mark.parametrize("make", [*KNOWN, *PRIVATE])
def test_the_list_of_mentors_requests_wishes_and_talks_leave_the_mentor_out(
    cast: Cast, make: Make
) -> None:
    make(prepared(cast))
    assert choices_of(cast.mentee_enrollment).candidates == []
    asked = pair_of(cast) | {"by": cast.mentee}
    for ask in (
        lambda: requests.ask(wording=Wording("Please"), **asked),
        lambda: add_wish(**asked),
        lambda: talks.ask(**asked),
    ):
        with pytest.raises(DomainError) as refusal:
            ask()
        assert refusal.value.code == "not_available"


@pytest.mark.parametrize("make", [*KNOWN, *PRIVATE])
def test_a_draft_from_before_is_looked_at_again_when_it_is_published(
    cast: Cast, make: Make
) -> None:
    run = actions.run(program=prepared(cast).program, by=cast.coordinator)
    assert run.proposals.filter(**pair_of(cast)).exists()
    make(cast)
    before = Relationship.objects.filter(program=cast.program).count()
    actions.publish(run=run, by=cast.coordinator)
    made = Relationship.objects.filter(program=cast.program, status="proposed")
    assert not made.filter(memberships__user=cast.mentee).exists()
    assert Relationship.objects.filter(program=cast.program).count() <= before + 1


@pytest.mark.parametrize("make", [*KNOWN, *PRIVATE])
def test_nor_are_they_proposed_by_hand(cast: Cast, make: Make) -> None:
    make(cast)
    with pytest.raises(DomainError) as refusal:
        stories.proposed(cast)
    assert str(refusal.value) == "This match is not available."


@pytest.mark.parametrize("make", KNOWN)
def test_the_label_of_a_wish_is_gone_once_they_have_ended(cast: Cast, make: Make) -> None:
    prepared(cast, "wishes")
    MentorWish.objects.create(rank=1, **pair_of(cast))
    run = actions.run(program=cast.program, by=cast.coordinator)
    rows = list(run.proposals.select_related("mentor", "mentee").filter(**pair_of(cast)))
    key = cast.mentor_enrollment.pk, cast.mentee_enrollment.pk
    assert ranks(cast.program, rows) == {key: 1}
    make(cast)
    assert ranks(cast.program, rows) == {}


# On purpose ----------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [proposal_declined, ended_without_fault, completed])
def test_a_coordinator_asks_again_on_purpose_and_both_decide(
    cast: Cast, sign_in: SignIn, make: Make
) -> None:
    make(cast)
    record = Relationship.objects.get()
    client, url = sign_in(cast.coordinator), again(record)
    page = client.get(reverse("pair_detail", args=[cast.program.pk, record.pk])).content.decode()
    assert url in page
    assert "both decide" in client.get(url).content.decode()
    assert Relationship.objects.count() == 1
    client.post(url)
    made = Relationship.objects.exclude(pk=record.pk).get()
    assert (made.status, made.previous) == ("proposed", record)
    assert list(made.memberships.values_list("accepted", flat=True)) == [None, None]


def again(record: Relationship) -> str:
    return reverse("pair_propose_again", args=[record.program_id, record.pk])


@pytest.mark.parametrize("private", PRIVATE)
def test_what_is_private_cannot_be_overruled_and_sounds_the_same(
    cast: Cast, sign_in: SignIn, private: Make
) -> None:
    private(cast)
    record = ended_pair(cast)
    answer = sign_in(cast.coordinator).post(again(record), follow=True)
    assert "This match is not available." in answer.content.decode()
    assert not Relationship.objects.filter(status="proposed").exists()


def ended_pair(cast: Cast) -> Relationship:
    """A row as it was before the private reason arose."""
    now = clock.now()
    record = Relationship.objects.create(
        program=cast.program,
        first_user=cast.mentor,
        second_user=cast.mentee,
        status="concluded",
        concluded_kind="no_fault",
        concluded_at=now,
        proposed_at=now,
        answer_by=now + timedelta(days=1),
        started_at=now - timedelta(days=1),
    )
    for row, role in ((cast.mentor_enrollment, "mentor"), (cast.mentee_enrollment, "mentee")):
        Membership.objects.create(
            relationship=record, enrollment=row, user=row.user, role=role, is_open=False
        )
    return record


@pytest.mark.parametrize("make", [ended_administratively, ended_for_safeguarding])
def test_an_administrative_ending_is_not_asked_about_again(
    cast: Cast, sign_in: SignIn, make: Make
) -> None:
    make(cast)
    record = Relationship.objects.get()
    client = sign_in(cast.coordinator)
    page = client.get(reverse("pair_detail", args=[cast.program.pk, record.pk])).content.decode()
    assert again(record) not in page
    answer = client.post(again(record), follow=True)
    assert "This match is not available." in answer.content.decode()


@pytest.mark.parametrize("wish", ["wait", "leave"])
def test_a_wish_not_to_be_matched_is_obeyed_on_purpose_too(cast: Cast, wish: str) -> None:
    ended_without_fault(cast)
    record = Relationship.objects.get()
    endings.wish(relationship=record, by=cast.mentee, wish=wish)
    with pytest.raises(DomainError) as refusal:
        proposals.propose_on_purpose(relationship=record, by=cast.coordinator)
    assert refusal.value.code == "not_looking"


def test_nobody_is_asked_again_across_the_reporting_line_or_by_a_stranger(cast: Cast) -> None:
    ended_without_fault(cast)
    record = Relationship.objects.get()
    with pytest.raises(DomainError) as refusal:
        proposals.propose_on_purpose(relationship=record, by=cast.other_coordinator)
    assert refusal.value.code == "not_coordinator"
    cast.mentee.manager = cast.mentor
    cast.mentee.save()
    with pytest.raises(DomainError) as refusal:
        proposals.propose_on_purpose(relationship=record, by=cast.coordinator)
    assert refusal.value.code == "line"


# Places that are held ------------------------------------------------------------------------


def letters(user: Any) -> dict[str, str]:
    rows = Message.objects.filter(recipient=user, status="due")
    found = {row.kind: kinds.get(row.kind).compose(row) for row in rows}
    return {kind: " ".join(one.paragraphs) for kind, one in found.items() if one}


def test_a_run_leaves_somebody_in_contact_alone_and_keeps_the_place(cast: Cast) -> None:
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(capacity=1)
    stories.asked(prepared(cast))
    run = actions.run(program=cast.program, by=cast.coordinator)
    assert not run.proposals.exists()
    listed = {row.enrollment for row in run.unmatched.filter(role="mentee")}
    assert listed == {cast.second_mentee_enrollment}


@pytest.mark.parametrize("make", [stories.asked, stories.talk])
def test_who_is_in_contact_since_the_run_is_not_published(cast: Cast, make: Any) -> None:
    run = actions.run(program=prepared(cast).program, by=cast.coordinator)
    make(cast)
    actions.publish(run=run, by=cast.coordinator)
    assert run.proposals.get(mentee=cast.mentee_enrollment).left_out == "in_contact"
    assert not letters(cast.mentor).keys() & {"matching.request_taken_back"}


def test_a_decision_closes_the_request_and_the_letter_says_only_what_is_true(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = enroll(make_user("anna"), prepared(cast).program, Side.MENTOR)
    Enrollment.objects.filter(pk=cast.second_mentee_enrollment.pk).update(status="withdrawn")
    asked, talk = stories.asked(cast), stories.talk(cast)
    MentorRequest.objects.filter(pk=asked.pk).update(mentor=anna)
    IntroTalk.objects.filter(pk=talk.pk).update(mentor=anna)
    held_places.include(enrollment=cast.mentee_enrollment, by=cast.coordinator)
    actions.reject(
        program=cast.program, mentor=anna, mentee=cast.mentee_enrollment, by=cast.coordinator
    )
    run = actions.run(program=cast.program, by=cast.coordinator)
    page = sign_in(cast.coordinator).get(reverse("matching_publish", args=[run.pk]))
    assert "publishing closes an open request or talk" in page.content.decode()
    actions.publish(run=run, by=cast.coordinator)
    assert {MentorRequest.objects.get().status, IntroTalk.objects.get().status} == {"overtaken"}
    told = letters(anna.user)
    assert told.keys() == {"matching.request_overtaken", "matching.talk_overtaken"}
    assert "did not withdraw it" in told["matching.request_overtaken"]
    own = sign_in(cast.mentee).get(reverse("request_detail", args=[asked.pk])).content.decode()
    assert "You have a match or a proposal in another way" in own


@pytest.mark.parametrize("cause", ["avoided", "line", "matched"])
def test_a_mentor_is_told_no_cause_but_their_own_places(cast: Cast, cause: str) -> None:
    asked = stories.asked(prepared(cast))
    if cause == "avoided":
        avoided(cast)
    elif cause == "line":
        cast.mentee.manager = cast.mentor
        cast.mentee.save()
    else:
        anna = enroll(make_user("anna"), cast.program, Side.MENTOR)
        proposals.propose(
            program=cast.program,
            mentor=anna,
            mentee=cast.mentee_enrollment,
            reasons=[],
            by=cast.coordinator,
        )
    with pytest.raises(DomainError) as refusal:
        requests.accept(request=asked, by=cast.mentor)
    assert str(refusal.value) == (
        "This match is no longer possible. You do not have to do anything."
    )


@pytest.mark.parametrize("status", ["declined", "lapsed"])
def test_letters_about_a_no_and_about_no_answer_say_the_same(cast: Cast, status: str) -> None:
    asked, talk = stories.asked(prepared(cast)), stories.talk(cast)
    MentorRequest.objects.filter(pk=asked.pk).update(status=status, closed_at=clock.now())
    IntroTalk.objects.filter(pk=talk.pk).update(status=status)
    for kind, context in (
        ("matching.request_closed", {"request": str(asked.pk)}),
        ("matching.talk_closed", {"talk": str(talk.pk)}),
    ):
        letter = kinds.get(kind).compose(Message(kind=kind, context=context))
        assert letter is not None
        assert "It did not work out with Mentor this time." in letter.paragraphs[0]


# The reporting line --------------------------------------------------------------------------


def test_a_reporting_line_that_arises_later_is_on_the_coordinators_list_only(
    cast: Cast, sign_in: SignIn
) -> None:
    stories.started(cast)
    between = make_user("between", manager=cast.mentor)
    cast.mentee.manager = between
    cast.mentee.save()
    url = reverse("program_attention", args=[cast.program.pk])
    page = sign_in(cast.coordinator).get(url).content.decode()
    assert "Mentee is now in the reporting line of Mentor" in page
    assert "end it for administrative reasons" in page
    assert sign_in(cast.hr).get(url).status_code == 403
    dashboard = reverse("program_dashboard", args=[cast.program.pk])
    assert "reporting line" not in sign_in(cast.hr).get(dashboard).content.decode()


@pytest.mark.parametrize("status", ["proposed", "active", "paused"])
def test_the_line_is_looked_at_while_the_two_are_together(cast: Cast, status: str) -> None:
    record = stories.proposed(cast) if status == "proposed" else stories.started(cast)
    if status == "paused":
        back = clock.today() + timedelta(days=9)
        endings.pause(relationship=record, by=cast.mentee, resume_on=back)
    User.objects.filter(pk=cast.mentor.pk).update(manager=cast.mentee)
    pairs = open_pairs(cast.program, viewer=cast.coordinator, now=organization_now())
    assert "reporting_line" in {one.code for one in pairs[0].concerns}
