"""Drafting groups, circles and pairs of peers, from enrollment to a proposal."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from core.errors import DomainError
from core.templatetags.ui import READERS
from matching.groups import actions
from matching.models.groups import Arrangement, Gathering
from profiles.models import Avoid, Enrollment
from programs.models import Format, Program, Side
from relationships.actions.proposals import propose
from relationships.models import Relationship
from tests import confirming, gatherings
from tests.cast import Cast, SignIn, enroll, make_users

Queries = Callable[[int], AbstractContextManager[object]]
HOW_MANY = {Format.GROUP: (2, 9), Format.CIRCLE: (0, 11), Format.PEER: (0, 7)}
EVERY = pytest.mark.parametrize("format_key", list(HOW_MANY))
THEMES = ("leadership", "career")


def pool(cast: Cast, format_key: Format) -> Program:
    """A program with people who share two themes."""
    program = gatherings.program(cast, format_key)
    mentors, others = HOW_MANY[format_key]
    sides = [Side.MENTOR] * mentors
    sides += [Side.PEER if Side.PEER in sides_of(format_key) else Side.MENTEE] * others
    users = make_users({f"person-{number:02}": {} for number in range(len(sides))})
    for number, (user, side) in enumerate(zip(users, sides, strict=True)):
        theme = THEMES[number % 2]
        enroll(user, program, side, learning_focus=[theme], situations=["newly_promoted"])
    return program


def sides_of(format_key: Format) -> set[Side]:
    return set(gatherings.SIDES[format_key])


def members(program: Program) -> list[set[str]]:
    return [
        {str(place.enrollment.user) for place in draft.places.all()}
        for draft in program.gatherings.all()
    ]


@EVERY
def test_everybody_who_can_be_is_in_one_draft(cast: Cast, format_key: Format) -> None:
    program = pool(cast, format_key)
    arrangement = actions.arrange(program=program, by=cast.coordinator)
    found = members(program)
    placed = [name for draft in found for name in draft]
    assert len(placed) == len(set(placed))
    sizes = sorted(len(draft) for draft in found)
    expected = {Format.GROUP: [5, 6], Format.CIRCLE: [5, 6], Format.PEER: [2, 2, 2]}
    assert sizes == expected[format_key]
    assert len(arrangement.left) == (1 if format_key == Format.PEER else 0)


def test_nobody_is_proposed_to_somebody_they_avoid(cast: Cast) -> None:
    """A draft knows nothing of it; a pair that could not be proposed is not drafted again."""
    program = pool(cast, Format.PEER)
    everybody = list(program.enrollments.order_by("user__email"))
    for other in everybody[1:]:
        Avoid.objects.create(enrollment=everybody[0], user=other.user)
    tried = set()
    for _time in range(3):
        actions.arrange(program=program, by=cast.coordinator)
        mine = program.gatherings.get(places__enrollment=everybody[0])
        partner = mine.places.exclude(enrollment=everybody[0]).get().enrollment_id
        done = actions.publish(program=program, chosen={str(mine.pk)}, by=cast.coordinator)
        assert (done.done, len(done.refused)) == ([], 1)
        assert partner not in tried
        tried.add(partner)
    assert not Relationship.objects.exists()


@pytest.mark.parametrize("format_key", [Format.GROUP, Format.CIRCLE])
def test_a_draft_goes_on_without_who_cannot_be_in_it(cast: Cast, format_key: Format) -> None:
    program = pool(cast, format_key)
    actions.arrange(program=program, by=cast.coordinator)
    draft, *_others = program.gatherings.all()
    one, other = [place.enrollment for place in draft.places.order_by("-enrollment__role")][:2]
    Avoid.objects.create(enrollment=one, user=other.user)
    size = draft.places.count()
    found = actions.publish(program=program, chosen={str(draft.pk)}, by=cast.coordinator)
    assert [left for left, _draft in found.without] in ([one], [other])
    assert Relationship.objects.get().memberships.count() == size - 1


def test_what_a_coordinator_has_changed_is_kept(cast: Cast) -> None:
    program = pool(cast, Format.CIRCLE)
    actions.arrange(program=program, by=cast.coordinator)
    first, second = program.gatherings.all()
    person = first.places.first()
    assert person is not None
    actions.put(
        program=program, enrollment=person.enrollment, gathering=second, by=cast.coordinator
    )
    before = {place.enrollment_id for place in second.places.all()}
    actions.arrange(program=program, by=cast.coordinator)
    assert {place.enrollment_id for place in second.places.all()} == before
    assert program.gatherings.get(pk=second.pk).is_kept


MANY = pytest.mark.parametrize("format_key", [Format.GROUP, Format.CIRCLE])


def learners(draft: Gathering) -> list[Enrollment]:
    rows = draft.places.select_related("enrollment").order_by("pk")
    return [place.enrollment for place in rows if not place.enrollment.is_mentor]


@MANY
def test_nobody_shares_a_draft_with_somebody_they_report_to(cast: Cast, format_key: Format) -> None:
    """At any depth, and among mentees too: what is said in a group stays there."""
    program = pool(cast, format_key)
    actions.arrange(program=program, by=cast.coordinator)
    boss, report = learners(program.gatherings.all()[0])[:2]
    User.objects.filter(pk=report.user_id).update(manager=cast.outsider)
    User.objects.filter(pk=cast.outsider.pk).update(manager=boss.user)
    actions.arrange(program=program, by=cast.coordinator)
    for draft in program.gatherings.all():
        assert not {boss, report} <= set(learners(draft))


@MANY
def test_a_reporting_line_that_arose_is_left_out_when_a_draft_is_proposed(
    cast: Cast, format_key: Format
) -> None:
    program = pool(cast, format_key)
    actions.arrange(program=program, by=cast.coordinator)
    draft = program.gatherings.all()[0]
    boss, report = learners(draft)[:2]
    User.objects.filter(pk=report.user_id).update(manager=boss.user)
    found = actions.publish(program=program, chosen={str(draft.pk)}, by=cast.coordinator)
    assert [left for left, _draft in found.without] in ([boss], [report])


@MANY
def test_a_rule_holds_for_what_is_changed_by_hand_too(cast: Cast, format_key: Format) -> None:
    program = pool(cast, format_key)
    actions.arrange(program=program, by=cast.coordinator)
    first, second = program.gatherings.all()
    others = [place for place in first.places.all() if not place.enrollment.is_mentor]
    one, other = others[0], second.places.filter(enrollment__in=learners(second))[0]
    User.objects.filter(pk=one.enrollment.user_id).update(manager=other.enrollment.user)
    with pytest.raises(DomainError) as error:
        actions.put(
            program=program, enrollment=one.enrollment, gathering=second, by=cast.coordinator
        )
    assert error.value.code == "kept_apart"
    assert one.enrollment_id in {place.enrollment_id for place in first.places.all()}


def test_a_draft_that_went_away_meanwhile_is_refused_in_words(cast: Cast) -> None:
    program = pool(cast, Format.CIRCLE)
    actions.arrange(program=program, by=cast.coordinator)
    gone = program.gatherings.all()[0]
    place = gone.places.first()
    assert place is not None
    actions.arrange(program=program, by=cast.coordinator)
    by, person = cast.coordinator, place.enrollment
    for late in (
        lambda: actions.put(program=program, enrollment=person, gathering=gone, by=by),
        lambda: actions.change(gathering=gone, name="Leads", is_kept=True, by=by),
        lambda: actions.dissolve(gathering=gone, by=by),
    ):
        with pytest.raises(DomainError) as error:
            late()
        assert error.value.code == "gone"


@EVERY
def test_what_is_ticked_is_proposed_to_its_people(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    program, client = pool(cast, format_key), sign_in(cast.coordinator)
    client.post(reverse("gatherings_arrange", args=[program.pk]))
    chosen, *others = program.gatherings.all()
    people = {place.enrollment.user_id for place in chosen.places.all()}
    page = client.get(reverse("matching_gatherings", args=[program.pk]))
    assert page.text.count('name="gathering" value=') >= 1 + len(others)
    answer = confirming.press(
        client, reverse("gatherings_propose", args=[program.pk]), {"gathering": [str(chosen.pk)]}
    )
    assert answer.status_code == 302
    proposed = Relationship.objects.get(program=program)
    assert set(proposed.memberships.values_list("user", flat=True)) == people
    assert set(program.gatherings.all()) == set(others)
    assert AuditEvent.objects.filter(verb="matching.published").exists()


def test_a_draft_with_too_few_says_so_and_cannot_be_proposed(cast: Cast, sign_in: SignIn) -> None:
    program, client = pool(cast, Format.CIRCLE), sign_in(cast.coordinator)
    draft = Gathering.objects.create(program=program, name="Two")
    for person in program.enrollments.all()[:2]:
        draft.places.create(enrollment=person)
    page = client.get(reverse("matching_gatherings", args=[program.pk])).text
    assert "This takes 4 to 10 people." in page
    confirming.press(
        client, reverse("gatherings_propose", args=[program.pk]), {"gathering": [str(draft.pk)]}
    )
    assert not Relationship.objects.exists()
    assert program.gatherings.count() == 1


def test_moving_renaming_and_dissolving_through_the_page(cast: Cast, sign_in: SignIn) -> None:
    program, client = pool(cast, Format.CIRCLE), sign_in(cast.coordinator)
    actions.arrange(program=program, by=cast.coordinator)
    first, second = program.gatherings.all()
    person = first.places.all()[0].enrollment
    put = reverse("gatherings_put", args=[program.pk])
    client.post(put, {"person": str(person.pk), "gathering": str(second.pk)})
    assert second.places.filter(enrollment=person).exists()
    client.post(put, {"person": str(person.pk), "gathering": "new"})
    assert program.gatherings.count() == 3
    client.post(put, {"person": str(person.pk), "gathering": ""})
    assert program.gatherings.count() == 2
    change = reverse("gathering_change", args=[program.pk, first.pk])
    client.post(change, {"name": "Night owls", "is_kept": "on"})
    first.refresh_from_db()
    assert (first.name, first.is_kept) == ("Night owls", True)
    page = client.post(change, {"name": "x" * 81}).text
    assert f'value="{"x" * 81}"' in page
    assert "This is 1 character too long. Use at most 80 characters." in page
    first.refresh_from_db()
    assert first.name == "Night owls"
    confirming.press(client, reverse("gathering_dissolve", args=[program.pk, first.pk]))
    assert program.gatherings.count() == 1


@pytest.mark.parametrize("bad", ["", "nonsense", "\0", "00000000-0000-0000-0000-000000000000"])
def test_foreign_and_broken_ids_change_nothing(cast: Cast, sign_in: SignIn, bad: str) -> None:
    program, client = pool(cast, Format.CIRCLE), sign_in(cast.coordinator)
    put = reverse("gatherings_put", args=[program.pk])
    for person in (bad, str(cast.mentee_enrollment.pk)):
        page = client.post(put, {"person": person, "gathering": "new"}, follow=True)
        assert "Choose somebody who takes part in this program." in page.text
    mine = str(program.enrollments.all()[0].pk)
    if bad:
        assert client.post(put, {"person": mine, "gathering": bad}).status_code == 404
    assert not program.gatherings.exists()


def test_the_room_of_pairs_leads_to_the_drafts_and_back(cast: Cast, sign_in: SignIn) -> None:
    program, client = pool(cast, Format.GROUP), sign_in(cast.coordinator)
    room = client.get(reverse("matching_room", args=[program.pk]))
    assert room.headers["Location"] == reverse("matching_gatherings", args=[program.pk])
    back = client.get(reverse("matching_gatherings", args=[cast.program.pk]))
    assert back.headers["Location"] == reverse("matching_room", args=[cast.program.pk])
    client.post(reverse("gatherings_arrange", args=[cast.program.pk]))
    assert not Arrangement.objects.exists()


def test_the_page_costs_the_same_with_many(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Queries
) -> None:
    program, client = gatherings.program(cast, Format.PEER), sign_in(cast.coordinator)
    users = make_users({f"many-{number:02}": {} for number in range(61)})
    for user in users:
        enroll(user, program, Side.PEER)
    actions.arrange(program=program, by=cast.coordinator)
    page = reverse("matching_gatherings", args=[program.pk])
    client.get(page)
    # One of them asks whose answers this coordinator has looked at today.
    with django_assert_max_num_queries(11):
        assert client.get(page).status_code == 200
    assert Enrollment.objects.filter(program=program, place_in_draft=None).count() == 1


@pytest.mark.parametrize("format_key", [Format.PEER, Format.GROUP, Format.CIRCLE])
def test_asking_before_a_draft_is_proposed_tells_nothing_private(
    cast: Cast, format_key: Format
) -> None:
    """The question could be read and left again and again, without an email and without a row."""
    program = pool(cast, format_key)
    actions.arrange(program=program, by=cast.coordinator)
    draft = program.gatherings.all()[0]
    client, url = Client(), reverse("gatherings_propose", args=[program.pk])
    client.force_login(cast.coordinator)
    data = {"gathering": str(draft.pk)}
    before = client.post(url, data)
    one, other = [place.enrollment for place in draft.places.order_by("-enrollment__role")][:2]
    Avoid.objects.create(enrollment=one, user=other.user)
    after = client.post(url, data)
    assert confirming.lines_of(before) == confirming.lines_of(after) != []
    assert confirming.token_of(before) == confirming.token_of(after) != ""


@pytest.mark.parametrize("format_key", [Format.CLASSIC, Format.PEER, Format.GROUP, Format.CIRCLE])
@pytest.mark.parametrize("turned", [False, True])
def test_the_words_at_the_avoid_list_are_true(cast: Cast, format_key: Format, turned: bool) -> None:
    """Not proposed to each other, whoever of the two has written it down, in every format; the
    coordinator reads that it is not possible, and neither a name of a rule nor whose wish it was.
    """
    said = "you and the people on your list are not proposed to each other. A coordinator may learn"
    assert said in str(READERS["nobody"][1])
    if format_key == Format.CLASSIC:
        people = [cast.mentor_enrollment, cast.mentee_enrollment]
    else:
        program = pool(cast, format_key)
        actions.arrange(program=program, by=cast.coordinator)
        draft = program.gatherings.all()[0]
        people = [place.enrollment for place in draft.places.order_by("-enrollment__role")][:2]
    one, other = reversed(people) if turned else people
    Avoid.objects.create(enrollment=one, user=other.user)
    if format_key == Format.CLASSIC:
        with pytest.raises(DomainError, match=r"^This match is not available\.$"):
            propose(
                program=cast.program,
                mentor=people[0],
                mentee=people[1],
                reasons=[],
                by=cast.coordinator,
            )
        return
    actions.publish(program=program, chosen={str(draft.pk)}, by=cast.coordinator)
    together = Relationship.objects.filter(memberships__enrollment=one)
    assert not together.filter(memberships__enrollment=other).exists()
