"""Who stands for a program: sponsors see groups of people only, and everybody is told whom to turn
to with a concern."""

from typing import Any

import pytest
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import AuditEvent, Role, RoleGrant, Unit, User
from core import clock
from core.errors import DomainError
from notifications import kinds
from notifications.models import Lane, Message
from programs import actions, letters
from programs import queries as program_queries
from programs.models import Appointment, Duty, Program, Side
from relationships.actions import safeguarding
from relationships.models import Relationship
from reports.tasks import renew_figures
from tests import confirming, stories
from tests.cast import Cast, SignIn, enroll, make_user
from tests.product.test_permissions import ALL_ROUTES, World


def appoint(cast: Cast, user: User, duty: Duty = Duty.SPONSOR) -> Appointment:
    return actions.appoint(program=cast.program, user=user, duty=duty, by=cast.hr)


def staff_page(cast: Cast) -> str:
    return reverse("program_staff", args=[cast.program.pk])


def figures(cast: Cast) -> str:
    return reverse("program_figures", args=[cast.program.pk])


@pytest.fixture
def crowd(cast: Cast) -> list[User]:
    """Nine people more in the program: six of a large unit, three of a small one."""
    large, small = Unit.objects.create(name="Sales"), Unit.objects.create(name="Legal")
    people = [make_user(f"p{number}", unit=large if number < 6 else small) for number in range(9)]
    for person in people:
        enroll(person, cast.program, Side.MENTEE)
    return people


# Naming --------------------------------------------------------------------------------------


def test_a_closed_program_loses_people_and_names_nobody(cast: Cast, sign_in: SignIn) -> None:
    appoint(cast, cast.outsider)
    client, typed = sign_in(cast.hr), {"email": cast.mentor.email, "part": Duty.SPONSOR.value}
    actions.close_program(program=cast.program, by=cast.hr)
    page = client.get(staff_page(cast)).text
    assert str(actions.NOBODY_NAMED) in page
    assert "Name them" not in page
    assert str(actions.NOBODY_NAMED) in client.post(staff_page(cast), typed).text
    assert {row.user for row in Appointment.objects.all()} == {cast.outsider}
    for row, route in (
        (cast.program.staff.get(), "program_staff_remove"),
        (Appointment.objects.get(), "program_appointment_remove"),
    ):
        confirming.press(client, reverse(route, args=[cast.program.pk, row.pk]))
    assert not cast.program.staff.exists()
    assert not Appointment.objects.exists()


def test_the_setup_of_a_closed_program_says_what_can_still_be_changed(
    cast: Cast, sign_in: SignIn
) -> None:
    actions.close_program(program=cast.program, by=cast.hr)
    page = sign_in(cast.hr).get(reverse("program_setup", args=[cast.program.pk])).text
    assert "HR admins can still remove staff, but nobody can be named." in page
    assert "Nothing can be changed" not in page


@pytest.mark.parametrize("duty", Duty)
def test_hr_names_and_removes_a_person(cast: Cast, sign_in: SignIn, duty: Duty) -> None:
    client = sign_in(cast.hr)
    typed = {"email": "OUTSIDER@example.org", "part": duty.value}
    client.post(staff_page(cast), typed)
    client.post(staff_page(cast), typed)
    found = Appointment.objects.get()
    assert (found.user, found.duty) == (cast.outsider, duty)
    assert "Outsider" in client.get(staff_page(cast)).text
    client.post(reverse("program_appointment_remove", args=[cast.program.pk, found.pk]))
    assert not Appointment.objects.exists()
    verbs = AuditEvent.objects.filter(verb__startswith=f"program.{duty}").order_by("created_at")
    assert [event.verb for event in verbs] == [f"program.{duty}_named", f"program.{duty}_removed"]


def test_nobody_is_removed_through_another_program(cast: Cast, sign_in: SignIn) -> None:
    found = appoint(cast, cast.outsider)
    url = reverse("program_appointment_remove", args=[cast.other_program.pk, found.pk])
    assert sign_in(cast.hr).post(url).status_code == 404
    assert Appointment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "", "part": "sponsor"}, "email"),
        ({"email": "nobody@example.org", "part": "sponsor"}, "email"),
        ({"email": "\0", "part": "sponsor"}, "email"),
        ({"email": "mentor@example.org"}, "part"),
        ({"email": "mentor@example.org", "part": "king"}, "part"),
    ],
)
def test_a_bad_name_is_explained_at_its_field(
    cast: Cast, sign_in: SignIn, typed: dict[str, str], field: str
) -> None:
    form = sign_in(cast.hr).post(staff_page(cast), typed).context["form"]
    assert list(form.errors) == [field]


