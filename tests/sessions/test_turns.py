"""Where several meet: hosting in turn, who was there, and agendas that give each a turn."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from core import clock
from core.errors import DomainError
from notifications import kinds
from notifications.models import Message
from programs.models import Format, Shape
from relationships.actions import endings
from relationships.models import Relationship
from sessions import agendas, rules
from sessions.actions import host_rotation, meetings
from sessions.actions.meetings import SessionPlan
from sessions.models import MentoringSession
from tests import gatherings
from tests.cast import Cast, SignIn


def who(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")


def planned(relationship: Relationship, days: int, by: str = "ana") -> MentoringSession:
    plan = SessionPlan(starts_at=clock.now() + timedelta(days=days), minutes=60, mode="video")
    return meetings.plan(relationship=relationship, by=who(by), plan=plan)


def held(relationship: Relationship, days_ago: int, by: str = "ana") -> MentoringSession:
    plan = SessionPlan(starts_at=clock.now() - timedelta(days=days_ago), minutes=60, mode="video")
    return meetings.log_new(relationship=relationship, by=who(by), plan=plan)


# Hosts -------------------------------------------------------------------------------------------


def test_who_has_never_hosted_comes_before_who_did_longest_ago() -> None:
    now = clock.now()
    week = timedelta(days=7)
    assert rules.whose_turn([("a", now), ("b", None), ("c", None)]) == "b"
    assert rules.whose_turn([("a", now), ("b", now - 2 * week), ("c", now - week)]) == "b"


def test_everybody_in_a_circle_hosts_before_anybody_hosts_again(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.CIRCLE)
    hosts = [held(relationship, days_ago).host for days_ago in (60, 50, 40, 30, 20, 10)]
    assert len({host.pk for host in hosts[:5] if host}) == 5
    assert hosts[5] == hosts[0]


def test_a_session_called_off_is_nobodys_turn(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.CIRCLE)
    first = planned(relationship, 7)
    meetings.cancel(session=first, by=who("ana"))
    assert planned(relationship, 14).host == first.host


def test_who_has_left_hosts_no_more(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.CIRCLE)
    endings.end_no_fault(relationship=relationship, by=who("ana"))
    hosts = {held(relationship, 10 * n, by="bo").host for n in range(1, 5)}
    assert {host.user for host in hosts if host} == set(map(who, ("bo", "cleo", "dan", "eva")))


@pytest.mark.parametrize("format_key", [Format.GROUP, Format.PEER])
def test_elsewhere_nobody_takes_turns_at_hosting(cast: Cast, format_key: Format) -> None:
    relationship = gatherings.started(cast, format_key)
    session = planned(relationship, 7)
    assert session.host is None
    with pytest.raises(DomainError) as error:
        host_rotation.hand_over(session=session, by=who("ana"), to="")
    assert error.value.code == "no_host"


def test_a_member_hands_the_hosting_over_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    relationship = gatherings.started(cast, Format.CIRCLE)
    session, client = planned(relationship, 7), sign_in(who("bo"))
    page = client.get(reverse("session_detail", args=[session.pk])).text
    assert "Ana opens the session" in page
    to = relationship.memberships.get(user=who("dan"))
    client.post(reverse("session_host", args=[session.pk]), {"host": str(to.pk)})
    session.refresh_from_db()
    assert session.host == to
    for bad in ("", "nonsense", "\0"):
        client.post(reverse("session_host", args=[session.pk]), {"host": bad})
    session.refresh_from_db()
    assert session.host == to


def test_the_reminder_says_whose_turn_it_is(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.CIRCLE)
    planned(relationship, 7)
    said = {}
    for message in Message.objects.filter(kind="sessions.reminder"):
        letter = kinds.get(message.kind).compose(message)
        assert letter is not None
        said[str(message.recipient)] = " ".join(map(str, letter.paragraphs))
    assert "It is your turn to host" in said["Ana"]
    assert "Ana hosts it." in said["Bo"]


# Attendance --------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_key", [Format.GROUP, Format.CIRCLE])
def test_everybody_was_there_until_somebody_says_otherwise(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    relationship = gatherings.started(cast, format_key)
    session = held(relationship, 3)
    assert session.attendances.filter(was_there=True).count() == 5
    client = sign_in(who("cleo"))
    assert "Who was there" in client.get(reverse("session_detail", args=[session.pk])).text
    there = [str(one.pk) for one in relationship.memberships.exclude(user=who("dan"))]
    client.post(reverse("session_attendance", args=[session.pk]), {"there": there})
    absent = session.attendances.get(was_there=False)
    assert absent.membership.user == who("dan")
    client.post(reverse("session_attendance", args=[session.pk]), {"there": ["nonsense"]})
    assert session.attendances.filter(was_there=True).count() == 4


def test_a_pair_notes_no_attendance(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.PEER)
    session = held(relationship, 3)
    assert not session.attendances.exists()
    with pytest.raises(DomainError) as error:
        host_rotation.say_who_was_there(session=session, by=who("ana"), there=set())
    assert error.value.code == "not_noted"


def test_coordinators_do_not_see_who_was_there(cast: Cast, sign_in: SignIn) -> None:
    relationship = gatherings.started(cast, Format.CIRCLE)
    session = held(relationship, 3)
    page = sign_in(cast.coordinator).get(
        reverse("pair_detail", args=[relationship.program_id, relationship.pk])
    )
    assert page.status_code == 200
    assert "Who was there" not in page.text
    assert sign_in(cast.coordinator).get(
        reverse("session_detail", args=[session.pk])
    ).status_code in {403, 404}


# Agendas -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shape", "key"), [(Shape.PAIR, "two_halves"), (Shape.CIRCLE, "round")])
def test_peers_find_an_agenda_with_a_turn_for_each_first(shape: Shape, key: str) -> None:
    found = [agenda.key for agenda in agendas.offered("cultivation", 3, turns=shape)]
    assert found[0] == key
    assert len(found) == len(set(found))
    assert key not in [agenda.key for agenda in agendas.offered("cultivation", 3)]


def told_to_host(session: MentoringSession) -> list[tuple[User, str]]:
    """Who has been told that it is their turn, and in what subject."""
    rows = Message.objects.filter(kind="sessions.hosts", context__session=str(session.pk))
    letters = [(row.recipient, kinds.get(row.kind).compose(row)) for row in rows]
    return [(person, letter.subject) for person, letter in letters if letter]


def test_a_new_host_is_told_once_when_the_host_leaves(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.CIRCLE)
    session = planned(relationship, 7)
    assert told_to_host(session) == []
    assert session.host is not None
    endings.end_no_fault(relationship=relationship, by=session.host.user)
    session.refresh_from_db()
    ((person, subject),) = told_to_host(session)
    assert person == session.host.user
    assert "You host the session of “First-time leads”" in subject


def test_a_host_who_is_chosen_is_told_and_one_who_offers_is_not(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.CIRCLE)
    session = planned(relationship, 7)
    places = {str(one.user.email): str(one.pk) for one in relationship.memberships.all()}
    host_rotation.hand_over(session=session, by=who("bo"), to=places["bo@example.org"])
    assert told_to_host(session) == []
    host_rotation.hand_over(session=session, by=who("bo"), to=places["dan@example.org"])
    assert [person for person, _subject in told_to_host(session)] == [who("dan")]
