"""The mentee's side: mentors with room, and wishes that the matching respects."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core import clock
from core.errors import DomainError
from matching import actions, cards
from matching.actions.wishes import add_wish, move_wish, remove_wish
from matching.directory import choices_of
from matching.models.runs import Away, MentorWish
from profiles.models import Avoid, Enrollment, EnrollmentSkill
from programs.models import Format, Program, Side
from relationships.actions.proposals import propose
from relationships.models import Membership, Relationship
from tests import stories
from tests.cast import Cast, SignIn, enroll, make_skill, make_user


@pytest.fixture
def wishing(cast: Cast) -> Cast:
    """The cast, in a program whose mentees wish."""
    stories.let_mentees(cast.program, "wishes")
    cast.mentee_enrollment.refresh_from_db()
    return cast


def page(cast: Cast, client: Client, **query: str) -> str:
    response = client.get(reverse("mentor_directory", args=[cast.program.pk]), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def mentor(cast: Cast, name: str, **fields: Any) -> Enrollment:
    return enroll(make_user(name), cast.program, Side.MENTOR, **fields)


def listed(cast: Cast) -> list[User]:
    mentee = Enrollment.objects.get(pk=cast.mentee_enrollment.pk)
    return [row.mentor.user for row in choices_of(mentee).candidates]


def ranks(cast: Cast) -> dict[str, int]:
    rows = MentorWish.objects.filter(mentee=cast.mentee_enrollment)
    return {str(wish.mentor.user): wish.rank for wish in rows}


# The directory -------------------------------------------------------------------------------


def test_the_best_fit_comes_first_with_reasons_in_words(wishing: Cast, sign_in: SignIn) -> None:
    delegation = make_skill("Delegation")
    best = mentor(wishing, "anna-better")
    EnrollmentSkill.objects.create(enrollment=best, skill=delegation, direction="offered", level=4)
    EnrollmentSkill.objects.create(
        enrollment=wishing.mentee_enrollment,
        skill=delegation,
        direction="wanted",
        level=1,
        target=3,
    )
    assert listed(wishing)[0] == best.user
    text = page(wishing, sign_in(wishing.mentee))
    assert text.index("Anna Better") < text.index("<h3>Mentor</h3>")
    assert "Your mentor has experience with Delegation, which you want to learn." in text
    assert "Delegation, expert" in text


HARD = {
    "line manager": lambda cast: User.objects.filter(pk=cast.mentee.pk).update(manager=cast.mentor),
    "avoided by the mentor": lambda cast: Avoid.objects.create(
        enrollment=cast.mentor_enrollment, user=cast.mentee
    ),
    "avoided by the mentee": lambda cast: Avoid.objects.create(
        enrollment=cast.mentee_enrollment, user=cast.mentor
    ),
    "no language": lambda cast: cast.program.enrollments.filter(role="mentor").update(
        languages=["vi"]
    ),
    "not approved": lambda cast: cast.program.enrollments.filter(role="mentor").update(
        status="submitted"
    ),
    "away": lambda cast: Away.objects.create(
        enrollment=cast.mentor_enrollment, until=clock.today() + timedelta(days=1)
    ),
    "ruled out": lambda cast: actions.reject(
        program=cast.program,
        mentor=cast.mentor_enrollment,
        mentee=cast.mentee_enrollment,
        by=cast.coordinator,
    ),
}


@pytest.mark.parametrize("rule", HARD)
def test_hard_rules_leave_people_out_silently(wishing: Cast, sign_in: SignIn, rule: str) -> None:
    assert listed(wishing) == [wishing.mentor]
    HARD[rule](wishing)
    assert listed(wishing) == []
    text = page(wishing, sign_in(wishing.mentee))
    assert "No mentor is available right now" in text
    assert "<h3>Mentor</h3>" not in text


def test_full_mentors_are_not_listed(wishing: Cast) -> None:
    Enrollment.objects.filter(pk=wishing.mentor_enrollment.pk).update(capacity=1)
    other = wishing.second_mentee_enrollment
    propose(
        program=wishing.program,
        mentor=wishing.mentor_enrollment,
        mentee=other,
        reasons=[],
        by=wishing.coordinator,
    )
    assert listed(wishing) == []


def test_who_has_a_mentor_is_told_so_and_sees_nobody(wishing: Cast, sign_in: SignIn) -> None:
    stories.started(wishing)
    text = page(wishing, sign_in(wishing.mentee))
    assert "You are not looking for a mentor now" in text
    assert "mentor-cards" not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "aNNa"}, True),
        ({"q": "nobody"}, False),
        ({"language": "it"}, True),
        ({"channel": "phone"}, True),
        ({"channel": "video"}, False),
        ({"skill": "Delegation"}, True),
        ({"language": "it", "q": "zoe"}, False),
    ],
)
def test_filters_narrow_the_list(
    wishing: Cast, sign_in: SignIn, query: dict[str, str], found: bool
) -> None:
    anna = mentor(wishing, "anna", languages=["en", "it"], channels=["phone"])
    Enrollment.objects.filter(pk=wishing.mentee_enrollment.pk).update(channels=["phone", "video"])
    skill = make_skill("Delegation")
    EnrollmentSkill.objects.create(enrollment=anna, skill=skill, direction="offered", level=2)
    text = page(wishing, sign_in(wishing.mentee), **query)
    assert (f"mentor-{anna.pk}" in text) is found


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00"},
        {"q": "x" * 100_000},
        {"unit": "not-an-id"},
        {"skill": "🦄", "page": "-1"},
        {"language": "tlh", "channel": "'; drop", "q": "שלום"},
    ],
)
def test_filters_that_make_no_sense_break_nothing(
    wishing: Cast, sign_in: SignIn, query: dict[str, str]
) -> None:
    page(wishing, sign_in(wishing.mentee), **query)


def test_the_directory_asks_as_much_for_thirty_mentors_as_for_one(
    wishing: Cast, sign_in: SignIn
) -> None:
    client = sign_in(wishing.mentee)
    counts = []
    for size in (1, 30):
        for number in range(size):
            added = mentor(wishing, f"m{size}-{number}")
            if MentorWish.objects.count() < 5:
                add_wish(mentee=wishing.mentee_enrollment, mentor=added, by=wishing.mentee)
        with CaptureQueriesContext(connection) as asked:
            page(wishing, client)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= 15


def test_a_card_shows_nothing_a_mentor_did_not_offer(wishing: Cast, sign_in: SignIn) -> None:
    mine = wishing.mentor_enrollment
    mine.expectations, mine.ideal_partner = "SECRET expectations", "SECRET partner"
    mine.save()
    Avoid.objects.create(enrollment=wishing.mentor_enrollment, user=wishing.outsider)
    add_wish(
        mentee=wishing.second_mentee_enrollment,
        mentor=wishing.mentor_enrollment,
        by=wishing.second_mentee,
    )
    text = page(wishing, sign_in(wishing.mentee))
    for secret in ("SECRET", "Outsider", "Second Mentee", "Fit", wishing.mentor.email):
        assert secret not in text


def test_clocks_are_compared_in_words(cast: Cast) -> None:
    far = User(full_name="Far", time_zone="Asia/Kolkata")
    here = User(full_name="Here", time_zone="UTC")
    assert cards.clock_words(far, here) == "5:30 h ahead of you"
    assert cards.clock_words(here, far) == "5:30 h behind you"
    assert cards.clock_words(here, here) == "Same time zone as you"


def test_where_coordinators_match_there_is_no_directory(cast: Cast, sign_in: SignIn) -> None:
    address = reverse("mentor_directory", args=[cast.program.pk])
    assert sign_in(cast.mentee).get(address).status_code == 404


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("second_mentee", 200),
        ("mentor", 403),
        ("coordinator", 403),
        ("hr", 403),
        ("other_coordinator", 404),
        ("line_manager", 404),
        ("outsider", 404),
    ],
)
def test_the_directory_is_for_approved_mentees_of_the_program(
    wishing: Cast, sign_in: SignIn, person: str, status: int
) -> None:
    address = reverse("mentor_directory", args=[wishing.program.pk])
    assert sign_in(getattr(wishing, person)).get(address).status_code == status
    assert sign_in(wishing.mentee).post(address).status_code == 405


# Wishes --------------------------------------------------------------------------------------


def wish_for(cast: Cast, *names: str) -> list[Enrollment]:
    people = [mentor(cast, name) for name in names]
    for person in people:
        add_wish(mentee=cast.mentee_enrollment, mentor=person, by=cast.mentee)
    return people


def test_wishes_are_ranked_in_the_order_they_were_made(wishing: Cast) -> None:
    anna, _bo = wish_for(wishing, "anna", "bo")
    add_wish(mentee=wishing.mentee_enrollment, mentor=anna, by=wishing.mentee)
    assert ranks(wishing) == {"Anna": 1, "Bo": 2}


def test_a_wish_moves_up_and_down_as_far_as_there_is_room(wishing: Cast) -> None:
    _anna, _bo, cleo = wish_for(wishing, "anna", "bo", "cleo")
    for steps, order in [(-1, "ACB"), (-1, "CAB"), (-1, "CAB"), (9, "ABC")]:
        move_wish(mentee=wishing.mentee_enrollment, mentor=cleo, steps=steps, by=wishing.mentee)
        found = sorted(ranks(wishing).items(), key=lambda item: item[1])
        assert "".join(name[0] for name, _rank in found) == order


def test_taking_a_wish_away_closes_the_gap(wishing: Cast) -> None:
    anna, _bo, _cleo = wish_for(wishing, "anna", "bo", "cleo")
    remove_wish(mentee=wishing.mentee_enrollment, mentor=anna, by=wishing.mentee)
    assert ranks(wishing) == {"Bo": 1, "Cleo": 2}


def test_five_wishes_are_the_most(wishing: Cast) -> None:
    wish_for(wishing, "a", "b", "c", "d", "e")
    with pytest.raises(DomainError) as refusal:
        wish_for(wishing, "f")
    assert refusal.value.code == "too_many_wishes"


def test_the_database_refuses_two_wishes_of_one_rank(wishing: Cast) -> None:
    wish_for(wishing, "a")
    other = mentor(wishing, "b")
    with pytest.raises(IntegrityError):
        take_rank_one(wishing.mentee_enrollment, other)


def take_rank_one(mentee: Enrollment, mentor: Enrollment) -> None:
    """The constraint is deferred, so that ranks can change places: ask for it now."""
    with transaction.atomic():
        MentorWish.objects.create(mentee=mentee, mentor=mentor, rank=1)
        connection.check_constraints()


def test_nobody_wishes_for_a_mentor_the_rules_forbid(wishing: Cast) -> None:
    Avoid.objects.create(enrollment=wishing.mentor_enrollment, user=wishing.mentee)
    with pytest.raises(DomainError) as refusal:
        add_wish(
            mentee=wishing.mentee_enrollment,
            mentor=wishing.mentor_enrollment,
            by=wishing.mentee,
        )
    assert refusal.value.code == "not_available"
    assert "avoid" not in str(refusal.value)


def test_the_buttons_of_the_list_work_and_say_what_they_did(wishing: Cast, sign_in: SignIn) -> None:
    client, other = sign_in(wishing.mentee), mentor(wishing, "anna")
    for name, person, data in [
        ("wish_add", wishing.mentor_enrollment, {}),
        ("wish_add", other, {}),
        ("wish_move", other, {"direction": "up"}),
        ("wish_remove", wishing.mentor_enrollment, {}),
    ]:
        address = reverse(name, args=[wishing.program.pk, person.pk])
        assert client.get(address).status_code == 302
        said = client.post(address, data, follow=True)
    assert ranks(wishing) == {"Anna": 1}
    assert "Mentor has been removed from your wish list." in said.content.decode()


def test_a_mentor_of_another_program_cannot_be_wished(wishing: Cast, sign_in: SignIn) -> None:
    stranger = enroll(make_user("stranger"), wishing.other_program, Side.MENTOR)
    address = reverse("wish_add", args=[wishing.program.pk, stranger.pk])
    assert sign_in(wishing.mentee).post(address).status_code == 404


def test_the_coordinator_reads_which_wish_a_proposed_pair_was(
    wishing: Cast, sign_in: SignIn
) -> None:
    others = wish_for(wishing, "anna")
    add_wish(mentee=wishing.mentee_enrollment, mentor=wishing.mentor_enrollment, by=wishing.mentee)
    others[0].status = "withdrawn"
    others[0].save()
    actions.run(program=wishing.program, by=wishing.coordinator)
    address = reverse("matching_room", args=[wishing.program.pk])
    text = sign_in(wishing.coordinator).get(address).content.decode()
    assert "2nd choice" in text
    assert "1 person has a wish list" in text


def pairs(cast: Cast) -> dict[str, str]:
    """The mentor of each mentee in a run."""
    made = actions.run(program=cast.program, by=cast.coordinator)
    assert not made.proposals.filter(pinned=True).exists()
    assert made.summary["refused_pins"] == []
    return {str(row.mentee.user): str(row.mentor.user) for row in made.proposals.all()}


def test_a_run_gives_the_highest_wish_that_can_be_had(wishing: Cast) -> None:
    best = mentor(wishing, "best", functions=["coaching"], styles=["open"])
    Enrollment.objects.filter(role="mentee").update(functions=["coaching"], styles=["open"])
    far = mentor(wishing, "far", learning_focus=["network"])
    assert pairs(wishing)["Mentee"] != "Far"
    for person in (far, best):
        add_wish(mentee=wishing.mentee_enrollment, mentor=person, by=wishing.mentee)
    assert pairs(wishing)["Mentee"] == "Far"
    move_wish(mentee=wishing.mentee_enrollment, mentor=best, steps=-1, by=wishing.mentee)
    assert pairs(wishing)["Mentee"] == "Best"


def test_of_two_who_wish_the_same_the_better_fit_gets_it_and_both_are_matched(
    wishing: Cast,
) -> None:
    wanted = mentor(wishing, "wanted", functions=["coaching"])
    Enrollment.objects.filter(pk=wishing.mentee_enrollment.pk).update(functions=["coaching"])
    Enrollment.objects.filter(pk=wishing.second_mentee_enrollment.pk).update(
        functions=["friendship"]
    )
    for mentee in (wishing.second_mentee_enrollment, wishing.mentee_enrollment):
        add_wish(mentee=mentee, mentor=wanted, by=mentee.user)
    assert pairs(wishing) == {"Mentee": "Wanted", "Second Mentee": "Mentor"}


def test_wishes_never_break_a_rule_or_a_ruling(wishing: Cast) -> None:
    (anna,) = wish_for(wishing, "anna")
    User.objects.filter(pk=wishing.mentee.pk).update(manager=anna.user)
    assert pairs(wishing)["Mentee"] == "Mentor"


def test_wishes_count_only_where_the_program_says_so(wishing: Cast) -> None:
    far = mentor(wishing, "far", learning_focus=["network"])
    add_wish(mentee=wishing.mentee_enrollment, mentor=far, by=wishing.mentee)
    assert pairs(wishing)["Mentee"] == "Far"
    stories.let_mentees(wishing.program, "coordinator")
    assert pairs(wishing)["Mentee"] == "Mentor"


def test_the_coordinator_says_what_mentees_do(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.coordinator)
    address = reverse("matching_choice", args=[cast.program.pk])
    for sent, kept in [("wishes", "wishes"), ("nonsense", "wishes"), ("", "wishes")]:
        assert client.post(address, {"choice": sent}).status_code == 302
        assert Program.objects.get(pk=cast.program.pk).choice == kept


# What cannot be told apart ------------------------------------------------------------------------


def _full(cast: Cast) -> None:
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(capacity=1)
    propose(
        program=cast.program,
        mentor=cast.mentor_enrollment,
        mentee=cast.second_mentee_enrollment,
        reasons=[],
        by=cast.coordinator,
    )


GONE = {name: HARD[name] for name in HARD if name != "not approved"} | {"full": _full}


@pytest.mark.parametrize("reason", GONE)
def test_every_mentor_who_cannot_be_had_is_refused_in_the_same_words_before_typing(
    cast: Cast, sign_in: SignIn, reason: str
) -> None:
    """On the list, on the page for asking, when it is sent, for a talk and for a wish."""
    stories.let_mentees(cast.program, "requests")
    client = sign_in(cast.mentee)
    ids = [cast.program.pk, cast.mentor_enrollment.pk]
    ask = reverse("request_new", args=ids)
    assert "<textarea" in client.get(ask).content.decode()
    GONE[reason](cast)
    assert "<h3>Mentor</h3>" not in page(cast, client)
    words = "Mentor is not available at the moment."
    read = client.get(ask).content.decode()
    assert words in read
    assert "<textarea" not in read
    assert words in client.post(ask, {"words": "Please"}).content.decode()
    for door in ("talk_ask", "wish_add"):
        said = client.post(reverse(door, args=ids), follow=True).content.decode()
        assert words in said


# The way to the list ----------------------------------------------------------------------------


def _talked(cast: Cast) -> None:
    record = stories.started(cast)
    Relationship.objects.filter(pk=record.pk).update(
        status="concluded", concluded_at=clock.now(), concluded_kind="completed"
    )
    Membership.objects.filter(relationship=record).update(is_open=False)


STANDINGS: dict[str, Callable[[Cast], object]] = {
    "waiting": lambda cast: None,
    "proposed": stories.proposed,
    "matched": stories.started,
    "completed": _talked,
    "asking": stories.asked,
    "talking": stories.talk,
}


@pytest.mark.parametrize("format_key", [Format.CLASSIC, Format.FLASH])
@pytest.mark.parametrize("standing", STANDINGS)
def test_a_link_to_those_who_are_available_leads_to_a_list_of_them(
    cast: Cast, sign_in: SignIn, standing: str, format_key: Format
) -> None:
    """From the start page and from the enrollment, for every standing of a mentee."""
    stories.let_mentees(cast.program, "requests")
    Program.objects.filter(pk=cast.program.pk).update(format=format_key)
    cast.program.refresh_from_db()
    STANDINGS[standing](cast)
    client = sign_in(cast.mentee)
    shows_list = "You are not looking for" not in page(cast, client)
    enrollment = reverse("enrollment_detail", args=[cast.mentee_enrollment.pk])
    for start in (reverse("relationship_list"), enrollment):
        read = client.get(start).content.decode()
        assert ("See who is available" in read) == shows_list
    assert shows_list == (standing in {"waiting", "asking", "talking"})
