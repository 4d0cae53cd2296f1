"""Leaving a program: what it would end is told first, then ended in one go, without a name."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from core.errors import DomainError
from notifications.models import Message
from profiles import actions, program_exit
from profiles.models import Enrollment
from relationships.models import HistoryEntry, Relationship
from tests import confirming, stories


def url(enrollment: Enrollment) -> str:
    return reverse("enrollment_withdraw", args=[enrollment.pk])


def status(enrollment: Enrollment) -> str:
    enrollment.refresh_from_db()
    return enrollment.status


def letters(kind: str) -> list[str]:
    rows = Message.objects.filter(kind=kind).order_by("recipient__full_name")
    return [str(message.recipient) for message in rows]


def test_who_leaves_reads_first_what_it_ends_and_nothing_happens(cast, sign_in):
    stories.started(cast)
    page = sign_in(cast.mentee).get(url(cast.mentee_enrollment)).content.decode()
    assert "Your mentoring with Mentor ends at once." in page
    assert "Leaving shows the coordinators that it was you." in page
    assert status(cast.mentee_enrollment) == "approved"
    assert Relationship.objects.get().status == "active"


def test_leaving_ends_the_relationship_without_fault_and_without_a_name(cast, sign_in):
    stories.started(cast)
    client = sign_in(cast.mentee)
    page = confirming.press(client, url(cast.mentee_enrollment), follow=True).content.decode()
    assert "You have left the program in this role." in page
    relationship = Relationship.objects.get()
    assert (relationship.status, relationship.concluded_kind) == ("concluded", "no_fault")
    assert HistoryEntry.objects.get(transition="end_no_fault").by is None
    assert letters("relationships.ended") == ["Mentee", "Mentor"]
    assert status(cast.mentee_enrollment) == "withdrawn"
    assert status(cast.mentor_enrollment) == "approved"


def test_leaving_closes_a_proposal_and_the_other_is_told(cast, sign_in):
    stories.proposed(cast)
    client = sign_in(cast.mentee)
    page = client.get(url(cast.mentee_enrollment)).content.decode()
    assert "The proposal with Mentor is closed; they are told" in page
    confirming.press(client, url(cast.mentee_enrollment))
    assert Relationship.objects.get().concluded_kind == "withdrawn"
    assert "Mentor" in letters("relationships.proposal_closed")


def test_a_relationship_in_redefinition_ends_too(cast, sign_in):
    stories.in_redefinition(cast)
    confirming.press(sign_in(cast.mentee), url(cast.mentee_enrollment))
    assert Relationship.objects.get().status == "concluded"
    assert status(cast.mentee_enrollment) == "withdrawn"


def test_who_waits_leaves_at_once_and_may_come_back(cast, sign_in):
    page = sign_in(cast.second_mentee).get(url(cast.second_mentee_enrollment)).content.decode()
    assert "You are no longer matched with anybody" in page
    assert "Leaving shows the coordinators" not in page
    confirming.press(sign_in(cast.second_mentee), url(cast.second_mentee_enrollment))
    assert status(cast.second_mentee_enrollment) == "withdrawn"


def test_leaving_twice_changes_nothing(cast, sign_in):
    client = sign_in(cast.mentee)
    for _twice in range(2):
        answer = confirming.press(client, url(cast.mentee_enrollment))
        assert answer.status_code == 302
    assert client.get(url(cast.mentee_enrollment)).status_code == 302
    assert AuditEvent.objects.filter(verb="enrollment.withdrawn").count() == 1
    cast.mentee_enrollment.refresh_from_db()
    with pytest.raises(DomainError):
        program_exit.leave(enrollment=cast.mentee_enrollment, by=cast.mentee)


def test_nothing_else_withdraws_somebody_in_the_middle_of_a_relationship(cast):
    stories.started(cast)
    with pytest.raises(DomainError, match="End that first"):
        actions.withdraw(enrollment=cast.mentee_enrollment, by=cast.mentee)
