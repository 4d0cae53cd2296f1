"""A file that lists everybody: who is missing has left, after a look at what would end."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions as people
from accounts.imports import actions
from accounts.models import AuditEvent, PeopleImport, User
from accounts.tasks import forget_uploads
from core import clock
from core.errors import DomainError
from notifications.models import Message
from profiles.models import EnrollmentStatus
from tests import stories
from tests.cast import Cast, SignIn, make_user


@pytest.fixture
def hr(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.hr)


def roster(*without: User) -> str:
    """A file of everybody in the directory except ``without``."""
    stay = User.objects.exclude(pk__in=[person.pk for person in without]).order_by("pk")
    rows = (f"{person.email},{person.full_name}\n" for person in stay)
    return "E-mail,Name\n" + "".join(rows)


def receive(cast: Cast, text: str) -> PeopleImport:
    content = text.encode()
    return actions.receive(content=content, file_name="all.csv", by=cast.hr, full_roster=True)


def apply(cast: Cast, text: str, **choices: Any) -> dict[str, object]:
    return actions.apply(upload=receive(cast, text), by=cast.hr, **choices)


def active() -> set[str]:
    return set(User.objects.filter(is_active=True).values_list("email", flat=True))


def page(route: str, upload: PeopleImport) -> str:
    return reverse(route, args=[upload.pk])


# What ends -----------------------------------------------------------------------------------


def test_who_is_missing_is_deactivated_and_what_they_had_ends(cast: Cast) -> None:
    relationship = stories.started(cast)
    counts = apply(cast, roster(cast.mentor))
    assert (counts["leavers"], counts["new"], counts["changed"]) == (1, 0, 0)
    relationship.refresh_from_db()
    assert relationship.concluded_kind == "administrative"
    told = Message.objects.filter(kind="relationships.ended_administratively")
    assert set(told.values_list("recipient", flat=True)) == {cast.mentor.pk, cast.mentee.pk}
    cast.mentor_enrollment.refresh_from_db()
    cast.mentee_enrollment.refresh_from_db()
    assert cast.mentor_enrollment.status == EnrollmentStatus.WITHDRAWN
    assert cast.mentee_enrollment.status == EnrollmentStatus.APPROVED
    gone = AuditEvent.objects.get(verb="person.deactivated")
    assert (gone.actor, gone.target_id) == (cast.hr, str(cast.mentor.pk))


def test_a_proposal_is_withdrawn_and_both_are_told(cast: Cast) -> None:
    relationship = stories.proposed(cast)
    apply(cast, roster(cast.mentee))
    relationship.refresh_from_db()
    assert relationship.concluded_kind == "withdrawn"
    assert Message.objects.filter(kind="relationships.proposal_closed").count() == 2


def test_two_partners_may_leave_at_once(cast: Cast) -> None:
    stories.started(cast)
    counts = apply(cast, roster(cast.mentor, cast.mentee), confirmed=True)
    assert counts["leavers"] == 2


def test_leaving_ends_sessions_that_are_signed_in(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.outsider)
    apply(cast, roster(cast.outsider))
    assert browser.get(reverse("account_settings")).status_code == 302


def test_deactivating_one_person_ends_the_same(cast: Cast) -> None:
    relationship = stories.started(cast)
    people.deactivate(person=cast.mentee, by=cast.hr)
    relationship.refresh_from_db()
    cast.mentee_enrollment.refresh_from_db()
    assert relationship.concluded_kind == "administrative"
    assert cast.mentee_enrollment.status == EnrollmentStatus.WITHDRAWN


ENDS = (
    "If they take part in a program, what they have there ends, and the people concerned are told."
)


def test_hr_reads_the_same_of_everybody_before_they_leave(cast: Cast, hr: Client) -> None:
    """Whether, and in how many programs, somebody takes part is not for HR."""
    stories.in_separation(cast)
    texts = [
        hr.get(reverse("person_detail", args=[person.pk])).text.split('id="access"')[1]
        for person in (cast.mentor, cast.outsider)
    ]
    assert all(ENDS in text for text in texts)
    said = [re.findall(r"<p class=.small quiet.>(.*?)</p>", text) for text in texts]
    assert said[0] == said[1]


# Who leaves ----------------------------------------------------------------------------------


def test_the_same_roster_again_changes_nothing(cast: Cast) -> None:
    stories.started(cast)
    text = roster(cast.mentor)
    apply(cast, text)
    users, messages = list(User.objects.order_by("pk").values()), Message.objects.count()
    counts = apply(cast, text)
    assert (counts["new"], counts["changed"], counts["leavers"]) == (0, 0, 0)
    assert list(User.objects.order_by("pk").values()) == users
    assert Message.objects.count() == messages


def test_who_imports_never_leaves(cast: Cast) -> None:
    assert apply(cast, roster(cast.hr))["leavers"] == 0
    assert cast.hr.email in active()


def test_without_the_tick_nobody_leaves(cast: Cast) -> None:
    content = roster(cast.mentor).encode()
    upload = actions.receive(content=content, file_name="some.csv", by=cast.hr)
    assert "leavers" not in actions.apply(upload=upload, by=cast.hr)
    assert cast.mentor.email in active()


def test_a_row_left_out_for_an_error_still_says_that_its_person_is_there(cast: Cast) -> None:
    text = roster(cast.mentor) + f"{cast.mentor.email},{'x' * 151}\n"
    counts = apply(cast, text)
    assert (counts["left_out"], counts["leavers"]) == (1, 0)


@pytest.mark.parametrize("row", [",Somebody\n", "not an address,Somebody\n"])
def test_nobody_leaves_while_a_row_may_be_about_anybody(cast: Cast, row: str) -> None:
    with pytest.raises(DomainError) as error:
        apply(cast, roster(cast.mentor) + row)
    assert error.value.code == "unreadable_rows"
    assert cast.mentor.email in active()


def test_more_than_a_fifth_leave_only_when_confirmed(cast: Cast) -> None:
    text = roster(cast.mentor, cast.mentee)
    before = active()
    with pytest.raises(DomainError) as error:
        apply(cast, text)
    assert error.value.code == "many_leavers"
    assert active() == before
    assert apply(cast, text, confirmed=True)["leavers"] == 2


def test_who_would_leave_must_be_who_was_shown(cast: Cast) -> None:
    upload = receive(cast, roster(cast.mentor))
    make_user("new-colleague")
    with pytest.raises(DomainError) as error:
        actions.apply(upload=upload, by=cast.hr, leavers_seen=1, confirmed=True)
    assert error.value.code == "leavers_changed"


# The pages -----------------------------------------------------------------------------------


def test_the_review_names_who_leaves_and_what_ends_but_no_partner(cast: Cast, hr: Client) -> None:
    stories.started(cast)
    upload = receive(cast, roster(cast.mentor))
    answer = hr.get(page("people_import_review", upload))
    text = answer.content.decode()
    assert "1 person would leave" in text
    assert cast.mentor.email in text
    assert ENDS in text
    assert "Leadership" not in text
    assert cast.mentee.email not in text
    findings = hr.get(page("people_import_findings", upload)).content.decode()
    assert f"{cast.mentor.full_name} <{cast.mentor.email}>" in findings

    answer = hr.post(page("people_import_apply", upload), {"leavers": "1"}, follow=True)
    assert "1 person was not in the file and has been deactivated" in answer.content.decode()
    assert cast.mentor.email not in active()


def test_the_tick_stands_with_the_columns(cast: Cast, hr: Client) -> None:
    content = roster(cast.mentor).encode()
    upload = actions.receive(content=content, file_name="all.csv", by=cast.hr)
    review = page("people_import_review", upload)
    assert b"would leave" not in hr.get(review).content
    columns = {"column-0": "email", "column-1": "full_name"}
    answer = hr.post(review, {**columns, "full_roster": "1"}, follow=True)
    assert b"1 person would leave" in answer.content
    answer = hr.post(review, columns, follow=True)
    assert b"would leave" not in answer.content


@pytest.mark.parametrize("seen", ["", "0", "²", "-1", "\x00", "9" * 5000])
def test_nobody_leaves_who_was_not_shown(cast: Cast, hr: Client, seen: str) -> None:
    upload = receive(cast, roster(cast.mentor))
    answer = hr.post(page("people_import_apply", upload), {"leavers": seen}, follow=True)
    assert "people who would leave has changed" in answer.content.decode()
    assert cast.mentor.email in active()


def test_a_second_tick_lets_many_go(cast: Cast, hr: Client) -> None:
    upload = receive(cast, roster(cast.mentor, cast.mentee))
    assert b'name="confirmed"' in hr.get(page("people_import_review", upload)).content
    seen = {"leavers": "2"}
    answer = hr.post(page("people_import_apply", upload), seen, follow=True)
    assert "more than 20%" in answer.content.decode()
    hr.post(page("people_import_apply", upload), {**seen, "confirmed": "1"})
    assert not {cast.mentor.email, cast.mentee.email} & active()


def test_the_review_asks_as_much_for_thirty_leavers_as_for_one(cast: Cast, hr: Client) -> None:
    stay = roster(cast.mentor)

    def count() -> int:
        review = page("people_import_review", receive(cast, stay))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert hr.get(review).status_code == 200
        return len(queries)

    one = count()
    for number in range(30):
        make_user(f"leaver-{number}")
    assert count() == one <= 12


# The command ---------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "all.csv"


def test_the_command_changes_nothing_before_it_is_told_to(
    cast: Cast, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(roster(cast.mentor))
    call_command("import_people", file, "--full-roster", by=cast.hr.email)
    said = capsys.readouterr().out
    assert "leavers: 1" in said
    assert f"{cast.mentor.full_name} <{cast.mentor.email}>\n" in said
    assert cast.mentor.email in active()
    assert not PeopleImport.objects.exists()
    assert not AuditEvent.objects.exists()


def test_the_command_applies_a_roster_and_the_second_run_changes_nothing(
    cast: Cast, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(roster(cast.mentor) + "new@example.org,New Colleague\n")
    for expected in ("new: 1\n", "new: 0\n"):
        call_command("import_people", file, "--full-roster", "--apply", by=cast.hr.email)
        assert expected in capsys.readouterr().out
    assert cast.mentor.email not in active()
    assert PeopleImport.objects.latest("created_at").summary["leavers"] == 0


def test_the_command_fails_when_rows_have_errors_and_imports_the_good_ones(
    cast: Cast, file: Path
) -> None:
    file.write_text("E-mail,Name\nnew@example.org,New\nnone,None\n")
    with pytest.raises(CommandError, match="1 errors"):
        call_command("import_people", file, "--apply", by=cast.hr.email)
    assert "new@example.org" in active()


def test_the_command_refuses_to_let_a_fifth_go_unless_confirmed(cast: Cast, file: Path) -> None:
    file.write_text("E-mail,Name\n")
    options = ("--full-roster", "--apply")
    with pytest.raises(CommandError):
        call_command("import_people", file, *options, by=cast.hr.email)
    file.write_text(roster(cast.mentor, cast.mentee))
    with pytest.raises(CommandError, match="would leave"):
        call_command("import_people", file, *options, by=cast.hr.email)
    assert cast.mentor.email in active()
    call_command("import_people", file, *options, "--confirm-many", by=cast.hr.email)
    assert cast.mentor.email not in active()


def test_the_command_needs_an_hr_admin_and_a_file(cast: Cast, file: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_people", file, by=cast.hr.email)
    file.write_text(roster())
    with pytest.raises(CommandError, match="not the address of an HR admin"):
        call_command("import_people", file, by=cast.coordinator.email)


def test_the_command_names_everybody_who_would_leave(
    cast: Cast, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(roster(cast.mentor, cast.outsider))
    call_command("import_people", file, "--full-roster", by=cast.hr.email)
    said = capsys.readouterr().out
    assert "leavers: 2. If they" in said
    assert cast.outsider.email in said


# A new address --------------------------------------------------------------------------------


def test_a_new_address_ends_no_mentoring_whatever_is_pressed(cast: Cast, hr: Client) -> None:
    """The row and the person are out of it until HR says whether they are one."""
    relationship = stories.started(cast)
    text = roster().replace(cast.mentor.email, "new-address@example.org")
    upload = receive(cast, text)
    assert "did the address change?" in hr.get(page("people_import_review", upload)).text
    actions.apply(upload=upload, by=cast.hr)
    assert cast.mentor.email in active()
    assert "new-address@example.org" not in active()
    relationship.refresh_from_db()
    assert relationship.status == "active"


def test_hr_says_that_it_is_the_same_person(cast: Cast, hr: Client) -> None:
    relationship = stories.started(cast)
    User.objects.filter(pk=cast.mentor.pk).update(last_login=clock.now())
    former = cast.mentor.email
    upload = receive(cast, roster().replace(former, "new-address@example.org"))
    review = page("people_import_review", upload)
    said = {"answer": "same", "email": "new-address@example.org", "of": former}
    assert hr.post(review, said).status_code == 302
    assert "The address changes from" in hr.get(review).text
    hr.post(review, said | {"answer": "undo"})
    assert "did the address change?" in hr.get(review).text
    hr.post(review, said)
    actions.apply(upload=upload, by=cast.hr)
    cast.mentor.refresh_from_db()
    relationship.refresh_from_db()
    assert (cast.mentor.email, cast.mentor.is_active) == ("new-address@example.org", True)
    assert relationship.status == "active"
    assert Message.objects.filter(recipient=cast.mentor, kind="accounts.address").exists()


# Files that nobody imports -----------------------------------------------------------------------


def test_a_file_that_nobody_imports_is_deleted_after_two_weeks(cast: Cast) -> None:
    content = roster().encode()
    old, young, applied = (
        actions.receive(content=content, file_name=f"{name}.csv", by=cast.hr)
        for name in ("old", "young", "applied")
    )
    actions.apply(upload=applied, by=cast.hr)
    now = clock.now()
    for upload, days in ((old, 14), (young, 13), (applied, 14)):
        PeopleImport.objects.filter(pk=upload.pk).update(created_at=now - timedelta(days=days))
    assert [forget_uploads(), forget_uploads()] == [1, 0]
    assert set(PeopleImport.objects.all()) == {young, applied}
    event = AuditEvent.objects.get(verb="people.import_forgotten")
    assert (event.actor, event.details) == (None, {"file": "old.csv"})


def test_the_list_of_files_says_who_left_and_how_long_a_file_waits(cast: Cast, hr: Client) -> None:
    for _file in range(2):
        upload = actions.receive(
            content=roster(cast.mentor).encode(), file_name="p.csv", by=cast.hr, full_roster=True
        )
    actions.apply(upload=upload, by=cast.hr)
    page = " ".join(hr.get(reverse("people_import")).content.decode().split())
    assert "0 left out, 1 left the organization" in page
    assert "deleted after 14 days" in page
