"""Ways in: invitation, sign-up, own settings, and the first HR admin."""

import json
import re
import time
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions, clients, invitations, letters
from accounts.models import AuditEvent, User
from core.errors import DomainError
from notifications import delivery, kinds
from notifications.models import Message
from tests.cast import PASSWORD, Cast, SignIn, make_user

NEW_PASSWORD = "corn flower blue 22"


@pytest.fixture
def listed(cast: Cast) -> User:
    """Somebody of the directory who has never signed in."""
    person = User(email="ana@example.org", full_name="Ana Li")
    person.set_unusable_password()
    person.save()
    return person


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def path(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def letter_to(person: User) -> kinds.Letter:
    composed = kinds.get(letters.INVITATION).compose(Message.objects.get(recipient=person))
    assert composed is not None
    return composed


def log_in(client: Client, email: str, password: str) -> None:
    client.post(reverse("account_login"), {"login": email, "password": password})


# Invitations ---------------------------------------------------------------------------------


def test_an_invited_person_chooses_a_password_and_signs_in(
    cast: Cast, listed: User, sign_in: SignIn, client: Client
) -> None:
    sign_in(cast.hr).post(reverse("person_invite", args=[listed.pk]))
    button = letter_to(listed).button
    assert button is not None
    page = client.get(path(button.url))
    assert b"Welcome, Ana" in page.content
    assert "no-cache" in page["Cache-Control"] or "no-store" in page["Cache-Control"]

    answer = client.post(path(button.url), {"password": NEW_PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    assert signed_in(client) == str(listed.pk)
    assert EmailAddress.objects.get(user=listed, verified=True, primary=True).email == listed.email

    later = Client()
    log_in(later, "Ana@Example.org", NEW_PASSWORD)
    assert signed_in(later) == str(listed.pk)


def test_an_invitation_leads_on_to_where_it_was_asked_for(listed: User, client: Client) -> None:
    link = path(invitations.link(listed, onward="/join/abc/"))
    assert b'value="/join/abc/"' in client.get(link).content
    answer = client.post(link, {"password": NEW_PASSWORD, "next": "/join/abc/"})
    assert answer["Location"] == "/join/abc/"


def test_an_invitation_never_leads_outside(listed: User, client: Client) -> None:
    link = path(invitations.link(listed, onward="https://evil.example/"))
    answer = client.post(link, {"password": NEW_PASSWORD, "next": "https://evil.example/"})
    assert answer["Location"] == reverse("home")


def test_an_invitation_works_once(listed: User, client: Client) -> None:
    link = path(invitations.link(listed))
    client.post(link, {"password": NEW_PASSWORD})
    other = Client()
    assert other.get(link).status_code == 410
    assert other.post(link, {"password": "another password 33"}).status_code == 410
    assert User.objects.get(pk=listed.pk).check_password(NEW_PASSWORD)


def test_an_invitation_works_for_seven_days(listed: User, client: Client) -> None:
    link = path(invitations.link(listed))
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
        assert client.get(link).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        answer = client.get(link)
        assert answer.status_code == 410
        assert reverse("account_reset_password").encode() in answer.content


@pytest.mark.parametrize("token", ["nonsense", "a:b:c", "WzEsICJ4Il0:1abc:def"])
def test_a_forged_invitation_is_refused(cast: Cast, client: Client, token: str) -> None:
    assert client.get(reverse("invitation", args=[token])).status_code == 410
    assert client.post(reverse("invitation", args=[token])).status_code == 410


def test_an_invitation_to_somebody_deactivated_is_refused(
    cast: Cast, listed: User, client: Client
) -> None:
    link = path(invitations.link(listed))
    actions.deactivate(person=listed, by=cast.hr)
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("password", ["", "short", "password123", "ana@example.org", "x\x00" * 9])
def test_a_weak_password_is_explained(listed: User, client: Client, password: str) -> None:
    link = path(invitations.link(listed))
    assert client.post(link, {"password": password}).status_code == 200
    assert signed_in(client) is None
    assert not User.objects.get(pk=listed.pk).has_usable_password()


def test_whoever_is_signed_in_already_is_told(cast: Cast, listed: User, sign_in: SignIn) -> None:
    client, link = sign_in(cast.mentor), path(invitations.link(listed))
    assert b"You are signed in as Mentor" in client.get(link).content
    client.post(link, {"password": NEW_PASSWORD})
    assert signed_in(client) == str(listed.pk)


def test_pressing_twice_sends_one_letter(cast: Cast, listed: User, sign_in: SignIn) -> None:
    hr, page = sign_in(cast.hr), reverse("person_invite", args=[listed.pk])
    assert b"on its way to ana@example.org" in hr.post(page, follow=True).content
    assert b"within the last hour" in hr.post(page, follow=True).content
    assert Message.objects.filter(recipient=listed).count() == 1
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        hr.force_login(cast.hr)
        hr.post(page)
    assert Message.objects.filter(recipient=listed).count() == 2
    assert AuditEvent.objects.filter(verb="person.invited").count() == 2


def test_who_may_not_or_need_not_be_invited_is_not(cast: Cast, listed: User) -> None:
    User.objects.filter(pk=cast.mentor.pk).update(last_login=timezone.now())
    with pytest.raises(DomainError, match="has signed in before"):
        actions.invite(person=User.objects.get(pk=cast.mentor.pk), by=cast.hr)
    actions.deactivate(person=listed, by=cast.hr)
    with pytest.raises(DomainError, match="Reactivate"):
        actions.invite(person=User.objects.get(pk=listed.pk), by=cast.hr)


def test_an_invitation_no_longer_wanted_is_not_sent(cast: Cast, listed: User) -> None:
    actions.invite(person=listed, by=cast.hr)
    assert "Hr invites you" in letter_to(listed).paragraphs[0]
    User.objects.filter(pk=listed.pk).update(last_login=timezone.now())
    message = Message.objects.get(recipient=listed)
    assert kinds.get(letters.INVITATION).compose(message) is None


def test_the_token_is_not_stored(cast: Cast, listed: User) -> None:
    actions.invite(person=listed, by=cast.hr)
    assert Message.objects.get(recipient=listed).context == {"onward": "", "asked_by": "Hr"}


# Sign-up -------------------------------------------------------------------------------------


def ask_to_sign_up(client: Client, email: str, onward: str = "") -> Any:
    return client.post(reverse("account_signup"), {"email": email, "next": onward})


def neutral(content: bytes) -> str:
    """A page without what is different for each browser."""
    token = r'name="csrfmiddlewaretoken" value="[^"]*"'
    return re.sub(token, "", content.decode())


@pytest.mark.parametrize("mode", ["off", "directory", "example.org"])
def test_sign_up_tells_nobody_which_addresses_are_known(
    cast: Cast, listed: User, settings: Any, mode: str
) -> None:
    settings.MENTORING_SIGN_UP = mode
    User.objects.filter(pk=cast.mentor.pk).update(last_login=timezone.now())
    actions.deactivate(person=cast.outsider, by=cast.hr)
    seen = set()
    for email in (listed.email, cast.mentor.email, cast.outsider.email, "x@elsewhere.example"):
        client = Client()
        answer = ask_to_sign_up(client, email.upper())
        page = client.get(answer["Location"]) if answer.status_code == 302 else answer
        seen.add((answer.status_code, neutral(page.content)))
    assert len(seen) == 1


def test_a_listed_person_who_signs_up_chooses_the_password_by_the_link(
    cast: Cast, listed: User
) -> None:
    """On another device, too, it leads on to where they wanted to go."""
    ask_to_sign_up(Client(), "ANA@example.org", "/join/abc/")
    letter = letter_to(listed)
    assert letter.button is not None
    assert letter.button.url.endswith("?next=%2Fjoin%2Fabc%2F")
    other_device = Client()
    answer = other_device.post(
        path(letter.button.url), {"password": NEW_PASSWORD, "next": "/join/abc/"}
    )
    assert answer["Location"] == "/join/abc/"
    assert signed_in(other_device) == str(listed.pk)


def test_only_the_directory_signs_up_unless_domains_are_named(cast: Cast, settings: Any) -> None:
    ask_to_sign_up(Client(), "new@example.org")
    assert User.objects.by_email("new@example.org") is None
    settings.MENTORING_SIGN_UP = "example.com, example.org"
    ask_to_sign_up(Client(), "new@elsewhere.example")
    assert User.objects.by_email("new@elsewhere.example") is None
    ask_to_sign_up(Client(), "New@Example.org")
    person = User.objects.get(email="new@example.org")
    assert (person.full_name, person.has_usable_password()) == ("", False)
    letter = letter_to(person)
    assert letter.button is not None
    client = Client()
    assert "Your name" in client.get(path(letter.button.url)).text
    chosen = {"full_name": "New  Person", "password": NEW_PASSWORD}
    client.post(path(letter.button.url), chosen)
    assert signed_in(client) == str(person.pk)
    assert User.objects.get(pk=person.pk).full_name == "New Person"


def test_sign_up_that_is_off_sends_nothing(cast: Cast, listed: User, settings: Any) -> None:
    settings.MENTORING_SIGN_UP = "off"
    assert "You need an invitation" in ask_to_sign_up(Client(), listed.email).text
    assert not Message.objects.exists()


def test_an_address_gets_a_few_letters_an_hour(cast: Cast) -> None:
    User.objects.filter(pk=cast.mentor.pk).update(last_login=timezone.now())
    for _time in range(9):
        ask_to_sign_up(Client(), cast.mentor.email)
        Client().post(reverse("account_reset_password"), {"email": cast.mentor.email})
    assert Message.objects.filter(recipient=cast.mentor).count() == 5


def test_answers_about_an_address_take_equally_long(cast: Cast, settings: Any) -> None:
    settings.STEADY_SECONDS = 0.6
    took = []
    for email in (cast.mentor.email, "nobody@elsewhere.example"):
        started = time.monotonic()
        Client().post(reverse("account_reset_password"), {"email": email})
        took.append(time.monotonic() - started)
    assert abs(took[0] - took[1]) < 0.15


# Mail about signing in -----------------------------------------------------------------------


def test_a_forgotten_password_goes_through_the_outbox_sealed(cast: Cast) -> None:
    """No mail server is asked while somebody waits, and no link can be read in the database."""
    Client().post(reverse("account_reset_password"), {"email": cast.mentor.email})
    assert not mail.outbox
    message = Message.objects.get(kind=letters.SIGN_IN)
    assert message.expires_at is not None
    assert "reset" not in json.dumps(message.context)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM notifications_message WHERE id = %s", [message.pk])
        assert b"http" not in bytes(cursor.fetchone()[0])
    assert delivery.deliver(message.pk) == "sent"
    assert "/password/reset/key/" in mail.outbox[0].body


# Limits --------------------------------------------------------------------------------------


def wrong(client: Client, email: str, times: int = 9) -> None:
    for _time in range(times):
        log_in(client, email, "not the password")


def test_wrong_passwords_block_their_address_and_nobody_else(cast: Cast) -> None:
    wrong(Client(), cast.mentor.email)
    blocked, other = Client(), Client()
    log_in(blocked, cast.mentor.email, PASSWORD)
    assert signed_in(blocked) is None
    log_in(other, cast.mentee.email, PASSWORD)
    assert signed_in(other) == str(cast.mentee.pk)


def test_who_is_blocked_reads_for_how_long_and_what_else_helps(cast: Cast) -> None:
    client, typed = Client(), {"login": cast.mentor.email, "password": "not the password"}
    for _time in range(9):
        page = client.post(reverse("account_login"), typed).text
    assert "Wait 5 minutes, then try again." in page
    assert "choose a new one with “Forgot your password?”" in page


def test_others_do_not_lock_somebody_out_of_a_browser_they_know(cast: Cast) -> None:
    known = Client()
    log_in(known, cast.mentor.email, PASSWORD)
    known.post(reverse("account_logout"))
    wrong(Client(), cast.mentor.email)
    log_in(known, cast.mentor.email, PASSWORD)
    assert signed_in(known) == str(cast.mentor.pk)


def test_strangers_elsewhere_lock_nobody_out(cast: Cast, settings: Any) -> None:
    settings.MENTORING_TRUSTED_PROXIES = 1
    attacker = Client(headers={"x-forwarded-for": "10.0.0.1, 203.0.113.9"})
    person = Client(headers={"x-forwarded-for": "203.0.113.9, 198.51.100.7"})
    wrong(attacker, cast.mentor.email)
    log_in(person, cast.mentor.email, PASSWORD)
    assert signed_in(person) == str(cast.mentor.pk)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "1.1.1.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "nonsense", ""),
        (1, "", "127.0.0.1"),
    ],
)
def test_an_address_is_what_the_trusted_proxies_saw(
    rf: Any, settings: Any, proxies: int, forwarded: str, address: str
) -> None:
    settings.MENTORING_TRUSTED_PROXIES = proxies
    assert clients.address(rf.get("/", headers={"x-forwarded-for": forwarded})) == address


# What is noted -------------------------------------------------------------------------------


def test_signing_in_and_failing_to_leave_rows(cast: Cast, client: Client) -> None:
    wrong(client, cast.mentor.email, 1)
    wrong(client, "nobody@elsewhere.example", 1)
    log_in(client, cast.mentor.email, PASSWORD)
    rows = AuditEvent.objects.filter(verb__startswith="sign_in").order_by("created_at")
    assert [(row.verb, row.target_id) for row in rows] == [
        ("sign_in.failed", str(cast.mentor.pk)),
        ("sign_in.failed", "None"),
        ("sign_in.done", str(cast.mentor.pk)),
    ]
    assert "nobody@" not in str([row.details for row in rows])


def test_the_main_address_is_hr_s_and_others_take_the_password(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.mentee)
    page, new = reverse("account_email"), "private@example.com"
    answer = client.post(page, {"action_add": "", "email": new})
    assert reverse("account_reauthenticate") in answer["Location"]
    log_in(client := Client(), cast.mentor.email, PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(page, {"action_add": "", "email": new})
    assert AuditEvent.objects.filter(verb="address.added").count() == 1
    EmailAddress.objects.filter(email=new).update(verified=True)
    client.post(page, {"action_primary": "", "email": new})
    client.post(page, {"action_remove": "", "email": cast.mentor.email})
    assert User.objects.get(pk=cast.mentor.pk).email == cast.mentor.email
    assert EmailAddress.objects.get(email=cast.mentor.email).primary


def test_people_with_a_password_from_the_organization_just_sign_in(
    cast: Cast, client: Client
) -> None:
    log_in(client, cast.mentor.email, PASSWORD)
    assert signed_in(client) == str(cast.mentor.pk)
    assert EmailAddress.objects.get(user=cast.mentor).verified


def test_a_forgotten_password_is_replaced_by_mail(listed: User, client: Client) -> None:
    client.post(reverse("account_reset_password"), {"email": listed.email})
    delivery.deliver(Message.objects.get(kind=letters.SIGN_IN).pk)
    found = re.search(r"https?://\S+/password/reset/key/\S+", mail.outbox[-1].body)
    assert found
    form = client.get(path(found[0]))["Location"]
    client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    log_in(client, listed.email, NEW_PASSWORD)
    assert signed_in(client) == str(listed.pk)


# Own settings --------------------------------------------------------------------------------

OWN = {
    "full_name": "Mentor the Great",
    "short_name": "Men",
    "time_zone": "Asia/Ho_Chi_Minh",
    "language": "en",
}


def test_own_settings_take_effect_at_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.mentor)
    answer = client.post(reverse("account_settings"), OWN, follow=True)
    assert b"Ho Chi Minh" in answer.content
    person = User.objects.get(pk=cast.mentor.pk)
    assert (person.full_name, person.short_name) == ("Mentor the Great", "Men")
    assert timezone.get_current_timezone_name() != "Asia/Ho_Chi_Minh"
    with time_machine.travel("2026-01-05T17:00:00Z"):
        client.force_login(cast.mentor)
        assert b"Tuesday, 00:00" in client.get(reverse("account_settings")).content


@pytest.mark.parametrize(
    "changes",
    [
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
        {"time_zone": ""},
        {"time_zone": "x\x00"},
        {"language": "tlh"},
        {"full_name": ""},
        {"full_name": "A\x00"},
        {"short_name": "x" * 1_000_000},
    ],
)
def test_own_settings_that_make_no_sense_are_explained(
    cast: Cast, sign_in: SignIn, changes: dict[str, str]
) -> None:
    answer = sign_in(cast.mentor).post(reverse("account_settings"), OWN | changes)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert User.objects.get(pk=cast.mentor.pk).full_name == "Mentor"


def test_time_zones_stand_by_region_with_their_time(cast: Cast, sign_in: SignIn) -> None:
    with time_machine.travel("2026-01-05T11:00:00Z"):
        content = sign_in(cast.mentor).get(reverse("account_settings")).content.decode()
    assert '<optgroup label="Europe">' in content
    assert '<option value="Europe/Oslo" selected>Oslo (12:00)</option>' in content


def test_a_zone_with_an_old_name_stays_selected(cast: Cast, sign_in: SignIn) -> None:
    person = make_user("old", time_zone="Asia/Calcutta")
    content = sign_in(person).get(reverse("account_settings")).content.decode()
    assert '<option value="Asia/Calcutta" selected>' in content


def test_own_settings_are_for_people_who_are_signed_in(cast: Cast, client: Client) -> None:
    assert client.get(reverse("account_settings")).status_code == 302
    assert client.post(reverse("account_settings"), OWN).status_code == 302


def test_own_settings_refuse_other_methods(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.mentor).delete(reverse("account_settings")).status_code == 405


# The first HR admin --------------------------------------------------------------------------


def test_the_operator_makes_the_first_hr_admin(db: None, client: Client) -> None:
    out = StringIO()
    call_command("create_hr_admin", "Boss@Example.org", "--name", "The Boss", stdout=out)
    person = User.objects.get(email="boss@example.org")
    assert (person.full_name, person.is_hr_admin) == ("The Boss", True)
    link = path(out.getvalue().split()[-1])
    client.post(link, {"password": NEW_PASSWORD})
    assert client.get(reverse("people")).status_code == 200
    assert AuditEvent.objects.get(verb="role.granted").actor is None


def test_the_operator_may_name_somebody_listed(cast: Cast) -> None:
    call_command("create_hr_admin", cast.mentor.email.upper(), stdout=StringIO())
    assert User.objects.get(pk=cast.mentor.pk).is_hr_admin
    assert User.objects.get(pk=cast.mentor.pk).full_name == "Mentor"


def test_the_operator_is_told_what_is_wrong(cast: Cast) -> None:
    with pytest.raises(CommandError, match="not an email address"):
        call_command("create_hr_admin", "nonsense", stdout=StringIO())
    actions.deactivate(person=cast.mentor, by=cast.hr)
    with pytest.raises(CommandError, match="deactivated"):
        call_command("create_hr_admin", cast.mentor.email, stdout=StringIO())
