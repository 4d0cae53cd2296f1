"""Files in a record: told by their content, sealed, inert, for the members alone, not for ever."""

import io
import socket
import struct
import threading
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from core import clock
from core.errors import DomainError
from relationships.actions import endings
from relationships.models import Relationship
from sessions import file_types, tasks
from sessions.actions import files
from sessions.models import FileContent, SharedFile
from tests import confirming, stories
from tests.cast import Cast, SignIn

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0" + bytes(40)
PDF = b"%PDF-1.7\n" + bytes(40)
WEBP = b"RIFF\x00\x00\x00\x00WEBP" + bytes(20)


def archive(*names: str, first: str = "") -> bytes:
    """A zip with these parts; ``first`` stands in the first of them."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as parts:
        for number, name in enumerate(names):
            parts.writestr(zipfile.ZipInfo(name), first if number == 0 else "<x/>")
    return written.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
ODP = archive("mimetype", "content.xml", first=file_types.OPENDOCUMENT + "presentation")


def broken_inside() -> bytes:
    """An OpenDocument file whose first part is compressed, and cannot be unpacked."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("mimetype", "text " * 12)
    content = written.getvalue()
    start = content.index(b"mimetype") + len("mimetype")
    return content[:start] + b"\xff" * 8 + content[start + 8 :]


@pytest.fixture
def relationship(cast: Cast) -> Relationship:
    return stories.started(cast)


# What it is -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (JPEG, "jpeg"),
        (b"GIF89a" + bytes(9), "gif"),
        (WEBP, "webp"),
        (DOCX, "docx"),
        (XLSX, "xlsx"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (ODP, "odp"),
        (archive("mimetype", first=file_types.OPENDOCUMENT + "text"), "odt"),
        ("Xin chào 🌱".encode(), "text"),
    ],
)
def test_a_file_is_what_stands_in_it(content: bytes, kind: str) -> None:
    found = file_types.recognize(content)
    assert found
    assert found.key == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00" + bytes(60),
        b"\x7fELF" + bytes(60),
        b"<!DOCTYPE html><p>Hello",
        b"  <svg onload=alert(1)>",
        b'<?xml version="1.0"?><x/>',
        b"<script>alert(1)</script>",
        b"text with a \x00 in it",
        "Grüße".encode("latin-1"),
        archive("readme.txt"),
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        archive("mimetype", "Basic/Standard/Module1.xml", first=file_types.OPENDOCUMENT + "text"),
        archive("mimetype", first="application/epub+zip"),
        broken_inside(),
        DOCX[:60],
        b"PK\x03\x04" + b"\xff" * 200,
    ],
)
def test_what_is_not_on_the_list_is_refused(content: bytes) -> None:
    assert file_types.recognize(content) is None


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("outline.txt", b"-", "outline.txt"),
        ("notes.MD", b"-", "notes.md"),
        ("evil.html", PDF, "evil.html.pdf"),
        (r"C:\Users\me\plan.docx", DOCX, "plan.docx"),
        ("../../etc/passwd", b"-", "passwd.txt"),
        ("photo\u202egnp.exe", PNG, "photognp.exe.png"),
        ("a\x00b\r\nc.pdf", PDF, "abc.pdf"),
        ('what? "this": 1/2.pdf', PDF, "2.pdf"),
        ("", PNG, "png.png"),
        (".pdf", PDF, "pdf.pdf"),
        ("Kế hoạch 🌱.xlsx", XLSX, "Kế hoạch 🌱.xlsx"),
        ("x" * 400 + ".pdf", PDF, "x" * 120 + ".pdf"),
    ],
)
def test_a_name_hides_nothing_and_ends_as_its_content_says(
    name: str, content: bytes, shown: str
) -> None:
    found = file_types.recognize(content)
    assert found
    assert file_types.safe_name(name, found) == shown


# Putting in -------------------------------------------------------------------------------------


def upload(client: Client, relationship: Relationship, name: str, content: bytes) -> Any:
    typed = {"file": SimpleUploadedFile(name, content)}
    return client.post(reverse("file_list", args=[relationship.pk]), typed)


