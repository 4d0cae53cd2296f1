"""Inviting people to a program: whom, what they read, what they answer, what coordinators see."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, User
from core import clock
from core.errors import DomainError
from notifications import delivery, kinds
from notifications.models import Message
from profiles.invitations import actions, findings, links
from profiles.models import Enrollment, Invitation, InvitationState
from programs.models import Program
from tests import confirming, stories
from tests.cast import enroll, make_user


def letters_to(user: User) -> list[str]:
    return sorted(Message.objects.filter(recipient=user).values_list("kind", flat=True))


def composed(kind: str, user: User):
    message = Message.objects.get(kind=kind, recipient=user)
    return kinds.get(kind).compose(message)


def state(invitation: Invitation) -> str:
    return Invitation.objects.with_answers().get(pk=invitation.pk).state


def invite(cast, *people: User, role: str = "mentor", words: str = "") -> int:
    return actions.invite(
        program=cast.program,
        people=[person.pk for person in people],
        role=role,
        words=words,
        by=cast.coordinator,
    )


# Sending -------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", range(7))
def test_an_invited_person_gets_a_letter_and_one_reminder_a_week_later(cast, days):
    """On the first morning after a week; one that falls on a weekend waits for Monday."""
    with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
        assert invite(cast, cast.outsider) == 1
    first, later = Message.objects.filter(recipient=cast.outsider).order_by("due_at")
    assert (first.kind, later.kind) == ("profiles.invited", "profiles.invited_reminder")
    morning = later.due_at.astimezone(ZoneInfo(cast.outsider.time_zone))
    assert (morning.hour, morning.weekday() < 5) == (9, True)
    assert timedelta(days=7) <= later.due_at - first.due_at < timedelta(days=10)
    assert AuditEvent.objects.get(verb="program.people_invited").details["count"] == 1


def test_nobody_gets_two_letters_for_one_program(cast):
    Enrollment.objects.filter(pk=cast.mentee_enrollment.pk).update(status="draft")
    gone = make_user("gone", is_active=False)
    invite(cast, cast.outsider)
    assert invite(cast, cast.outsider, cast.mentor, cast.mentee, gone, cast.hr) == 1
    assert sorted(Invitation.objects.values_list("user__email", flat=True)) == [
        "hr@example.org",
        "outsider@example.org",
    ]


@pytest.mark.parametrize(
    ("status", "people", "code"),
    [("running", 1, "not_open"), ("open", 0, "nobody"), ("open", 301, "too_many")],
)
def test_an_invitation_needs_an_open_program_and_people_one_can_look_at(cast, status, people, code):
    Program.objects.filter(pk=cast.program.pk).update(status=status)
    with pytest.raises(DomainError) as refusal:
        actions.invite(
            program=cast.program,
            people=list(range(people)),
            role="mentor",
            words="",
            by=cast.coordinator,
        )
    assert refusal.value.code == code


def test_the_letter_says_who_asks_in_their_own_words_and_offers_a_no(cast):
    invite(cast, cast.outsider, words="I thought of your talk in May.")
    letter = composed("profiles.invited", cast.outsider)
    assert "Would you be a mentor in Leadership?" in letter.subject
    assert "Coordinator invites you" in letter.paragraphs[0]
    assert letter.paragraphs[1] == "I thought of your talk in May."
    assert [answer.label for answer in letter.answers] == ["Not this time"]


@pytest.mark.parametrize("answer", ["came", "declined", "closed", "taken back"])
def test_no_letter_to_who_has_answered_or_where_nobody_joins(cast, answer):
    invitation = stories.invited(cast)
    messages = list(Message.objects.filter(recipient=cast.outsider))
    if answer == "came":
        enroll(cast.outsider, cast.program, "mentor", status="submitted")
    elif answer == "declined":
        Invitation.objects.update(declined_at=clock.now())
    elif answer == "closed":
        Program.objects.filter(pk=cast.program.pk).update(status="running")
    else:
        actions.take_back(invitation=invitation, by=cast.coordinator)
    assert [kinds.get(message.kind).compose(message) for message in messages] == [None, None]


def test_the_reminder_goes_out_a_week_later_and_never_again(cast, mailoutbox):
    stories.invited(cast)
    message = Message.objects.get(kind="profiles.invited_reminder")
    with time_machine.travel(message.due_at, tick=False):
        assert delivery.deliver(message.pk) == "sent"
        assert delivery.deliver(message.pk) == ""
    assert "still a place" in mailoutbox[0].subject


# Answering -----------------------------------------------------------------------------------


def test_the_link_shows_the_program_without_signing_in(cast, client):
    url = reverse("invited", args=[links.token(stories.invited(cast))])
    page = client.get(url).content.decode()
    assert "Would you like a mentor in Leadership?" in page
    assert "Coordinator invites Outsider" in page
    assert "sessionid" not in client.cookies
    assert state(Invitation.objects.get()) == InvitationState.WAITING


def test_not_this_time_is_one_press_and_stops_the_letters(cast, client):
    invitation = stories.invited(cast)
    url = reverse("invited_no", args=[links.token(invitation)])
    assert "Answer: not this time" in client.get(url).content.decode()
    assert state(invitation) == InvitationState.WAITING
    page = client.post(url, follow=True).content.decode()
    assert "You have said: not this time" in page
    assert state(invitation) == InvitationState.DECLINED
    assert set(Message.objects.values_list("status", flat=True)) == {"cancelled"}
    assert client.post(url).status_code == 302
    assert AuditEvent.objects.filter(verb="invitation.declined").count() == 1


def test_who_said_no_can_still_join_and_has_come_then(cast, sign_in):
    invitation = stories.invited(cast)
    actions.decline(invitation=invitation)
    page = sign_in(cast.outsider).get(reverse("invited", args=[links.token(invitation)]))
    assert reverse("enroll", args=[cast.program.join_token, "mentee"]) in page.content.decode()
    enroll(cast.outsider, cast.program, "mentee", status="submitted")
    assert state(invitation) == InvitationState.CAME


def test_who_has_joined_cannot_say_no_by_an_old_letter(cast, client):
    invitation = stories.invited(cast)
    enroll(cast.outsider, cast.program, "mentee", status="submitted")
    answer = client.post(reverse("invited_no", args=[links.token(invitation)]))
    assert answer.status_code == 409
    assert "You have joined already" in answer.content.decode()
    assert state(invitation) == InvitationState.CAME


def test_somebody_without_a_password_chooses_one_and_comes_to_the_form(cast, client):
    invitation = stories.invited(cast)
    url = reverse("invited", args=[links.token(invitation)])
    answer = client.post(url)
    assert "/welcome/" in answer.url
    assert "next=%2Fjoin%2Fjoin-leadership%2Fmentee%2F" in answer.url


def test_an_old_letter_does_not_open_an_account_but_sends_a_fresh_link(cast, client):
    url = reverse("invited", args=[links.token(stories.invited(cast))])
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        page = client.post(url, follow=True).content.decode()
    assert "We have sent an email to outsider@example.org" in page
    assert "accounts.invitation" in letters_to(cast.outsider)


def test_who_has_signed_in_before_goes_to_the_form_and_signs_in_there(cast, client):
    invitation = stories.invited(cast)
    User.objects.filter(pk=cast.outsider.pk).update(last_login=clock.now())
    url = reverse("invited", args=[links.token(invitation)])
    enroll_url = reverse("enroll", args=[cast.program.join_token, "mentee"])
    assert enroll_url in client.get(url).content.decode()
    assert client.post(url).url == enroll_url


def test_somebody_else_who_is_signed_in_is_told_whose_invitation_it_is(cast, sign_in):
    url = reverse("invited", args=[links.token(stories.invited(cast))])
    page = sign_in(cast.mentor).get(url).content.decode()
    assert "This invitation is for Outsider, and you are signed in as Mentor." in page


@pytest.mark.parametrize("token", ["x", "x" * 3000, "%00", "🌱", ":::"])
@pytest.mark.parametrize("route", ["invited", "invited_no"])
def test_a_broken_link_is_a_friendly_404(cast, client, token, route):
    url = f"/invited/{token}/" + ("no/" if route == "invited_no" else "")
    for answer in (client.get(url), client.post(url)):
        assert answer.status_code == 404
        assert b"This link does not work" in answer.content


def test_the_link_of_a_person_who_left_or_an_invitation_taken_back_leads_nowhere(cast, client):
    invitation = stories.invited(cast)
    token = links.token(invitation)
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    assert client.get(reverse("invited", args=[token])).status_code == 404
    actions.take_back(invitation=invitation, by=cast.coordinator)
    assert client.post(reverse("invited_no", args=[token])).status_code == 404


# A pasted list -------------------------------------------------------------------------------


def test_every_line_of_a_pasted_list_is_answered_before_anything_is_sent(cast, sign_in):
    stories.invited(cast, "hr")
    make_user("gone", is_active=False)
    text = """Outsider@Example.org
    "Line Manager" <line-manager@example.org>; nobody@example.org,
    gone@example.org
    mentor@example.org
    hr@example.org
    not an address
    outsider@example.org"""
    plan = findings.plan(cast.program, text)
    assert [person.email for person in plan.people] == [
        "outsider@example.org",
        "line-manager@example.org",
    ]
    assert [(finding.number, finding.sentence.split(". ")[0]) for finding in plan.findings] == [
        (3, "Nobody in the directory has this address"),
        (4, "Gone may not sign in any more."),
        (5, "Mentor has joined already, or begun to."),
        (6, "Hr is invited already"),
        (7, "This is not an email address."),
        (8, "This address appears earlier in the list and gets only one email."),
    ]


def test_looking_at_a_list_sends_nothing_and_sending_leads_to_who_was_invited(cast, sign_in):
    client, url = sign_in(cast.coordinator), reverse("program_invite", args=[cast.program.pk])
    typed = {"role": "mentor", "addresses": "outsider@example.org\nx@example.org", "words": "Hi"}
    page = client.post(url, {**typed, "step": "look"}).content.decode()
    assert "1 person would be invited" in page
    assert "Would you be a mentor in Leadership?" in page
    assert "Line 2: x@example.org" in page
    assert not Invitation.objects.exists()
    again = client.post(url, {**typed, "step": "change"}).content.decode()
    assert "x@example.org</textarea>" in again
    answer = client.post(url, {**typed, "step": "send"}, follow=True)
    assert "One invitation is on its way." in answer.content.decode()
    row = Invitation.objects.get()
    assert (row.user, row.role, row.words, row.times_sent) == (cast.outsider, "mentor", "Hi", 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"addresses": ""},
        {"addresses": "a\0b@example.org"},
        {"addresses": "x" * 1_000_000},
        {"role": "boss"},
        {"words": "w" * 1001},
        {"role": "", "addresses": "مرحبا 🌱"},
    ],
)
def test_a_list_that_makes_no_sense_is_kept_and_explained(cast, sign_in, changes):
    typed = {"role": "mentor", "addresses": "outsider@example.org", "words": "", **changes}
    url = reverse("program_invite", args=[cast.program.pk])
    for step in ("look", "send"):
        answer = sign_in(cast.coordinator).post(url, {**typed, "step": step})
        assert answer.status_code == 200
        assert answer.context["form"].errors
    assert not Invitation.objects.exists()


def test_nobody_is_invited_where_enrollment_is_closed(cast, sign_in):
    Program.objects.filter(pk=cast.program.pk).update(status="running")
    client = sign_in(cast.coordinator)
    for route in ("program_invite", "program_invite_directory"):
        page = client.get(reverse(route, args=[cast.program.pk])).content.decode()
        assert "Enrollment is not open" in page
    typed = {"role": "mentor", "addresses": "outsider@example.org", "step": "send"}
    answer = client.post(reverse("program_invite", args=[cast.program.pk]), typed)
    assert "Open enrollment first" in answer.content.decode()
    assert not Invitation.objects.exists()


# Out of the directory ------------------------------------------------------------------------


@pytest.fixture
def directory(cast):
    make_user("anna", function="Engineering", location="Oslo", job_title="Senior developer")
    make_user("bo", function="Sales", location="Oslo", unit=cast.unit)
    make_user("gone", function="Sales", location="Oslo", is_active=False)
    return reverse("program_invite_directory", args=[cast.program.pk])


def found(client, url: str, **query: str) -> list[str]:
    return [str(person) for person in client.get(url, query).context["people"]]


def test_people_are_found_by_what_they_have_in_common(cast, sign_in, directory):
    client = sign_in(cast.coordinator)
    assert found(client, directory) == []
    assert found(client, directory, location="Oslo") == ["Anna", "Bo"]
    assert found(client, directory, location="Oslo", function="Sales") == ["Bo"]
    assert found(client, directory, title="SENIOR dev") == ["Anna"]
    assert "Bo" in found(client, directory, unit=str(cast.unit.pk), function="Sales")
    answer = client.get(directory, {"function": "Engineering"})
    assert (answer.context["people"], answer.context["left_out"]) == (
        [User.objects.get(full_name="Anna")],
        2,
    )


def test_people_of_an_earlier_program_are_found_by_its_coordinators_alone(cast, sign_in, directory):
    enroll(cast.outsider, cast.other_program, "mentor")
    enroll(cast.line_manager, cast.other_program, "mentee")
    query = {"earlier": str(cast.other_program.pk), "earlier_role": "mentor"}
    client = sign_in(cast.coordinator)
    assert "Outsider" not in client.get(directory, {**query, "function": "Sales"}).content.decode()
    cast.other_program.staff.create(user=cast.coordinator)
    assert found(client, directory, **query) == ["Outsider"]


def test_only_the_people_ticked_are_invited_and_nobody_beside_the_list(cast, sign_in, directory):
    client, bo = sign_in(cast.coordinator), User.objects.get(full_name="Bo")
    query = f"{directory}?location=Oslo"
    typed = {"role": "mentee", "people": [bo.pk]}
    beside = client.post(query, {**typed, "people": [bo.pk, cast.outsider.pk]})
    assert beside.context["form"].errors
    answer = client.post(query, typed, follow=True)
    assert "One invitation is on its way." in answer.content.decode()
    assert [str(row.user) for row in Invitation.objects.all()] == ["Bo"]


def test_nobody_ticked_is_said_at_the_list_and_the_words_are_kept(cast, sign_in, directory):
    answer = sign_in(cast.coordinator).post(
        f"{directory}?location=Oslo", {"role": "mentee", "words": "Come along"}
    )
    page = answer.content.decode()
    assert "Select at least one person." in page
    assert "Come along" in page


@pytest.mark.parametrize("query", ["?unit=x", "?location=%00", "?title=%00", "?earlier=1", "?q"])
def test_a_filter_that_makes_no_sense_is_left_out(cast, sign_in, directory, query):
    assert sign_in(cast.coordinator).get(directory + query).status_code == 200


# Who was invited -----------------------------------------------------------------------------


def test_coordinators_see_who_came_who_declined_and_who_waits(cast, sign_in):
    came, declined = stories.invited(cast), stories.invited(cast, "line_manager")
    stories.invited(cast, "hr")
    enroll(cast.outsider, cast.program, "mentee", status="submitted")
    actions.decline(invitation=declined)
    client, url = sign_in(cast.coordinator), reverse("program_invitations", args=[cast.program.pk])
    answer = client.get(url)
    assert [count for _value, _label, count in answer.context["filters"]] == [1, 1, 1]
    assert reverse("enrollment_review", args=[cast.program.pk, came.user.enrollments.get().pk]) in (
        answer.content.decode()
    )
    only = client.get(url, {"state": "declined"}).context["page"].object_list
    assert [str(row.user) for row in only] == ["Line Manager"]


def test_a_program_without_invitations_says_how_to_begin(cast, sign_in):
    page = sign_in(cast.coordinator).get(reverse("program_invitations", args=[cast.program.pk]))
    assert "Invite mentors first" in page.content.decode()


def test_a_letter_is_sent_again_after_a_day_and_not_after_an_answer(cast, sign_in):
    invitation = stories.invited(cast)
    client = sign_in(cast.coordinator)
    url = reverse("invitation_again", args=[cast.program.pk, invitation.pk])
    assert "less than a day ago" in client.post(url, follow=True).content.decode()
    Invitation.objects.update(sent_at=clock.now() - timedelta(days=2))
    assert "on its way again" in client.post(url, follow=True).content.decode()
    assert letters_to(cast.outsider).count("profiles.invited") == 2
    actions.decline(invitation=invitation)
    assert "answered in the meantime" in client.post(url, follow=True).content.decode()


def test_an_invitation_can_be_taken_back_while_nobody_has_answered(cast, sign_in):
    invitation = stories.invited(cast)
    client = sign_in(cast.coordinator)
    url = reverse("invitation_take_back", args=[cast.program.pk, invitation.pk])
    page = confirming.press(client, url, follow=True).content.decode()
    assert "has been withdrawn" in page
    assert not Invitation.objects.exists()
    assert set(Message.objects.values_list("status", flat=True)) == {"cancelled"}
    assert client.post(url).status_code == 404


def test_an_invitation_of_another_program_is_not_found(cast, sign_in):
    invitation = stories.invited(cast)
    client = sign_in(cast.other_coordinator)
    for route in ("invitation_again", "invitation_take_back"):
        url = reverse(route, args=[cast.other_program.pk, invitation.pk])
        assert client.post(url).status_code == 404
    assert Invitation.objects.filter(pk=invitation.pk).exists()


def test_the_pages_cost_the_same_with_thirty_people(cast, sign_in):
    client = sign_in(cast.coordinator)
    listed = reverse("program_invitations", args=[cast.program.pk])
    directory = reverse("program_invite_directory", args=[cast.program.pk]) + "?location=Bergen"

    def costs() -> list[int]:
        found = []
        for url in (listed, directory):
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            found.append(len(queries))
        return found

    make_user("one", location="Bergen")
    stories.invited(cast)
    costs()
    first = costs()
    people = [make_user(f"person-{number}", location="Bergen") for number in range(30)]
    invite(cast, *people[:15])
    assert costs() == first
    assert max(first) <= 10


def test_people_are_invited_as_what_the_format_has(cast, sign_in, client):
    Program.objects.filter(pk=cast.program.pk).update(format="peer")
    url = reverse("program_invite", args=[cast.program.pk])
    coordinator = sign_in(cast.coordinator)
    page = coordinator.get(url).content.decode()
    assert "Peer" in page
    assert "Mentor<" not in page
    typed = {"role": "peer", "addresses": "outsider@example.org", "step": "send"}
    assert coordinator.post(url, {**typed, "role": "mentor"}).status_code == 200
    assert coordinator.post(url, typed).status_code == 302
    invitation = Invitation.objects.get()
    page = client.get(reverse("invited", args=[links.token(invitation)])).content.decode()
    assert "Would you like to take part in Leadership?" in page
    assert "to take part" in composed("profiles.invited", cast.outsider).subject
    joining = reverse("program_joining", args=[cast.program.pk])
    assert "mentees wait" not in coordinator.get(joining).content.decode()
    typed = {"manager_asked": "everybody", "manager_days": "5", "manager_silence": "no"}
    assert coordinator.post(joining, typed).status_code == 302


# Again ---------------------------------------------------------------------------------------


def test_a_letter_sent_again_takes_the_place_of_the_reminder(cast):
    invitation = stories.invited(cast)
    Invitation.objects.update(sent_at=clock.now() - timedelta(days=6))
    actions.send_again(invitation=invitation, by=cast.coordinator)
    assert Message.objects.get(kind="profiles.invited_reminder").status == "cancelled"


def test_everybody_who_has_not_answered_for_two_weeks_is_written_to_at_once(cast, sign_in):
    stories.invited(cast)
    often = stories.invited(cast, "hr")
    stories.invited(cast, "line_manager")
    declined = stories.invited(cast, "other_coordinator")
    actions.decline(invitation=declined)
    long_ago = clock.now() - timedelta(days=15)
    Invitation.objects.exclude(user=cast.line_manager).update(sent_at=long_ago)
    Invitation.objects.filter(pk=often.pk).update(times_sent=3)
    client, args = sign_in(cast.coordinator), [cast.program.pk]
    listed = reverse("program_invitations", args=args) + "?state=waiting"
    assert "1 person has not answered for two weeks." in client.get(listed).content.decode()
    again = reverse("program_invitations_again", args=args)
    assert "gets the email again" in client.post(again, follow=True).content.decode()
    assert dict(Invitation.objects.values_list("user__full_name", "times_sent")) == {
        "Outsider": 2,
        "Hr": 3,
        "Line Manager": 1,
        "Other Coordinator": 1,
    }
    assert "not answered for two weeks" not in client.get(listed).content.decode()
    Program.objects.filter(pk=cast.program.pk).update(status="running")
    assert "Nobody can join" in client.post(again, follow=True).content.decode()


def test_who_was_here_before_reads_that_nothing_need_be_typed_again(cast, sign_in):
    enroll(cast.outsider, cast.other_program, "mentor")
    invitation = stories.invited(cast, role="mentor")
    words = "Your answers from Engineering are already filled"
    assert words in " ".join(composed("profiles.invited", cast.outsider).paragraphs)
    url = reverse("invited", args=[links.token(invitation)])
    assert words in sign_in(cast.outsider).get(url).content.decode()
    assert words not in sign_in(cast.hr).get(url).content.decode()
    actions.take_back(invitation=invitation, by=cast.coordinator)
    typed = {"role": "mentor", "addresses": "outsider@example.org", "step": "look"}
    look = sign_in(cast.coordinator).post(reverse("program_invite", args=[cast.program.pk]), typed)
    assert "Would you be a mentor" in look.content.decode()
    assert words not in look.content.decode()


def test_inviting_thirty_people_costs_what_inviting_one_costs(cast):
    def cost(*people: User) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert invite(cast, *people) == len(people)
        return len(queries)

    first = cost(cast.outsider)
    assert cost(*[make_user(f"person-{number}") for number in range(30)]) == first <= 16
