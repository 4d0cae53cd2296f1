"""Mentors from outside say their terms; coordinators read them, and the mentee once accepted."""

import pytest
from django.urls import reverse

from profiles import summary
from profiles.models import Enrollment
from programs.models import Program
from relationships.actions import proposals
from tests import stories
from tests.profiles.test_enrollment import enroll_url, errors, form_data, mentor_data

TERMS = {"fee_terms": "200 € a session", "travel_terms": "Only by video"}


@pytest.fixture
def external(cast):
    Program.objects.filter(pk=cast.program.pk).update(format="external")
    cast.program.refresh_from_db()
    return cast


def test_mentors_from_outside_are_asked_and_nobody_else(external, sign_in):
    client = sign_in(external.outsider)
    assert "Your terms" in client.get(enroll_url(external.program, "mentor")).content.decode()
    assert "Your terms" not in client.get(enroll_url(external.program)).content.decode()
    Program.objects.update(format="classic")
    page = client.get(enroll_url(external.program, "mentor")).content.decode()
    assert "Your terms" not in page


def test_terms_are_needed_to_send_and_not_to_save(external, sign_in):
    client, url = sign_in(external.outsider), enroll_url(external.program, "mentor")
    assert errors(client.post(url, mentor_data())) == ["fee_terms", "travel_terms"]
    assert client.post(url, mentor_data(action="save")).status_code == 302
    assert client.post(url, mentor_data(**TERMS)).status_code == 302
    row = Enrollment.objects.get(user=external.outsider)
    assert (row.fee_terms, row.travel_terms) == tuple(TERMS.values())


@pytest.mark.parametrize("words", ["x" * 501, "a\0b"])
def test_terms_that_cannot_be_kept_are_explained(external, sign_in, words):
    url = enroll_url(external.program, "mentor")
    typed = mentor_data(**{**TERMS, "fee_terms": words})
    assert errors(sign_in(external.outsider).post(url, typed)) == ["fee_terms"]


def test_a_mentee_cannot_smuggle_terms_in(external, sign_in):
    sign_in(external.outsider).post(enroll_url(external.program), form_data(**TERMS))
    assert Enrollment.objects.get(user=external.outsider).fee_terms == ""


def test_the_partner_reads_them_after_accepting_and_the_coordinator_before(external, sign_in):
    Enrollment.objects.filter(pk=external.mentor_enrollment.pk).update(**TERMS)
    proposal = stories.proposed(external)
    shared = reverse("partner_answers", args=[external.mentor_enrollment.pk])
    mentee = sign_in(external.mentee)
    assert mentee.get(shared).status_code == 404
    record = reverse("relationship_detail", args=[proposal.pk])
    assert "200 €" not in mentee.get(record).content.decode()
    proposals.accept(relationship=proposal, by=external.mentor)
    proposals.accept(relationship=proposal, by=external.mentee)
    assert "200 € a session" in mentee.get(shared).content.decode()
    args = [external.program.pk, external.mentor_enrollment.pk]
    review = sign_in(external.coordinator).get(reverse("enrollment_review", args=args))
    assert "Only by video" in review.content.decode()


def test_approved_mentors_change_their_terms(external, sign_in):
    url = reverse("enrollment_edit", args=[external.mentor_enrollment.pk])
    typed = mentor_data(**{**TERMS, "fee_terms": "none"})
    assert sign_in(external.mentor).post(url, typed).status_code == 302
    row = Enrollment.objects.select_related("program").get(pk=external.mentor_enrollment.pk)
    assert [line.items for line in summary.for_partner(row)] == [["none"], ["Only by video"]]


def test_terms_of_another_format_are_not_shown(cast):
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(**TERMS)
    row = Enrollment.objects.select_related("program").get(pk=cast.mentor_enrollment.pk)
    assert summary.for_partner(row) == []
