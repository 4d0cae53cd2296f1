"""The watched folder: files are imported at night, moved aside with a report, and told of."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from accounts import tasks
from accounts.imports import folder
from accounts.imports.table_reader import MAX_BYTES
from accounts.models import AuditEvent, PeopleImport, User
from notifications import kinds
from notifications.models import Message
from tests.cast import Cast, SignIn

GOOD = b"email,name\nnew@example.org,New Person\n"
LONG_AGO = 600


@pytest.fixture
def inbox(tmp_path: Path, settings: Any, cast: Cast) -> Path:
    """The folder, watched in the name of the HR admin."""
    settings.MENTORING_IMPORT_FOLDER = str(tmp_path)
    settings.MENTORING_IMPORT_BY = cast.hr.email
    settings.MENTORING_IMPORT_FULL_ROSTER = False
    return tmp_path


def put(inbox: Path, name: str, content: bytes, age: int = LONG_AGO) -> Path:
    file = inbox / name
    file.write_bytes(content)
    moment = time.time() - age
    os.utime(file, (moment, moment))
    return file


def names(place: Path) -> list[str]:
    return sorted(file.name for file in place.iterdir())


def letters() -> list[Any]:
    rows = Message.objects.filter(kind="accounts.folder").order_by("due_at")
    return [kinds.get(row.kind).compose(row) for row in rows]


def test_a_file_is_imported_and_moved_to_done_with_a_report(cast: Cast, inbox: Path) -> None:
    put(inbox, "people.csv", GOOD)
    assert tasks.import_folder() == 1
    assert User.objects.filter(email="new@example.org", full_name="New Person").exists()
    day = f"{datetime.now(tz=UTC):%Y-%m-%d}"
    assert names(inbox / "done") == [f"{day} people.csv", f"{day} people.csv.report.txt"]
    assert "new: 1" in (inbox / "done" / f"{day} people.csv.report.txt").read_text()
    assert names(inbox) == ["done", "refused", "working"]
    assert names(inbox / "working") == []
    assert PeopleImport.objects.get().applied_by == cast.hr


def test_running_twice_and_the_same_file_again_change_nothing(cast: Cast, inbox: Path) -> None:
    for _night in range(2):
        put(inbox, "people.csv", GOOD)
        tasks.import_folder()
    assert tasks.import_folder() == 0
    assert User.objects.filter(email="new@example.org").count() == 1
    assert len(names(inbox / "done")) == 4
    assert len(letters()) == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 a workbook", "CSV"),
        (b"a,b\n1,2\n", "email address"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_reason(
    cast: Cast, inbox: Path, content: bytes, why: str
) -> None:
    put(inbox, "people.csv", content)
    tasks.import_folder()
    report = next(file for file in (inbox / "refused").iterdir() if "report" in file.name)
    assert why in report.read_text()
    [letter] = letters()
    assert letter.subject == "Not imported: people.csv"
    assert why in letter.paragraphs[0]


def test_a_file_that_is_too_large_is_not_even_read(
    cast: Cast, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "MAX_BYTES", 10)
    put(inbox, "people.csv", GOOD)
    tasks.import_folder()
    assert names(inbox / "done") == []
    assert not User.objects.filter(email="new@example.org").exists()
    assert MAX_BYTES > 10


def test_rows_with_errors_are_left_out_and_named_in_the_report(cast: Cast, inbox: Path) -> None:
    put(inbox, "people.csv", GOOD + b"no address,Somebody\n")
    tasks.import_folder()
    report = next(file for file in (inbox / "done").iterdir() if "report" in file.name)
    assert "Row 3: Not an email address" in report.read_text()
    assert "Left out: 1" in letters()[0].paragraphs[0]


def test_half_a_roster_lets_nobody_go_and_waits_in_the_product(
    cast: Cast, inbox: Path, settings: Any, sign_in: SignIn
) -> None:
    settings.MENTORING_IMPORT_FULL_ROSTER = True
    put(inbox, "people.csv", GOOD)
    tasks.import_folder()
    assert not User.objects.filter(is_active=False).exists()
    assert not User.objects.filter(email="new@example.org").exists()
    upload = PeopleImport.objects.get()
    assert upload.applied_at is None
    client = sign_in(cast.hr)
    page = client.get(reverse("people_import")).text
    assert "would leave" in page
    assert client.get(reverse("people_import_review", args=[upload.pk])).status_code == 200


def test_a_whole_roster_lets_those_go_who_are_missing(
    cast: Cast, inbox: Path, settings: Any
) -> None:
    settings.MENTORING_IMPORT_FULL_ROSTER = True
    rows = [user for user in User.objects.all() if user != cast.outsider]
    lines = ["email,name", *(f"{user.email},{user.full_name}" for user in rows)]
    put(inbox, "people.csv", "\n".join(lines).encode())
    tasks.import_folder()
    gone = User.objects.filter(is_active=False)
    assert [user.email for user in gone] == ["outsider@example.org"]
    assert "Left the organization: 1." in letters()[0].paragraphs[0]


def test_what_is_still_being_written_hidden_or_a_link_is_left_alone(
    cast: Cast, inbox: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    put(inbox, "new.csv", GOOD, age=5)
    put(inbox, ".part.csv", GOOD)
    put(inbox, "notes.docx", GOOD)
    elsewhere = put(tmp_path_factory.mktemp("elsewhere"), "secret.csv", GOOD)
    (inbox / "link.csv").symlink_to(elsewhere)
    assert tasks.import_folder() == 0
    assert {"new.csv", ".part.csv", "notes.docx", "link.csv"} <= set(names(inbox))


def test_what_a_dead_worker_left_is_taken_up_again(cast: Cast, inbox: Path) -> None:
    (inbox / "working").mkdir()
    put(inbox / "working", "people.csv", GOOD, age=3 * 3600)
    put(inbox / "working", "busy.csv", GOOD, age=60)
    assert tasks.import_folder() == 1
    assert names(inbox / "working") == ["busy.csv"]


def test_one_bad_file_does_not_stop_the_others(
    cast: Cast, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(inbox, "a.csv", b"")
    put(inbox, "b.csv", GOOD, age=300)
    assert tasks.import_folder() == 2
    assert User.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize("email", ["", "nobody@example.org", "mentor@example.org"])
def test_without_an_hr_admin_to_act_for_nothing_runs_and_hr_is_told_once(
    cast: Cast, inbox: Path, settings: Any, email: str
) -> None:
    settings.MENTORING_IMPORT_BY = email
    put(inbox, "people.csv", GOOD)
    assert tasks.import_folder() == tasks.import_folder() == 0
    assert (inbox / "people.csv").exists()
    [letter] = letters()
    assert letter.subject == "The nightly import of people did not run"


def test_a_folder_that_is_not_there_is_told_of(cast: Cast, inbox: Path, settings: Any) -> None:
    settings.MENTORING_IMPORT_FOLDER = str(inbox / "nowhere")
    assert tasks.import_folder() == 0
    assert "No such file" in letters()[0].paragraphs[0]


def test_the_letter_is_for_hr_admins_alone(cast: Cast, inbox: Path) -> None:
    put(inbox, "people.csv", GOOD)
    tasks.import_folder()
    assert {row.recipient for row in Message.objects.all()} == {cast.hr}
    cast.hr.role_grants.all().delete()
    assert letters() == [None]


def test_the_page_shows_what_became_of_the_files(
    cast: Cast, inbox: Path, sign_in: SignIn, settings: Any
) -> None:
    client = sign_in(cast.hr)
    assert "No file has come yet." in client.get(reverse("people_import")).text
    put(inbox, "people.csv", GOOD)
    put(inbox, "broken.csv", b"")
    tasks.import_folder()
    page = client.get(reverse("people_import")).text
    assert "1 new, 0 changed, 0 left out" in page
    assert "broken.csv" in page
    PeopleImport.objects.all().delete()
    assert "people.csv" in client.get(reverse("people_import")).text
    assert AuditEvent.objects.filter(verb="people.folder_import").count() == 2
    settings.MENTORING_IMPORT_FOLDER = ""
    assert "from a folder" not in client.get(reverse("people_import")).text
