"""Mentors first: mentees wait kindly, and are told when enough mentors are approved."""

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import AuditEvent
from core.errors import DomainError
from notifications import kinds
from notifications.models import Message
from profiles import actions as enrollments
from profiles import rules, tasks
from profiles.admission import actions, mentors_first
from profiles.admission.actions import Rule
from profiles.invitations import actions as invitations
from profiles.models import Enrollment, Invitation
from programs import actions as programs
from programs.models import Program
from tests import confirming, stories
from tests.cast import enroll, make_user

NOBODY_ASKED = {"mentors_first": "enrollment", "manager_asked": "nobody"}


def wait_for(cast, needed: int, what: str = "enrollment", counted: str = "number") -> Program:
    rule = Rule(
        mentors_first=what,
        mentors_needed=needed,
        mentors_needed_as=counted,
        manager_asked="nobody",
        manager_days=7,
        manager_silence="yes",
    )
    actions.change(program=cast.program, rule=rule, by=cast.hr)
    cast.program.refresh_from_db()
    return cast.program


def new_mentor(cast, name: str) -> Enrollment:
    """Somebody who waits for approval as a mentor."""
    values = {"status": "submitted", "decided_at": None, "decided_by": None}
    return enroll(make_user(name), cast.program, "mentor", **values)


def letters(kind: str) -> list[str]:
    return sorted(
        str(name)
        for name in Message.objects.filter(kind=kind).values_list("recipient__full_name", flat=True)
    )


@pytest.mark.parametrize(
    ("approved", "needed", "share", "invited", "enough"),
    [
        (4, 5, False, 0, False),
        (5, 5, False, 0, True),
        (2, 75, True, 3, False),
        (3, 75, True, 4, True),
        (3, 75, True, 3, True),
        (3, 300, True, 4, False),
        (9, 50, True, 0, False),
    ],
)
def test_a_number_or_a_share_of_mentors_is_enough(approved, needed, share, invited, enough):
    assert rules.mentors_enough(approved, needed, share=share, invited=invited) is enough


def test_mentees_cannot_enroll_before_enough_mentors_are_approved(cast, sign_in):
    program = wait_for(cast, 2)
    client = sign_in(cast.outsider)
    page = client.get(reverse("join", args=[program.join_token])).content.decode()
    assert "Mentors join first, so that somebody is there for you" in page
    assert reverse("enroll", args=[program.join_token, "mentee"]) not in page
    assert reverse("enroll", args=[program.join_token, "mentor"]) in page
    answer = client.get(reverse("enroll", args=[program.join_token, "mentee"]), follow=True)
    assert "Mentors join first. You can enroll as soon as" in answer.content.decode()
    assert not Enrollment.objects.filter(user=cast.outsider).exists()


def test_the_mentor_who_makes_it_enough_lets_mentees_in(cast):
    program = wait_for(cast, 2)
    enrollments.approve(enrollment=new_mentor(cast, "second"), by=cast.coordinator)
    program.refresh_from_db()
    assert program.mentees_join
    assert AuditEvent.objects.filter(verb="program.mentees_let_in", actor=None).count() == 1


def test_it_stays_open_when_a_mentor_leaves(cast):
    program = wait_for(cast, 1)
    assert program.mentees_join
    enrollments.withdraw(enrollment=cast.mentor_enrollment, by=cast.mentor)
    program.refresh_from_db()
    assert program.mentees_join


def test_who_asked_to_be_told_gets_one_letter_when_it_opens(cast, sign_in):
    program = wait_for(cast, 2)
    client, url = sign_in(cast.outsider), reverse("join_tell_me", args=[program.join_token])
    for _twice in range(2):
        page = client.post(url, follow=True).content.decode()
    assert "We will email you as soon as you can join." in page
    assert letters("profiles.joining_opens") == []
    mentors_first.open_now(program=program, by=cast.coordinator)
    assert letters("profiles.joining_opens") == ["Outsider"]
    assert letters("profiles.invited_reminder") == []
    letter = kinds.get("profiles.joining_opens").compose(Message.objects.get())
    assert "You can join Leadership now" in letter.subject
    assert "You do not have to wait" in client.post(url, follow=True).content.decode()