def test_a_coordinator_is_not_the_safeguarding_contact_too(cast: Cast) -> None:
    with pytest.raises(DomainError, match="cannot be both"):
        appoint(cast, cast.coordinator, Duty.SAFEGUARDING)
    appoint(cast, cast.outsider, Duty.SAFEGUARDING)
    with pytest.raises(DomainError, match="cannot be both"):
        actions.name_coordinator(program=cast.program, user=cast.outsider, by=cast.hr)


def test_who_may_not_sign_in_stands_for_nothing(cast: Cast) -> None:
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    cast.outsider.refresh_from_db()
    with pytest.raises(DomainError, match="may not sign in"):
        appoint(cast, cast.outsider)


def test_a_clone_takes_them_along_when_it_is_asked_to(cast: Cast) -> None:
    appoint(cast, cast.outsider)
    for along, number in ((True, 1), (False, 0)):
        copy = actions.clone(
            program=cast.program,
            name="Again",
            starts_on=clock.today(),
            with_coordinators=along,
            by=cast.hr,
        )
        assert copy.appointments.count() == number


@pytest.mark.parametrize("part", list(letters.PARTS))
def test_who_is_named_gets_a_letter_while_it_holds(cast: Cast, part: str) -> None:
    if part == letters.COORDINATOR:
        actions.name_coordinator(program=cast.program, user=cast.outsider, by=cast.hr)
    else:
        appoint(cast, cast.outsider, Duty(part))
    message = Message.objects.get(recipient=cast.outsider)
    letter = kinds.get(message.kind).compose(message)
    assert letter
    assert "Leadership" in letter.subject
    assert letter.paragraphs[0] == "Hr has given you this role in the mentoring program Leadership."
    cast.program.staff.filter(user=cast.outsider).delete()
    Appointment.objects.all().delete()
    assert kinds.get(message.kind).compose(message) is None


def test_nobody_writes_to_themselves(cast: Cast) -> None:
    appoint(cast, cast.hr)
    assert not Message.objects.filter(recipient=cast.hr).exists()


def test_naming_again_on_the_same_day_is_told_again_and_at_once(cast: Cast) -> None:
    for _time in range(2):
        appointment = appoint(cast, cast.outsider)
        actions.dismiss(appointment=appointment, by=cast.hr)
    told = Message.objects.filter(kind=letters.NAMED, recipient=cast.outsider)
    assert [message.lane for message in told] == [Lane.URGENT, Lane.URGENT]
    assert all(message.due_at <= clock.now() for message in told)


WHO = {"themselves": "hr", "another HR admin": "line_manager", "somebody": "outsider"}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("part", list(letters.PARTS))
@pytest.mark.parametrize("status", ["draft", "running"])
def test_the_page_says_who_gets_an_email_and_they_do(
    cast: Cast, sign_in: SignIn, part: str, who: str, status: str
) -> None:
    """Every role, whoever is named: the words on the page are the emails."""
    Program.objects.filter(pk=cast.program.pk).update(status=status)
    person = getattr(cast, WHO[who])
    if who == "another HR admin":
        RoleGrant.objects.create(user=person, role=Role.HR_ADMIN)
    Message.objects.all().delete()
    client, answers = sign_in(cast.hr), {"email": person.email, "part": part}
    first, second = (
        client.post(staff_page(cast), answers, follow=True).context for _time in range(2)
    )
    told = {message.recipient for message in Message.objects.all()}
    if "form" in first and first["form"].errors:
        assert (who, part) == ("themselves", Duty.SAFEGUARDING)
        assert not told
        return
    (words,), (again,) = (map(str, page["messages"]) for page in (first, second))
    assert "has this role already" in again
    assert cast.hr not in told
    named = {user for user in cast.users().values() if user and f"{user}" in words} - {cast.hr}
    assert named - {person} == told - {person}
    assert (person in told) is (who != "themselves")
    sees_people = part != Duty.SPONSOR and (status == "running" or who != "somebody")
    watching = {cast.coordinator, cast.safeguarding} if sees_people else set()
    assert watching <= told


def test_two_accounts_of_one_hr_admin_cannot_reach_pairs_unheard(cast: Cast) -> None:
    second = make_user("second-account")
    accounts.grant(person=second, role=Role.HR_ADMIN, by=cast.hr)
    of_grant = {message.recipient for message in Message.objects.all()}
    assert cast.safeguarding in of_grant
    Message.objects.all().delete()
    actions.name_coordinator(program=cast.program, user=cast.hr, by=second)
    told = Message.objects.filter(kind=letters.NAMED_SOMEBODY)
    assert {message.recipient for message in told} == {cast.coordinator, cast.safeguarding}
    letter = kinds.get(letters.NAMED_SOMEBODY).compose(told[0])
    assert letter
    assert "Hr is an HR admin, too." in letter.paragraphs


