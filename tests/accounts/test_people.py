"""The directory of people: searching, listing, changing, roles, access."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions, letters
from accounts.models import AuditEvent, Role, RoleGrant, Unit, User
from core.errors import DomainError
from notifications import kinds
from notifications.models import Lane, Message
from tests import confirming
from tests.cast import PASSWORD, Cast, SignIn, make_user


@pytest.fixture
def hr(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.hr)


def facts(person: User | None = None, **changes: object) -> dict[str, object]:
    """What the form sends for a person, with changes."""
    values: dict[str, object] = {
        "full_name": "New Person",
        "short_name": "",
        "email": "new@example.org",
        "unit": "",
        "manager": "",
        "job_title": "",
        "grade": "",
        "function": "",
        "location": "",
        "time_zone": "Europe/Oslo",
        "language": "en",
    }
    if person:
        values |= {"full_name": person.full_name, "email": person.email}
        values["manager"] = person.manager.email if person.manager else ""
        values["unit"] = person.unit.name if person.unit else ""
    return values | changes


def address(route: str, person: User) -> str:
    return reverse(route, args=[person.pk])


def found(client: Client, **query: object) -> set[str]:
    return {person.full_name for person in client.get(reverse("people"), query).context["page"]}


# Searching -----------------------------------------------------------------------------------


def test_people_are_found_by_name_address_and_unit(cast: Cast, hr: Client) -> None:
    assert found(hr, q="MENTOR") == {"Mentor"}
    assert found(hr, q="second-mentee@") == {"Second Mentee"}
    assert found(hr, q="second research") == {"Second Mentee"}
    assert found(hr, q="nobody of this name") == set()
    assert "Outsider" not in found(hr, q="research")


def test_people_are_filtered_by_unit(cast: Cast, hr: Client) -> None:
    assert len(found(hr, unit=str(cast.unit.pk))) == 8
    assert "Outsider" not in found(hr, unit=str(cast.unit.pk))


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00"},
        {"q": "x" * 1_000_000},
        {"unit": "nonsense"},
        {"page": "-1"},
        {"page": "9999999999999999999999"},
        {"q": "%_'\"<script>"},
    ],
)
def test_strange_searches_are_answered(cast: Cast, hr: Client, query: dict[str, str]) -> None:
    answer = hr.get(reverse("people"), query)
    assert answer.status_code == 200
    assert b"<script>" not in answer.content


def test_fifty_people_stand_on_a_page_and_the_search_stays(cast: Cast, hr: Client) -> None:
    for number in range(60):
        make_user(f"crowd-{number}")
    answer = hr.get(reverse("people"), {"q": "crowd"})
    assert len(answer.context["page"]) == 50
    assert b"?q=crowd&amp;page=2" in answer.content
    assert len(hr.get(reverse("people"), {"q": "crowd", "page": 2}).context["page"]) == 10


def test_an_empty_search_teaches(cast: Cast, hr: Client) -> None:
    assert b"No results for this search" in hr.get(reverse("people"), {"q": "zzz"}).content


def test_the_list_needs_as_many_queries_at_1_as_at_30_people(
    cast: Cast, hr: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    hr.get(reverse("people"))
    with django_assert_max_num_queries(10) as few:
        hr.get(reverse("people"), {"q": "line-manager@"})
    for number in range(30):
        person = make_user(f"crowd-{number}", unit=cast.unit, manager=cast.hr)
        RoleGrant.objects.create(user=person, role=Role.SAFEGUARDING)
    with django_assert_num_queries(len(few.captured_queries)):
        hr.get(reverse("people"), {"q": "crowd"})


# Listing and changing ------------------------------------------------------------------------


def test_a_person_is_listed_and_cannot_sign_in_yet(cast: Cast, hr: Client) -> None:
    values = facts(
        unit="New Unit", manager=cast.line_manager.email.upper(), email="New@Example.org"
    )
    answer = hr.post(reverse("person_new"), values, follow=True)
    person = User.objects.get(email="new@example.org")
    assert answer.redirect_chain == [(address("person_detail", person), 302)]
    assert (person.unit.name, person.manager) == ("New Unit", cast.line_manager)
    assert not person.has_usable_password()
    assert AuditEvent.objects.get(verb="person.listed").target_id == str(person.pk)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"full_name": " "}, "This field is required."),
        ({"full_name": "A\x00na"}, "Null characters are not allowed."),
        ({"full_name": "x" * 1_000_000}, "at most 150 characters"),
        ({"email": "not an address"}, "Enter a valid email address."),
        ({"email": "HR@example.org"}, "Somebody already has this email address."),
        ({"manager": "nobody@example.org"}, "Nobody in the directory has this address."),
        ({"time_zone": "Mars/Olympus"}, "is not a time zone"),
        ({"language": "tlh"}, "Select a valid choice."),
        ({"unit": "x" * 121}, "at most 120 characters"),
    ],
)
def test_bad_input_is_explained_and_kept(
    cast: Cast, hr: Client, changes: dict[str, str], words: str
) -> None:
    answer = hr.post(reverse("person_new"), facts(job_title="Typed", **changes))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert b'value="Typed"' in answer.content
    assert not User.objects.filter(job_title="Typed").exists()


def test_missing_fields_are_explained(cast: Cast, hr: Client) -> None:
    assert b"This field is required." in hr.post(reverse("person_new"), {"x": "y"}).content


def test_names_of_every_script_are_kept(cast: Cast, hr: Client) -> None:
    hr.post(reverse("person_new"), facts(full_name="ליאת  אבני 🌱"))
    assert User.objects.get(email="new@example.org").full_name == "ליאת אבני 🌱"


def test_a_person_is_changed_and_the_trail_says_what(cast: Cast, hr: Client) -> None:
    values = facts(cast.mentee, job_title="Chemist", unit="research")
    hr.post(address("person_edit", cast.mentee), values)
    mentee = User.objects.get(pk=cast.mentee.pk)
    assert (mentee.job_title, mentee.unit) == ("Chemist", cast.unit)
    event = AuditEvent.objects.get(verb="person.changed")
    assert event.details == {"fields": ["job_title", "function"]}


def test_a_new_address_is_the_one_they_sign_in_with(cast: Cast, hr: Client) -> None:
    hr.post(address("person_edit", cast.mentee), facts(cast.mentee, email="renamed@example.org"))
    client = Client()
    values = {"login": "renamed@example.org", "password": PASSWORD}
    client.post(reverse("account_login"), values)
    assert client.session["_auth_user_id"] == str(cast.mentee.pk)


def test_a_circle_in_the_reporting_line_is_refused_at_any_depth(cast: Cast, hr: Client) -> None:
    cast.mentor.manager = cast.mentee
    cast.mentor.save()
    values = facts(cast.line_manager, manager=cast.mentor.email)
    answer = hr.post(address("person_edit", cast.line_manager), values)
    assert "Mentor reports to Line Manager, directly or through others" in answer.content.decode()
    assert User.objects.get(pk=cast.line_manager.pk).manager is None


def test_nobody_becomes_their_own_manager(cast: Cast, hr: Client) -> None:
    hr.post(address("person_edit", cast.mentor), facts(cast.mentor, manager=cast.mentor.email))
    assert User.objects.get(pk=cast.mentor.pk).manager is None


def test_the_edit_page_shows_what_is_kept(cast: Cast, hr: Client) -> None:
    content = hr.get(address("person_edit", cast.mentee)).content.decode()
    assert f'value="{cast.line_manager.email}"' in content
    assert 'value="Research"' in content


# One person ----------------------------------------------------------------------------------


def test_the_page_of_a_person_shows_manager_and_reports(cast: Cast, hr: Client) -> None:
    mentee = hr.get(address("person_detail", cast.mentee)).content.decode()
    manager = hr.get(address("person_detail", cast.line_manager)).content.decode()
    assert address("person_detail", cast.line_manager) in mentee
    assert address("person_detail", cast.mentee) in manager


def test_the_page_of_a_person_needs_as_many_queries_at_1_as_at_30_reports(
    cast: Cast, hr: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    page = address("person_detail", cast.line_manager)
    hr.get(page)
    with django_assert_max_num_queries(12) as few:
        hr.get(page)
    for number in range(40):
        make_user(f"report-{number}", manager=cast.line_manager, unit=cast.unit)
    with django_assert_num_queries(len(few.captured_queries)):
        assert hr.get(page).context["report_count"] == 41


def test_roles_are_granted_once_and_revoked_with_a_trail(cast: Cast, hr: Client) -> None:
    page = address("person_role", cast.mentor)
    for held in ("1", "1", "0", "0"):
        confirming.press(hr, page, {"role": "safeguarding", "held": held})
    verbs = AuditEvent.objects.order_by("created_at").values_list("verb", flat=True)
    assert list(verbs) == ["role.granted", "role.revoked"]
    assert not User.objects.get(pk=cast.mentor.pk).is_safeguarding_contact


@pytest.mark.parametrize("role", list(Role))
def test_nobody_gives_themselves_a_role(cast: Cast, hr: Client, role: Role) -> None:
    cast.hr.role_grants.exclude(role=Role.HR_ADMIN).delete()
    answer = hr.post(address("person_role", cast.hr), {"role": role, "held": "1"}, follow=True)
    assert "You cannot give yourself a role." in answer.text
    assert list(cast.hr.role_grants.values_list("role", flat=True)) == [Role.HR_ADMIN]
    assert not AuditEvent.objects.filter(verb="role.granted").exists()


@pytest.mark.parametrize("role", list(Role))
def test_every_grant_and_revocation_is_told_at_once(cast: Cast, role: Role) -> None:
    other = make_user("other-hr")
    RoleGrant.objects.create(user=other, role=Role.HR_ADMIN)
    for change, words in ((actions.grant, "is now"), (actions.revoke, "is no longer")):
        Message.objects.all().delete()
        change(person=cast.mentor, role=role, by=cast.hr)
        told = Message.objects.filter(kind=letters.ROLE)
        assert {message.recipient for message in told} == {other, cast.mentor, cast.safeguarding}
        assert {message.lane for message in told} == {Lane.URGENT}
        letter = kinds.get(letters.ROLE).compose(told[0])
        assert letter
        assert letter.subject == f"Mentor {words} {role.label}"


def test_the_last_hr_admin_cannot_be_revoked(cast: Cast, hr: Client) -> None:
    page = address("person_role", cast.hr)
    answer = hr.post(page, {"role": "hr_admin", "held": "0"}, follow=True)
    assert b"Hr is the only HR admin." in answer.content
    assert User.objects.get(pk=cast.hr.pk).is_hr_admin


def test_a_deactivated_hr_admin_does_not_count(cast: Cast) -> None:
    other = make_user("other-hr", is_active=False)
    RoleGrant.objects.create(user=other, role=Role.HR_ADMIN)
    with pytest.raises(DomainError, match="only HR admin"):
        actions.revoke(person=cast.hr, role=Role.HR_ADMIN, by=other)
    User.objects.filter(pk=other.pk).update(is_active=True)
    actions.revoke(person=cast.hr, role=Role.HR_ADMIN, by=other)
    assert not User.objects.get(pk=cast.hr.pk).is_hr_admin


def test_a_role_that_does_not_exist_is_refused(cast: Cast, hr: Client) -> None:
    for role in ("emperor", "", "\x00"):
        answer = hr.post(address("person_role", cast.mentor), {"role": role, "held": "1"})
        assert answer.status_code == 400


def test_deactivation_ends_every_session_for_good(cast: Cast, hr: Client, sign_in: SignIn) -> None:
    mentor = sign_in(cast.mentor)
    assert mentor.get(reverse("account_settings")).status_code == 200
    confirming.press(hr, address("person_access", cast.mentor), {"active": "0"})
    assert mentor.get(reverse("account_settings")).status_code == 302
    hr.post(address("person_access", cast.mentor), {"active": "1"})
    assert mentor.get(reverse("account_settings")).status_code == 302
    assert User.objects.get(pk=cast.mentor.pk).is_active
    events = AuditEvent.objects.filter(target_kind="accounts.user").order_by("created_at")
    verbs = events.values_list("verb", flat=True)
    assert list(verbs) == ["person.deactivated", "person.reactivated"]


def test_who_is_deactivated_cannot_sign_in(cast: Cast, client: Client) -> None:
    actions.deactivate(person=cast.mentor, by=cast.hr)
    client.post(reverse("account_login"), {"login": cast.mentor.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_nobody_deactivates_themselves_or_the_last_hr_admin(cast: Cast) -> None:
    with pytest.raises(DomainError, match="yourself"):
        actions.deactivate(person=cast.hr, by=cast.hr)
    with pytest.raises(DomainError, match="only HR admin"):
        actions.deactivate(person=cast.hr, by=cast.mentor)
    assert User.objects.get(pk=cast.hr.pk).is_active


# Who, and how --------------------------------------------------------------------------------

READ = ("people", "person_new", "person_detail", "person_edit")
WRITTEN = ("person_new", "person_edit", "person_invite", "person_role", "person_access")


def where(route: str, cast: Cast) -> str:
    alone = route in ("people", "person_new")
    return reverse(route) if alone else address(route, cast.mentee)


@pytest.mark.parametrize("part", ["coordinator", "safeguarding", "mentor", "mentee", "outsider"])
def test_only_hr_admins_see_and_change_people(cast: Cast, sign_in: SignIn, part: str) -> None:
    client = sign_in(getattr(cast, part))
    before = list(User.objects.order_by("pk").values())
    assert {client.get(where(route, cast)).status_code for route in READ} == {403}
    assert {client.post(where(route, cast)).status_code for route in WRITTEN} == {403}
    assert list(User.objects.order_by("pk").values()) == before


def test_who_is_not_signed_in_is_asked_to(cast: Cast, client: Client) -> None:
    login = reverse("account_login")
    answers = [client.get(where(route, cast)) for route in READ]
    answers += [client.post(where(route, cast)) for route in WRITTEN]
    assert {answer["Location"].split("?")[0] for answer in answers} == {login}


def test_methods_that_make_no_sense_are_refused(cast: Cast, hr: Client) -> None:
    for route in ("person_invite", "person_role", "person_access"):
        assert hr.get(where(route, cast)).status_code == 302
    assert hr.post(reverse("people")).status_code == 405
    assert hr.delete(where("person_edit", cast)).status_code == 405


def test_somebody_who_does_not_exist_is_not_found(cast: Cast, hr: Client) -> None:
    for route in ("person_detail", "person_edit"):
        assert hr.get(reverse(route, args=[99_999_999])).status_code == 404
    for route in ("person_invite", "person_role", "person_access"):
        assert hr.post(reverse(route, args=[99_999_999])).status_code == 404
    assert hr.get("/people/99999999999999999999999/").status_code == 404


def test_a_list_of_units_is_offered(cast: Cast, hr: Client) -> None:
    Unit.objects.create(name='Quotes " & <b>')
    content = hr.get(reverse("person_new")).content.decode()
    assert "Quotes &quot; &amp; &lt;b&gt;" in content
