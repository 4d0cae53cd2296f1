"""One definition of who can be matched and who is waiting: every place that shows it agrees."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from core import clock
from matching import pool, presenters
from matching.actions import held_places
from matching.groups.view import DraftsView
from matching.models.introductory_talks import OPEN_TALKS
from matching.models.runs import OPEN_REQUESTS, Away, IntroTalk, MentorRequest, RequestStatus
from profiles import circumstances, eligibility, waiting_list
from profiles.eligibility import EligibilityFacts, Ending, LiveContact, Obstacle, standing
from profiles.models import Enrollment
from programs.models import Format, Program, Side
from relationships.actions import endings, proposals
from relationships.member_loss import WISHED_AFTER
from relationships.models import ConcludedKind, Membership, Relationship, Status, Wish
from reports import figures
from reports.facts import open_pairs, organization_now
from tests import gatherings, stories
from tests.cast import Cast, SignIn, enroll, make_program, make_user

APRIL, MAY, JUNE = (datetime(2026, month, 1, tzinfo=UTC) for month in (4, 5, 6))
TODAY = date(2026, 6, 15)


def mentee(**facts: Any) -> EligibilityFacts:
    return EligibilityFacts(role=Side.MENTEE, **{"approved_at": APRIL, **facts})


def mentor(**facts: Any) -> EligibilityFacts:
    return EligibilityFacts(role=Side.MENTOR, **{"approved_at": APRIL, **facts})


def ended(kind: str = "no_fault", wish: str = "", at: datetime = MAY) -> Ending:
    return Ending(at, kind, wish)


ASKED = (LiveContact("m", MAY),)
TALKED = (LiveContact("m", MAY, Obstacle.TALKING_FIRST),)
TALK = (LiveContact("m", JUNE, Obstacle.TALKING),)

TABLE: list[tuple[EligibilityFacts, str, object]] = [
    (mentee(), "", APRIL),
    (mentee(status="submitted"), "not_approved", None),
    (mentee(is_active=False), "deactivated", None),
    (mentee(program_status="closed"), "not_open", None),
    (mentee(program_status="draft"), "not_open", None),
    (mentee(open_as="proposed", open_since=MAY), "proposed", MAY),
    (mentee(open_as="active", open_since=MAY, started_at=MAY), "matched", MAY),
    (mentee(open_as="paused", open_since=JUNE, started_at=MAY), "paused", JUNE),
    (mentee(ending=ended()), "", MAY),
    (mentee(ending=ended("administrative")), "", MAY),
    (mentee(ending=ended(wish="rematch")), "", MAY),
    (mentee(ending=ended(wish="wait")), "not_now", MAY),
    (mentee(ending=ended(wish="leave")), "leaving", MAY),
    (mentee(ending=ended(wish="wait"), approved_at=JUNE), "", JUNE),
    (mentee(ending=ended("completed")), "completed", MAY),
    (mentee(ending=ended("completed", "rematch")), "", MAY),
    (mentee(ending=ended("completed", "wait")), "not_now", MAY),
    (mentee(is_oriented=False), "unoriented", APRIL),
    (mentee(contacts=ASKED), "asking", MAY),
    (mentee(contacts=TALKED), "talking_first", MAY),
    (mentee(contacts=TALK), "talking", JUNE),
    (mentee(contacts=ASKED, included_at=JUNE), "", APRIL),
    (mentee(contacts=(*ASKED, *TALK), included_at=MAY), "asking", MAY),
    (mentor(), "", APRIL),
    (mentor(ending=ended("completed")), "", MAY),
    (mentor(ending=ended(wish="wait")), "not_now", MAY),
    (mentor(capacity=2, taken=1, ending=ended(wish="wait"), started_at=JUNE), "", MAY),
    (mentor(taken=1, open_since=MAY), "full", MAY),
    (mentor(held=1), "full", None),
    (mentor(away_since=date(2026, 6, 1), away_until=date(2026, 7, 1)), "away", date(2026, 6, 1)),
    (mentor(away_since=date(2026, 6, 1), away_until=TODAY), "", APRIL),
]


@pytest.mark.parametrize(("facts", "obstacle", "since"), TABLE)
def test_where_somebody_stands_and_since_when(
    facts: EligibilityFacts, obstacle: str, since: object
) -> None:
    found = standing(facts, TODAY)
    assert (found.obstacle, found.since) == (obstacle, since)
    assert found.can_be_matched is (not obstacle)
    assert found.is_waiting is (not obstacle and facts.role == Side.MENTEE)


def test_peers_are_judged_as_mentees_are() -> None:
    for facts, obstacle, since in TABLE:
        if not facts.is_mentor:
            found = standing(replace(facts, role=Side.PEER), TODAY)
            assert (found.obstacle, found.since) == (obstacle, since)


def test_every_obstacle_is_in_the_table() -> None:
    assert {obstacle for _facts, obstacle, _since in TABLE} == set(Obstacle)


def test_the_values_of_the_rooms_above_are_those_they_use() -> None:
    assert tuple(Wish.values) == (eligibility.AGAIN, eligibility.NOT_NOW, eligibility.LEAVE)
    assert eligibility.COMPLETED == ConcludedKind.COMPLETED
    assert tuple(OPEN_REQUESTS) == tuple(circumstances.LIVE_REQUESTS)
    assert tuple(OPEN_TALKS) == tuple(circumstances.LIVE_TALKS)
    assert {*circumstances.LIVE.values()} == eligibility.HOLDING
    assert {"", *WISHED_AFTER} == eligibility.ASKED_AFTER
    assert {"proposed", "active", "paused"} == {Status.PROPOSED, Status.ACTIVE, Status.PAUSED}


# Every place ---------------------------------------------------------------------------------


def _ended(kind: str, wish: str = "") -> Callable[[Cast], object]:
    def make(cast: Cast) -> object:
        record = stories.started(cast)
        now = clock.now()
        Relationship.objects.filter(pk=record.pk).update(
            status="concluded", concluded_at=now, concluded_kind=kind
        )
        Membership.objects.filter(relationship=record).update(is_open=False)
        return Membership.objects.filter(relationship=record, user=cast.mentee).update(wish=wish)

    return make


def _paused(cast: Cast) -> None:
    record = stories.started(cast)
    endings.pause(relationship=record, by=cast.mentee, resume_on=clock.today() + timedelta(days=10))


def _included(cast: Cast) -> None:
    stories.asked(cast)
    held_places.include(enrollment=cast.mentee_enrollment, by=cast.coordinator)


def _declined(cast: Cast) -> None:
    proposals.decline(relationship=stories.proposed(cast), by=cast.mentor)


STATES: dict[str, tuple[Callable[[Cast], object], str]] = {
    "approved": (lambda cast: None, ""),
    "proposed": (stories.proposed, "proposed"),
    "proposal declined": (_declined, ""),
    "matched": (stories.started, "matched"),
    "paused": (_paused, "paused"),
    "completed": (_ended("completed"), "completed"),
    "completed, again": (_ended("completed", "rematch"), ""),
    "ended": (_ended("no_fault"), ""),
    "ended, again": (_ended("no_fault", "rematch"), ""),
    "ended, not now": (_ended("no_fault", "wait"), "not_now"),
    "ended, leave": (_ended("no_fault", "leave"), "leaving"),
    "administrative": (_ended("administrative"), ""),
    "safeguarding": (_ended("safeguarding"), ""),
    "deactivated": (
        lambda cast: User.objects.filter(pk=cast.mentee.pk).update(is_active=False),
        "deactivated",
    ),
    "not oriented": (
        lambda cast: Program.objects.filter(pk=cast.program.pk).update(orientation_required=True),
        "unoriented",
    ),
    "closed": (
        lambda cast: Program.objects.filter(pk=cast.program.pk).update(status="closed"),
        "not_open",
    ),
    "asking": (stories.asked, "asking"),
    "talking": (stories.talk, "talking"),
    "matched anyway": (_included, ""),
}


@pytest.mark.parametrize("name", STATES)
def test_every_place_that_shows_who_is_waiting_agrees(
    cast: Cast, sign_in: SignIn, name: str
) -> None:
    make, obstacle = STATES[name]
    oriented = {"orientation_done_at": clock.now()}
    Enrollment.objects.filter(pk=cast.second_mentee_enrollment.pk).update(**oriented)
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(**oriented)
    make(cast)
    program = Program.objects.get(pk=cast.program.pk)
    mine = Enrollment.objects.select_related("program").get(pk=cast.mentee_enrollment.pk)
    is_waiting, others = not obstacle, int(obstacle != "not_open")
    line = waiting_list.line_of(program)
    assert line.standings[mine.pk].obstacle == obstacle
    assert str(mine.pk) in pool_of(program) if is_waiting else str(mine.pk) not in pool_of(program)
    assert (waiting_list.place_of(mine) is not None) is is_waiting
    assert presenters.pool_counts(program).waiting == others + is_waiting
    assert dashboard(cast, program).waiting_mentees == others + is_waiting
    pages = sign_in(cast.coordinator)
    listed = pages.get(reverse("program_waiting", args=[program.pk])).content.decode()
    assert (f"waits-{mine.pk}" in listed) is is_waiting
    assert (f'"left-out-{mine.pk}"' in listed) is (obstacle in waiting_list.LEFT_OUT)
    shown = pages.get(reverse("program_dashboard", args=[program.pk])).content.decode()
    assert f"<b>{others + is_waiting}</b>" in shown
    if obstacle != "deactivated":
        own = sign_in(cast.mentee).get(reverse("enrollment_detail", args=[mine.pk]))
        assert ("waiting for a mentor" in said(own) or "who wait" in said(own)) is is_waiting


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


def pool_of(program: Program) -> set[str]:
    return {person.id for person in pool.load(program).problem.mentees}


def dashboard(cast: Cast, program: Program) -> figures.Figures:
    now = organization_now()
    pairs = open_pairs(program, viewer=cast.coordinator, now=now)
    return figures.of_program(program, pairs, now)


@pytest.mark.parametrize("name", [Format.PEER, Format.CIRCLE, Format.GROUP])
def test_drafts_know_the_same_people_as_the_waiting_list(cast: Cast, name: Format) -> None:
    """Somebody who chose "not now" is in no draft, nor named as somebody without a place."""
    record = gatherings.started(cast, name)
    program = record.program
    leaver = gatherings.who("bo")
    member = record.memberships.get(user=leaver)
    Membership.objects.filter(pk=member.pk).update(
        is_open=False, left_at=clock.now(), wish=Wish.WAIT
    )
    newcomer = enroll(make_user("newcomer"), program, member.role)
    line = waiting_list.line_of(program)
    assert line.waiting == [newcomer.pk]
    assert [row.enrollment for row in DraftsView(program).alone] == [newcomer]
    assert line.standings[member.enrollment_id].obstacle == "not_now"
    assert str(member.enrollment_id) not in pool_of(program)


def test_places_that_requests_and_talks_hold_are_not_given_away(cast: Cast) -> None:
    """One place for each mentee in contact, however many contacts they have with the mentor."""
    assert waiting_list.line_of(cast.program).room.free == 2
    stories.asked(cast)
    stories.talk(cast)
    assert waiting_list.line_of(cast.program).room.free == 1
    problem = pool.load(cast.program).problem
    assert [problem.places(person) for person in problem.mentors] == [1]
    held_places.include(enrollment=cast.mentee_enrollment, by=cast.coordinator)
    assert waiting_list.line_of(cast.program).room.free == 2


def test_a_mentor_who_is_away_or_leaving_has_no_place_to_give(cast: Cast) -> None:
    days = {"since": clock.today(), "until": clock.today() + timedelta(days=9)}
    Away.objects.create(enrollment=cast.mentor_enrollment, **days)
    line = waiting_list.line_of(cast.program)
    assert (line.room.mentors, line.room.free) == (0, 0)
    assert presenters.pool_counts(cast.program).places == 0
    assert line.standings[cast.mentor_enrollment.pk].obstacle == "away"


# Who reads what ------------------------------------------------------------------------------


def test_coordinators_read_the_wish_with_its_day_and_a_former_partner_does_not(
    cast: Cast, sign_in: SignIn
) -> None:
    """The member is told that the coordinator can read the wish, and the former partner cannot."""
    _ended("no_fault", "wait")(cast)
    listed = reverse("program_waiting", args=[cast.program.pk])
    assert "Does not want a match now" in said(sign_in(cast.coordinator).get(listed))
    cast.program.staff.create(user=cast.mentor)
    read = said(sign_in(cast.mentor).get(listed))
    assert "Is not looking for a match at the moment" in read
    assert "Does not want a match now" not in read


def test_the_waiting_list_names_no_mentor_whom_somebody_has_asked(
    cast: Cast, sign_in: SignIn
) -> None:
    stories.asked(cast, words="Between us")
    page = said(sign_in(cast.coordinator).get(reverse("program_waiting", args=[cast.program.pk])))
    assert "Has asked somebody and is waiting for the answer" in page
    assert "Between us" not in page
    assert str(cast.mentor_enrollment.pk) not in page


def test_a_request_the_mentor_talks_about_first_is_not_called_unanswered(
    cast: Cast, sign_in: SignIn
) -> None:
    asked = stories.asked(cast)
    MentorRequest.objects.filter(pk=asked.pk).update(status=RequestStatus.TALKING)
    listed = said(sign_in(cast.coordinator).get(reverse("program_waiting", args=[cast.program.pk])))
    person = reverse("enrollment_review", args=[cast.program.pk, cast.mentee_enrollment.pk])
    for page in (listed, said(sign_in(cast.coordinator).get(person))):
        assert "Has asked somebody who would like to talk first" in page
        assert "is waiting for the answer" not in page
    own = reverse("enrollment_detail", args=[cast.mentee_enrollment.pk])
    assert "would like to talk with you first" in said(sign_in(cast.mentee).get(own))


NOT_SAID = "has not said yet what"


@pytest.mark.parametrize("kind", ["no_fault", "administrative", "safeguarding"])
def test_who_has_not_said_what_comes_next_waits_and_every_page_says_so(
    cast: Cast, sign_in: SignIn, kind: str
) -> None:
    _ended(kind)(cast)
    listed = reverse("program_waiting", args=[cast.program.pk])
    person = reverse("enrollment_review", args=[cast.program.pk, cast.mentee_enrollment.pk])
    own = reverse("enrollment_detail", args=[cast.mentee_enrollment.pk])
    assert waiting_list.place_of(cast.mentee_enrollment) is not None
    for page in (listed, person):
        assert NOT_SAID in said(sign_in(cast.coordinator).get(page))
    mine = said(sign_in(cast.mentee).get(own))
    assert "You have not said yet what you would like next." in mine
    assert "Say what you would like next" in mine
    Membership.objects.filter(user=cast.mentee).update(wish="rematch")
    for page in (listed, person):
        assert NOT_SAID not in said(sign_in(cast.coordinator).get(page))
    assert "You have not said yet" not in said(sign_in(cast.mentee).get(own))


def test_a_former_partner_does_not_read_that_somebody_has_not_answered(
    cast: Cast, sign_in: SignIn
) -> None:
    _ended("no_fault")(cast)
    cast.program.staff.create(user=cast.mentor)
    person = reverse("enrollment_review", args=[cast.program.pk, cast.mentee_enrollment.pk])
    for page in (reverse("program_waiting", args=[cast.program.pk]), person):
        assert NOT_SAID not in said(sign_in(cast.mentor).get(page))


def test_who_waits_for_the_first_time_or_has_been_approved_again_has_nothing_to_answer() -> None:
    fresh = [mentee(), mentee(ending=ended(), approved_at=JUNE), mentee(ending=ended("completed"))]
    fresh += [mentee(ending=ended("declined")), mentee(ending=ended(wish="rematch"))]
    assert not any(standing(one, TODAY).has_not_answered for one in fresh)
    assert standing(mentee(ending=ended()), TODAY).has_not_answered


@pytest.mark.parametrize("capacity", [1, 2])
def test_a_held_place_is_kept_from_runs_and_can_be_asked_for_by_others(
    cast: Cast, sign_in: SignIn, capacity: int
) -> None:
    """What the mentor reads, what mentees are offered, and what a run may give away agree."""
    stories.let_mentees(cast.program, "requests")
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(capacity=capacity)
    stories.asked(cast)
    own = reverse("enrollment_detail", args=[cast.mentor_enrollment.pk])
    shown = reverse("mentor_directory", args=[cast.program.pk])
    mine = said(sign_in(cast.mentor).get(own))
    assert "All your places are taken" not in mine
    assert ("Your free place is held" in mine) is (capacity == 1)
    assert ("Others can still ask you" in mine) is (capacity == 1)
    assert str(cast.mentor) in said(sign_in(cast.second_mentee).get(shown))
    place = waiting_list.place_of(cast.second_mentee_enrollment)
    assert place is not None
    assert "Mentors are available" in place.reason
    assert waiting_list.line_of(cast.program).room.free == capacity - 1


def test_a_wish_is_changed_on_the_page_of_the_enrollment(cast: Cast, sign_in: SignIn) -> None:
    _ended("completed")(cast)
    client = sign_in(cast.mentee)
    url = reverse("enrollment_detail", args=[cast.mentee_enrollment.pk])
    record = Relationship.objects.get()
    button = reverse("ending_wish", args=[record.pk])
    assert button in client.get(url).content.decode()
    client.post(button, {"wish": "rematch"})
    assert waiting_list.place_of(cast.mentee_enrollment) is not None
    assert button not in client.get(url).content.decode()


# The coordinator decides ---------------------------------------------------------------------


def test_a_coordinator_matches_somebody_anyway_and_takes_it_back(
    cast: Cast, sign_in: SignIn
) -> None:
    stories.talk(cast)
    client, mine = sign_in(cast.coordinator), cast.mentee_enrollment
    address = {"args": [cast.program.pk, mine.pk]}
    client.post(reverse("matching_include", **address))
    assert str(mine.pk) in pool_of(cast.program)
    client.post(reverse("matching_hold", **address))
    assert str(mine.pk) not in pool_of(cast.program)
    IntroTalk.objects.update(status="over")
    said_no = client.post(reverse("matching_include", **address), follow=True)
    assert "No request and no talk is open any more." in said(said_no)


def test_a_decision_is_not_about_later_requests(cast: Cast) -> None:
    stories.talk(cast)
    held_places.include(enrollment=cast.mentee_enrollment, by=cast.coordinator)
    MentorRequest.objects.filter(pk=stories.asked(cast).pk).update(
        asked_at=clock.now() + timedelta(seconds=1)
    )
    assert str(cast.mentee_enrollment.pk) not in pool_of(cast.program)


def test_the_order_is_by_the_end_of_the_last_mentoring(cast: Cast) -> None:
    """Approved in April, with a mentor until August: waiting since August."""
    _ended("no_fault", "rematch")(cast)
    now = clock.now()
    early = {"decided_at": now - timedelta(days=200)}
    Enrollment.objects.filter(pk=cast.mentee_enrollment.pk).update(**early)
    Enrollment.objects.filter(pk=cast.second_mentee_enrollment.pk).update(
        decided_at=now - timedelta(days=30)
    )
    line = waiting_list.line_of(cast.program)
    assert line.waiting == [cast.second_mentee_enrollment.pk, cast.mentee_enrollment.pk]
    ended_at = Relationship.objects.get().concluded_at
    assert line.standings[cast.mentee_enrollment.pk].since == ended_at


def test_a_program_of_another_coordinator_has_a_list_of_its_own(cast: Cast) -> None:
    elsewhere = make_program("Elsewhere")
    row = enroll(cast.mentee, elsewhere, "mentee")
    stories.started(cast)
    assert waiting_list.line_of(elsewhere).waiting == [row.pk]