def download(client: Client, file: SharedFile) -> Any:
    return client.get(reverse("file_download", args=[file.pk]))


def test_both_read_what_one_puts_in_and_nobody_else_does(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    assert upload(sign_in(cast.mentee), relationship, "plan.pdf", PDF).status_code == 302
    file = SharedFile.objects.get()
    for person in (cast.mentee, cast.mentor):
        client = sign_in(person)
        assert "plan.pdf" in client.get(reverse("file_list", args=[relationship.pk])).text
        assert download(client, file).content == PDF
    assert download(sign_in(cast.coordinator), file).status_code == 403
    assert download(sign_in(cast.outsider), file).status_code == 404
    assert download(Client(), file).status_code == 302


def test_a_file_does_nothing_in_a_browser(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    file = stories.file(cast, relationship, content=PDF, name='Kế "hoạch".pdf')
    answer = download(sign_in(cast.mentor), file)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert "\n" not in answer.headers["Content-Disposition"]


def test_name_and_content_are_sealed_where_they_are_stored(
    cast: Cast, relationship: Relationship
) -> None:
    stories.file(cast, relationship, content=b"SECRET-CONTENT", name="SECRET-NAME.txt")
    with connection.cursor() as cursor:
        cursor.execute(
            "select name, content from mentoring_sessions_sharedfile f "
            "join mentoring_sessions_filecontent c on c.file_id = f.id"
        )
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert b"SECRET" not in stored
    assert FileContent.objects.get().content == b"SECRET-CONTENT"
    assert "SECRET" not in str(list(AuditEvent.objects.values_list("details", flat=True)))


def test_a_file_put_in_at_a_session_stands_on_its_page(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    session = stories.held(cast, relationship, days_ago=1)
    client = sign_in(cast.mentor)
    typed = {"file": SimpleUploadedFile("whiteboard.png", PNG)}
    client.post(reverse("session_file_add", args=[session.pk]), typed)
    assert "whiteboard.png" in client.get(reverse("session_detail", args=[session.pk])).text
    assert "from the session of" in client.get(reverse("file_list", args=[relationship.pk])).text


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("run.exe", b"MZ\x00\x00", "This kind of file cannot be added"),
        ("page.pdf", b"<html><script>", "This kind of file cannot be added"),
        ("large.pdf", PDF + bytes(files.LARGEST), "larger than 10 MB"),
        ("empty.txt", b"", "The submitted file is empty"),
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_in_words(
    cast: Cast, sign_in: SignIn, relationship: Relationship, name: str, content: bytes, wrong: str
) -> None:
    answer = upload(sign_in(cast.mentee), relationship, name, content)
    assert answer.status_code == 200
    assert wrong in answer.text
    assert not SharedFile.objects.exists()


@pytest.mark.parametrize("typed", [{}, {"file": ""}, {"file": "a\x00b"}])
def test_a_form_without_a_file_says_so(
    cast: Cast, sign_in: SignIn, relationship: Relationship, typed: dict[str, str]
) -> None:
    session = stories.planned(cast, relationship)
    client = sign_in(cast.mentee)
    for address in (
        reverse("file_list", args=[relationship.pk]),
        reverse("session_file_add", args=[session.pk]),
    ):
        answer = client.post(address, typed)
        assert answer.status_code == 200
        assert "This field is required" in answer.text


def test_a_record_holds_so_much_and_no_more(
    cast: Cast, relationship: Relationship, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "ROOM", 30)
    stories.file(cast, relationship, content=b"x" * 20)
    with pytest.raises(DomainError) as error:
        stories.file(cast, relationship, content=b"x" * 20)
    assert error.value.code == "full"


def test_only_who_put_it_in_takes_it_out_for_good(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    file = stories.file(cast, relationship)
    address = reverse("file_take_out", args=[file.pk])
    refused = sign_in(cast.mentor).post(address, follow=True)
    assert "Only the person who added a file can remove it" in refused.text
    confirming.press(sign_in(cast.mentee), address)
    assert not SharedFile.objects.exists()
    assert not FileContent.objects.exists()
    verbs = AuditEvent.objects.filter(verb__startswith="file.").values_list("verb", flat=True)
    assert sorted(verbs) == ["file.put_in", "file.taken_out"]


# Virus scanner ----------------------------------------------------------------------------------


@pytest.fixture
def scanner(tmp_path: Path, settings: Any) -> Iterator[dict[str, bytes]]:
    """A scanner that answers what ``reply`` says, and keeps what it was ``sent``."""
    said: dict[str, bytes] = {"reply": b"stream: OK\0", "sent": b""}
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "clamd"))
        listening.listen()
        settings.MENTORING_CLAMAV = f"unix:{tmp_path / 'clamd'}"
        threading.Thread(target=scan, args=(listening, said), daemon=True).start()
        yield said


def scan(listening: socket.socket, said: dict[str, bytes]) -> None:
    conversation, _address = listening.accept()
    with conversation, conversation.makefile("rb") as stream:
        assert stream.read(10) == b"zINSTREAM\0"
        while size := struct.unpack("!L", stream.read(4))[0]:
            said["sent"] += stream.read(size)
        conversation.sendall(said["reply"])


def test_a_clean_file_is_kept_after_the_scanner_has_seen_all_of_it(
    cast: Cast, relationship: Relationship, scanner: dict[str, bytes]
) -> None:
    content = b"word " * 30_000
    stories.file(cast, relationship, content=content)
    assert scanner["sent"] == content
    assert SharedFile.objects.exists()


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (b"stream: Eicar-Signature FOUND\0", "virus"),
        (b"INSTREAM size limit exceeded. ERROR\0", "not_scanned"),
        (b"", "not_scanned"),
    ],
)
def test_a_file_that_is_not_found_clean_is_not_kept(
    cast: Cast, relationship: Relationship, scanner: dict[str, bytes], reply: bytes, code: str
) -> None:
    scanner["reply"] = reply
    with pytest.raises(DomainError) as error:
        stories.file(cast, relationship)
    assert error.value.code == code
    assert not SharedFile.objects.exists()


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd", "tcp:nonsense"])
def test_a_scanner_that_cannot_be_reached_lets_nothing_through(
    cast: Cast, sign_in: SignIn, relationship: Relationship, settings: Any, address: str
) -> None:
    settings.MENTORING_CLAMAV = address
    answer = upload(sign_in(cast.mentee), relationship, "plan.pdf", PDF)
    assert "cannot be checked for viruses at the moment" in answer.text
    assert not SharedFile.objects.exists()