def test_an_hr_admin_names_themselves_only_where_there_is_no_other(cast: Cast) -> None:
    appoint(cast, cast.outsider)
    actions.name_coordinator(program=cast.program, user=cast.hr, by=cast.hr)
    told = Message.objects.filter(kind=letters.NAMED_ONESELF)
    watching = {cast.coordinator, cast.outsider, cast.safeguarding}
    assert {message.recipient for message in told} == watching
    assert {message.lane for message in told} == {Lane.URGENT}
    letter = kinds.get(letters.NAMED_ONESELF).compose(told[0])
    assert letter
    assert "named themselves" in letter.paragraphs[0]
    cast.program.staff.filter(user=cast.hr).delete()
    accounts.grant(person=cast.line_manager, role=Role.HR_ADMIN, by=cast.hr)
    with pytest.raises(DomainError, match="Ask another HR admin"):
        actions.name_coordinator(program=cast.program, user=cast.hr, by=cast.hr)
    actions.name_coordinator(program=cast.program, user=cast.hr, by=cast.line_manager)


def test_nobody_names_themselves_safeguarding_contact(cast: Cast) -> None:
    with pytest.raises(DomainError, match="cannot name yourself"):
        appoint(cast, cast.hr, Duty.SAFEGUARDING)


# What a sponsor sees -------------------------------------------------------------------------


def test_a_sponsor_may_open_nothing_but_the_figures(cast: Cast) -> None:
    world = World(cast)
    appoint(cast, cast.outsider)
    client = world.client("outsider")
    inside = [name for name, parts in ALL_ROUTES.items() if {"program", "relationship"} & parts]
    answers = {name: client.get(world.url(name), follow=True) for name in inside}
    opened = {name for name, answer in answers.items() if answer.status_code == 200}
    assert opened == {"program_figures"}


def test_a_sponsor_finds_the_figures_from_anywhere(cast: Cast, sign_in: SignIn) -> None:
    appoint(cast, cast.outsider)
    client = sign_in(cast.outsider)
    assert client.get(reverse("home")).url == reverse("figures_list")
    assert client.get(reverse("figures_list")).url == figures(cast)
    assert reverse("figures_list") in client.get(figures(cast)).text
    actions.appoint(program=cast.other_program, user=cast.outsider, duty=Duty.SPONSOR, by=cast.hr)
    assert "Engineering" in client.get(reverse("figures_list")).text


def test_the_sponsor_of_one_program_is_an_outsider_to_another(cast: Cast, sign_in: SignIn) -> None:
    actions.appoint(program=cast.other_program, user=cast.outsider, duty=Duty.SPONSOR, by=cast.hr)
    assert sign_in(cast.outsider).get(figures(cast)).status_code == 404


def test_the_figures_name_nobody(cast: Cast, sign_in: SignIn, crowd: list[User]) -> None:
    stories.in_separation(cast)
    appoint(cast, cast.outsider)
    page = sign_in(cast.outsider).get(figures(cast)).text
    people = User.objects.exclude(pk=cast.outsider.pk)
    people.update(full_name="Zora Quist")
    named = sign_in(cast.outsider).get(figures(cast)).text
    assert "Zora" not in named
    assert not [person.email for person in people if person.email in page]


def test_small_units_are_told_together_without_their_names(
    cast: Cast, sign_in: SignIn, crowd: list[User]
) -> None:
    appoint(cast, cast.outsider)
    renew_figures()
    units = sign_in(cast.outsider).get(figures(cast)).context["figures"].units
    told = {group.label: group.number for group in units}
    assert told == {"Sales": 6, "Other units, together": 6}


def test_fewer_than_five_people_are_no_figure(cast: Cast, sign_in: SignIn) -> None:
    appoint(cast, cast.outsider)
    renew_figures()
    page = sign_in(cast.outsider).get(figures(cast)).text
    assert "at least five people" in page
    assert "Sessions held" not in page


def test_a_single_pair_among_many_people_is_no_figure(
    cast: Cast, sign_in: SignIn, crowd: list[User]
) -> None:
    stories.held(cast, stories.started(cast), 2)
    appoint(cast, cast.outsider)
    renew_figures()
    counted = sign_in(cast.outsider).get(figures(cast)).context["figures"]
    assert (counted.people, counted.pairs, counted.sessions) == (12, None, None)
    assert not counted.phases
    assert {rate.percent for rate in counted.rates} == {None}


