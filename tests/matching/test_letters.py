"""Before publishing: the letters as people will read them; and the run as a file."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, User
from matching import actions
from matching.models.runs import MatchRun, MentorWish
from notifications import kinds
from notifications.models import Message
from programs.models import Program, Side
from relationships.models import Relationship
from tests.cast import Cast, SignIn, enroll, make_user


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def made(cast: Cast) -> MatchRun:
    return actions.run(program=cast.program, by=cast.coordinator)


# Letters -------------------------------------------------------------------------------------


def letters(cast: Cast, made: MatchRun) -> str:
    return reverse("matching_letters", args=[made.pk, cast.mentee_enrollment.pk])


def test_the_preview_is_word_for_word_what_publishing_sends(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    page = text(sign_in(cast.coordinator).get(letters(cast, made)))
    assert not Relationship.objects.exists()
    assert not Message.objects.exists()
    actions.publish(run=made, by=cast.coordinator)
    for person in (cast.mentee, cast.mentor):
        sent = Message.objects.filter(kind="relationships.proposed", recipient=person).first()
        assert sent
        letter = kinds.get(sent.kind).compose(sent)
        assert letter
        if "Second" not in letter.subject:
            assert all(words in page for words in (letter.subject, *letter.paragraphs))


def test_each_of_the_two_sees_the_reasons_from_their_side(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    page = text(sign_in(cast.coordinator).get(letters(cast, made)))
    assert "To Mentee" in page
    assert "To Mentor" in page
    assert page.count("What the button opens") == 2
    publish = text(sign_in(cast.coordinator).get(reverse("matching_publish", args=[made.pk])))
    assert letters(cast, made) in publish


def test_letters_that_went_out_are_not_previewed(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    actions.publish(run=made, by=cast.coordinator)
    assert sign_in(cast.coordinator).get(letters(cast, made)).status_code == 404


def test_only_coordinators_of_the_program_preview(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    here = letters(cast, made)
    assert sign_in(cast.coordinator).post(here).status_code == 405
    assert sign_in(cast.hr).get(here).status_code == 403
    assert sign_in(cast.other_coordinator).get(here).status_code == 404
    assert Client().get(here).status_code == 302


# Export --------------------------------------------------------------------------------------


def rows_of(response: Any) -> list[dict[str, str]]:
    content = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def export(client: Client, made: MatchRun) -> Any:
    return client.post(reverse("matching_export", args=[made.pk]))


def test_a_run_is_exported_with_fits_reasons_and_who_is_left_over(
    cast: Cast, sign_in: SignIn
) -> None:
    Program.objects.filter(pk=cast.program.pk).update(choice="wishes")
    MentorWish.objects.create(mentee=cast.mentee_enrollment, mentor=cast.mentor_enrollment, rank=3)
    enroll(make_user("silent"), cast.program, Side.MENTEE, languages=["vi"])
    enroll(make_user("idle"), cast.program, Side.MENTOR, languages=["it"])
    made = actions.run(program=cast.program, by=cast.coordinator)
    response = export(sign_in(cast.coordinator), made)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "matching-leadership-" in response["Content-Disposition"]
    rows = {row["Mentee"]: row for row in rows_of(response)}
    pair = made.proposals.get(mentee=cast.mentee_enrollment)
    assert rows["Mentee"]["Mentor"] == "Mentor"
    assert rows["Mentee"]["Mentee’s unit"] == "Research"
    assert rows["Mentee"]["Fit (of 100)"] == str(pair.fit)
    assert "both care about" in rows["Mentee"]["What speaks for it"]
    assert (rows["Mentee"]["Choice no."], rows["Second Mentee"]["Choice no."]) == ("3", "")
    assert rows["Mentee"]["Status"] == "draft"
    assert "share no language" in rows["Silent"]["What to think about"]
    assert (rows[""]["Mentor"], rows[""]["Status"]) == ("Idle", "without a match")
    event = AuditEvent.objects.get(verb="matching.exported")
    assert event.details == {"rows": 4}


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "@x", "-2", "\t=1", "＝1", 'a"b;c\r\nd'])
def test_no_name_becomes_a_formula(cast: Cast, sign_in: SignIn, name: str) -> None:
    User.objects.filter(pk=cast.mentee.pk).update(full_name=name)
    made = actions.run(program=cast.program, by=cast.coordinator)
    names = {row["Mentee"] for row in rows_of(export(sign_in(cast.coordinator), made))}
    assert (name if name.startswith("a") else f"'{name}") in names


def test_only_coordinators_of_the_program_export(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    here = reverse("matching_export", args=[made.pk])
    assert sign_in(cast.coordinator).get(here).status_code == 302
    assert sign_in(cast.hr).post(here).status_code == 403
    assert sign_in(cast.other_coordinator).post(here).status_code == 404
    assert Client().post(here).status_code == 302
    assert not AuditEvent.objects.filter(verb="matching.exported").exists()


def test_exporting_asks_as_much_for_thirty_pairs_as_for_one(cast: Cast, sign_in: SignIn) -> None:
    client, counts = sign_in(cast.coordinator), []
    for size in (1, 30):
        for number in range(size):
            enroll(make_user(f"m{size}-{number}"), cast.program, Side.MENTOR)
            enroll(make_user(f"e{size}-{number}"), cast.program, Side.MENTEE)
        made = actions.run(program=cast.program, by=cast.coordinator)
        with CaptureQueriesContext(connection) as queries:
            export(client, made)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Many pairs ----------------------------------------------------------------------------------


def test_a_long_list_to_publish_is_shown_in_part(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matching.views.publishing.MOST_TICKED", 1)
    monkeypatch.setattr("matching.views.publishing.LISTED", 1)
    made = actions.run(program=cast.program, by=cast.coordinator)
    page = text(sign_in(cast.coordinator).get(reverse("matching_publish", args=[made.pk])))
    assert page.count("Read their emails") == 1
    assert "The first of 2; the draft lists them all." in page
    assert "Publish 2 matches now" in page