# The end ----------------------------------------------------------------------------------------


def test_after_the_end_files_can_be_saved_for_90_days_and_are_then_deleted(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    file = stories.file(cast, relationship)
    endings.end_no_fault(relationship=relationship, by=cast.mentor)
    with time_machine.travel(clock.now() + timedelta(days=89)):
        assert tasks.let_go_of_files() == 0
        client = sign_in(cast.mentee)
        assert "These files are deleted on" in (
            client.get(reverse("file_list", args=[relationship.pk])).text
        )
        assert download(client, file).status_code == 200
        assert "This mentoring ended on" in upload(client, relationship, "late.pdf", PDF).text
    with time_machine.travel(clock.now() + timedelta(days=91)):
        assert tasks.let_go_of_files() == 1
        assert tasks.let_go_of_files() == 0
    assert not FileContent.objects.exists()


def test_the_list_costs_the_same_with_1_and_with_30_files_and_reads_none_of_them(
    cast: Cast, sign_in: SignIn, relationship: Relationship, django_assert_max_num_queries: Any
) -> None:
    stories.file(cast, relationship)
    client, address = sign_in(cast.mentee), reverse("file_list", args=[relationship.pk])
    with django_assert_max_num_queries(10) as first:
        client.get(address)
    for _number in range(30):
        stories.file(cast, relationship)
    with django_assert_max_num_queries(len(first)) as later:
        client.get(address)
    assert not [query for query in later if "filecontent" in query["sql"]]