def test_mentees_invited_early_get_their_letter_when_it_opens(cast):
    wait_for(cast, 2)
    stories.invited(cast, "outsider", role="mentee")
    stories.invited(cast, "hr", role="mentor")
    assert letters("profiles.invited") == ["Hr"]
    with pytest.raises(DomainError):
        invitations.send_again(
            invitation=Invitation.objects.get(user=cast.outsider), by=cast.coordinator
        )
    enrollments.approve(enrollment=new_mentor(cast, "second"), by=cast.coordinator)
    assert letters("profiles.invited") == ["Hr", "Outsider"]
    assert letters("profiles.invited_reminder") == ["Hr", "Outsider"]


def test_an_early_invitation_says_that_it_waits(cast, sign_in):
    wait_for(cast, 2)
    client, args = sign_in(cast.coordinator), [cast.program.pk]
    typed = {"role": "mentee", "addresses": "outsider@example.org", "words": ""}
    url = reverse("program_invite", args=args)
    assert (
        "These emails go out when" in client.post(url, {**typed, "step": "look"}).content.decode()
    )
    page = client.post(url, {**typed, "step": "send"}, follow=True).content.decode()
    assert "One invitation goes out when the person can join." in page
    assert "Gets the email when they can join." in page


def test_a_no_of_an_invited_mentor_can_make_the_share_enough(cast):
    ready = new_mentor(cast, "ready")
    invited = [stories.invited(cast, name, role="mentor") for name in ("outsider", "hr")]
    program = wait_for(cast, 60, counted="share")
    enrollments.approve(enrollment=ready, by=cast.coordinator)
    program.refresh_from_db()
    assert program.mentees_join  # Two are approved where two were invited.
    Program.objects.update(mentees_open_at=None)
    cast.mentor_enrollment.delete()
    assert tasks.keep_joining_moving() == 0
    invitations.decline(invitation=invited[0])
    program.refresh_from_db()
    assert program.mentees_join


def test_the_sweep_lets_mentees_in_once(cast):
    wait_for(cast, 1)
    Program.objects.update(mentees_open_at=None)
    assert [tasks.keep_joining_moving(), tasks.keep_joining_moving()] == [1, 0]


def test_mentees_who_wait_to_choose_join_at_once_and_are_told(cast, sign_in):
    stories.let_mentees(cast.program, "wishes")
    program = wait_for(cast, 2, what="choice")
    client = sign_in(cast.mentee)
    directory = reverse("mentor_directory", args=[program.pk])
    assert "Mentors are still joining" in client.get(directory).content.decode()
    own = client.get(reverse("enrollment_detail", args=[cast.mentee_enrollment.pk]))
    assert directory not in own.content.decode()
    add = reverse("wish_add", args=[program.pk, cast.mentor_enrollment.pk])
    assert "once enough mentors have joined" in client.post(add, follow=True).content.decode()
    enrollments.approve(enrollment=new_mentor(cast, "second"), by=cast.coordinator)
    assert letters("profiles.choice_opens") == ["Mentee", "Second Mentee"]
    assert "Available mentors" in client.get(directory).content.decode()
    message = Message.objects.filter(kind="profiles.choice_opens").first()
    assert "choose a mentor now" in kinds.get(message.kind).compose(message).subject


def test_coordinators_see_how_far_it_is_and_may_let_mentees_in(cast, sign_in):
    program = wait_for(cast, 5)
    stories.invited(cast, "outsider", role="mentee")
    client = sign_in(cast.coordinator)
    people = reverse("program_people", args=[program.pk])
    page = client.get(people).content.decode()
    assert "1 of the 5 needed are approved." in page
    assert "1 person will get an email when it opens." in page
    url = reverse("program_mentees_open", args=[program.pk])
    page = confirming.press(client, url, follow=True).content.decode()
    assert "Nobody has to wait any more." in page
    assert "do not join yet" not in client.get(people).content.decode()
    page = confirming.press(client, url, follow=True).content.decode()
    assert "Nobody is waiting for that any more." in page
    assert letters("profiles.invited") == ["Outsider"]