def test_figures_are_those_of_the_night_for_sponsors_and_hr_alike(
    cast: Cast, sign_in: SignIn, crowd: list[User]
) -> None:
    stories.started(cast)
    appoint(cast, cast.outsider)
    doors = [(cast.outsider, figures(cast)), (cast.hr, dashboard(cast))]
    for reader, door in doors:
        assert "come tomorrow morning" in sign_in(reader).get(door).text
    renew_figures()
    before = [sign_in(reader).get(door).context["figures"] for reader, door in doors]
    enroll(make_user("one-more"), cast.program, Side.MENTEE)
    renew_figures()
    after = [sign_in(reader).get(door).context["figures"] for reader, door in doors]
    assert {sheet.people for sheet in (*before, *after)} == {12}
    for number in range(4):
        enroll(make_user(f"more-{number}"), cast.program, Side.MENTEE)
    renew_figures()
    assert sign_in(cast.hr).get(dashboard(cast)).context["figures"].people == 17


def dashboard(cast: Cast) -> str:
    return reverse("program_dashboard", args=[cast.program.pk])


def test_the_figures_cost_the_same_with_thirty_people(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Any, crowd: list[User]
) -> None:
    appoint(cast, cast.outsider)
    for number in range(30):
        enroll(make_user(f"q{number}"), cast.program, Side.MENTEE)
    stories.started(cast)
    renew_figures()
    client = sign_in(cast.outsider)
    with django_assert_max_num_queries(8):
        client.get(figures(cast))


# Whom to turn to -----------------------------------------------------------------------------


def help_page(cast: Cast, sign_in: SignIn, pair: Relationship) -> str:
    return sign_in(cast.mentee).get(reverse("ending", args=[pair.pk])).text


def test_people_are_told_the_contact_of_the_organization(cast: Cast, sign_in: SignIn) -> None:
    assert "safeguarding@example.org" in help_page(cast, sign_in, stories.started(cast))


def test_the_contact_of_the_program_comes_first(cast: Cast, sign_in: SignIn) -> None:
    appoint(cast, cast.line_manager, Duty.SAFEGUARDING)
    page = help_page(cast, sign_in, stories.started(cast))
    assert "line-manager@example.org" in page
    assert "safeguarding@example.org" not in page


def test_nobody_is_sent_to_their_own_partner(cast: Cast, sign_in: SignIn) -> None:
    appoint(cast, cast.mentor, Duty.SAFEGUARDING)
    assert "Something is not right" not in help_page(cast, sign_in, stories.started(cast))


def test_whom_to_turn_to_stays_known_after_the_end(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.started(cast)
    confirming.press(sign_in(cast.mentor), reverse("ending", args=[pair.pk]))
    assert "safeguarding@example.org" in help_page(cast, sign_in, pair)


def test_the_staff_page_says_who_stands_in(cast: Cast, sign_in: SignIn) -> None:
    assert "safeguarding@example.org" in sign_in(cast.hr).get(staff_page(cast)).text
    cast.safeguarding.role_grants.all().delete()
    assert "nobody outside the program" in sign_in(cast.hr).get(staff_page(cast)).text


def test_a_contact_of_one_program_holds_its_pairs_and_no_others(
    cast: Cast, sign_in: SignIn
) -> None:
    pair = stories.in_cultivation(cast)
    appoint(cast, cast.outsider, Duty.SAFEGUARDING)
    client, room = sign_in(cast.outsider), reverse("safeguarding_room")
    assert room in client.get(reverse("relationship_list")).text
    assert str(cast.mentee) in client.post(room, {"q": "mentee"}).text
    client.post(reverse("safeguarding_hold", args=[pair.pk]))
    assert Relationship.objects.get().is_on_hold
    Appointment.objects.update(program=cast.other_program)
    assert str(cast.mentee) not in client.post(room, {"q": "mentee"}).text
    assert client.post(reverse("safeguarding_release", args=[pair.pk])).status_code == 404
    assert Relationship.objects.get().is_on_hold


def test_nobody_judges_their_own_pair(cast: Cast) -> None:
    pair = stories.in_cultivation(cast)
    appoint(cast, cast.mentor, Duty.SAFEGUARDING)
    with pytest.raises(DomainError, match="part of this relationship"):
        safeguarding.hold(relationship=pair, by=cast.mentor)


def test_facts_name_active_contacts_only(cast: Cast) -> None:
    appoint(cast, cast.outsider, Duty.SAFEGUARDING)
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    assert program_queries.safeguarding_contacts(cast.program) == [cast.safeguarding]