def test_saying_that_nobody_waits_writes_to_those_who_did(cast):
    program = wait_for(cast, 5)
    mentors_first.ask_to_be_told(program=program, by=cast.outsider)
    wait_for(cast, 5, what="nothing")
    assert letters("profiles.joining_opens") == ["Outsider"]


def test_another_thing_to_wait_with_starts_the_wait_anew(cast):
    assert wait_for(cast, 1).mentees_open_at
    assert wait_for(cast, 3).mentees_open_at
    assert wait_for(cast, 3, what="choice").mentees_open_at is None


def test_the_settings_are_kept_and_the_set_up_says_them(cast, sign_in):
    client, url = sign_in(cast.hr), reverse("program_joining", args=[cast.program.pk])
    typed = {**NOBODY_ASKED, "mentors_needed": "75", "mentors_needed_as": "share"}
    page = client.post(url, typed, follow=True).content.decode()
    assert "Mentors first: mentees can join once enough mentors are approved." in page
    cast.program.refresh_from_db()
    assert (cast.program.mentors_needed, cast.program.mentors_needed_as) == (75, "share")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mentors_needed": "101"}, "mentors_needed"),
        ({"mentors_needed": "0", "mentors_needed_as": "number"}, "mentors_needed"),
        ({"mentors_needed": "9" * 1000}, "mentors_needed"),
        ({"mentors_needed": "a\0b"}, "mentors_needed"),
        ({"mentors_needed": "🌱"}, "mentors_needed"),
        ({"mentors_needed_as": "dozens"}, "mentors_needed_as"),
        ({"mentors_first": ""}, "mentors_first"),
    ],
)
def test_settings_that_make_no_sense_are_refused_at_the_field(cast, sign_in, changes, field):
    typed = {**NOBODY_ASKED, "mentors_needed": "75", "mentors_needed_as": "share"}
    url = reverse("program_joining", args=[cast.program.pk])
    answer = sign_in(cast.coordinator).post(url, {**typed, **changes})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    cast.program.refresh_from_db()
    assert cast.program.mentors_first == "nothing"


def test_what_is_not_asked_is_not_complained_about(cast, sign_in):
    url = reverse("program_joining", args=[cast.program.pk])
    typed = {"mentors_first": "nothing", "mentors_needed": "", "manager_asked": "nobody"}
    assert sign_in(cast.coordinator).post(url, typed).status_code == 302


@pytest.mark.parametrize("token", ["unknown", "%00", "🌱"])
def test_to_be_told_needs_a_program(cast, sign_in, token):
    assert sign_in(cast.outsider).post(f"/join/{token}/tell-me/").status_code in {302, 404}
    assert not Invitation.objects.exists()


def test_a_clone_waits_for_mentors_of_its_own(cast):
    wait_for(cast, 1)
    copy = programs.clone(
        program=cast.program,
        name="Next",
        starts_on=cast.program.starts_on,
        with_coordinators=True,
        by=cast.hr,
    )
    assert (copy.mentors_first, copy.mentees_open_at) == ("enrollment", None)


def test_who_asked_to_be_told_can_still_be_invited(cast):
    program = wait_for(cast, 5)
    mentors_first.ask_to_be_told(program=program, by=cast.outsider)
    invitation = stories.invited(cast, "outsider", role="mentor")
    assert (invitation.role, invitation.is_own) == ("mentor", False)
    assert letters("profiles.invited") == ["Outsider"]
    mentors_first.open_now(program=program, by=cast.coordinator)
    assert letters("profiles.joining_opens") == []


def test_what_mentees_see_is_said_only_while_they_wait_to_enroll(cast, sign_in):
    """The style sheet hides it for every other choice, as soon as that is made."""
    page = sign_in(cast.hr).get(reverse("program_joining", args=[cast.program.pk])).text
    card = page[page.index("only-first") :]
    assert card.index("Until they can enroll") < card.index("</section>")
    style = (settings.BASE_DIR / "static/css/programs.css").read_text()
    assert "[name=mentors_first]:checked:not([value=enrollment])) .only-first" in style
