"""The import wizard: upload, look, correct, apply."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.imports import actions
from accounts.models import AuditEvent, PeopleImport, Unit, User
from accounts.views.imports import harmless
from core.errors import DomainError
from tests import confirming, written
from tests.cast import Cast, SignIn
from tests.pace import Paced

GOOD = (
    "E-mail,Name,Department,Manager,Time zone,Gender\n"
    "ana@example.org,Ana Li,Sales,bo@example.org,Europe/Oslo,f\n"
    "bo@example.org,Bo Ek,Sales,,Hanoi,m\n"
)


@pytest.fixture
def hr(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.hr)


def receive(cast: Cast, text: str = GOOD) -> PeopleImport:
    return actions.receive(content=text.encode(), file_name="people.csv", by=cast.hr)


def apply(cast: Cast, text: str = GOOD) -> dict[str, object]:
    return actions.apply(upload=receive(cast, text), by=cast.hr)


def page(route: str, upload: PeopleImport) -> str:
    return reverse(route, args=[upload.pk])


def rows(count: int, manager: str = "") -> str:
    return "E-mail,Name,Unit,Manager\n" + "".join(
        f"p{number}@example.org,Person {number},Unit {number % 7},{manager}\n"
        for number in range(count)
    )


# The whole way -------------------------------------------------------------------------------


def test_a_file_goes_from_upload_over_review_to_people(cast: Cast, hr: Client) -> None:
    file = SimpleUploadedFile("people.csv", GOOD.encode("utf-16"))
    answer = hr.post(reverse("people_import"), {"file": file}, follow=True)
    upload = PeopleImport.objects.get()
    assert answer.redirect_chain == [(page("people_import_review", upload), 302)]
    assert answer.context["counts"] == {"new": 2, "changed": 0, "unchanged": 0, "left_out": 0}
    assert not User.objects.filter(email="ana@example.org").exists()
    assert b"protected characteristic" in answer.content

    answer = hr.post(page("people_import_apply", upload), follow=True)
    assert answer.context["counts"]["new"] == 2
    ana = User.objects.get(email="ana@example.org")
    assert (ana.full_name, ana.unit.name, ana.manager.email, ana.time_zone) == (
        "Ana Li",
        "Sales",
        "bo@example.org",
        "Europe/Oslo",
    )
    assert not ana.has_usable_password()


def test_the_same_file_again_changes_nothing_and_says_so(cast: Cast, hr: Client) -> None:
    apply(cast)
    before = list(User.objects.order_by("pk").values())
    upload = receive(cast)
    answer = hr.get(page("people_import_review", upload))
    assert b"Nothing to import" in answer.content
    assert page("people_import_apply", upload).encode() not in answer.content
    counts = actions.apply(upload=upload, by=cast.hr)
    assert (counts["new"], counts["changed"], counts["unchanged"]) == (0, 0, 2)
    assert list(User.objects.order_by("pk").values()) == before
    assert b"Nothing changed" in hr.get(page("people_import_review", upload)).content


def test_good_rows_are_imported_without_the_bad_ones(cast: Cast) -> None:
    counts = apply(cast, "E-mail,Name\nana@example.org,Ana\nnot-an-address,Bo\n,Cy\n")
    assert (counts["new"], counts["left_out"]) == (1, 2)
    assert counts["findings"] == {"email_missing": 1, "email_invalid": 1}
    assert User.objects.filter(full_name__in=["Ana", "Bo", "Cy"]).count() == 1


def test_known_people_change_only_where_the_file_says_something(cast: Cast) -> None:
    User.objects.filter(pk=cast.mentee.pk).update(job_title="Chemist", short_name="Min")
    text = f"E-mail,Job title,Unit\n{cast.mentee.email.upper()},,Sales\n"
    counts = apply(cast, text)
    mentee = User.objects.get(pk=cast.mentee.pk)
    assert (counts["changed"], counts["units"]) == (1, 1)
    assert (mentee.unit.name, mentee.job_title, mentee.short_name) == ("Sales", "Chemist", "Min")
    assert mentee.manager == cast.line_manager
    assert mentee.full_name == cast.mentee.full_name


def test_every_field_of_a_known_person_can_change(cast: Cast) -> None:
    apply(
        cast,
        "E-mail;Name;Preferred name;Job title;Grade;Function;Location;Time zone;Language;Unit;"
        f"Manager\n{cast.mentee.email};New Name;New;Boss;G7;Law;Rome;Europe/Rome;it;Legal;"
        f"{cast.mentor.email}\n",
    )
    mentee = User.objects.get(pk=cast.mentee.pk)
    texts = (mentee.full_name, mentee.short_name, mentee.job_title, mentee.grade)
    assert texts == ("New Name", "New", "Boss", "G7")
    assert (mentee.function, mentee.location, mentee.time_zone) == ("Law", "Rome", "Europe/Rome")
    assert (mentee.language, mentee.unit.name, mentee.manager) == ("it", "Legal", cast.mentor)


def test_a_manager_may_be_in_the_directory_only(cast: Cast) -> None:
    apply(cast, f"E-mail,Name,Manager\nana@example.org,Ana,{cast.line_manager.full_name}\n")
    assert User.objects.get(email="ana@example.org").manager == cast.line_manager


def test_a_circle_of_three_across_file_and_directory_is_not_written(cast: Cast) -> None:
    cast.mentor.manager = cast.mentee
    cast.mentor.save()
    counts = apply(cast, f"E-mail,Manager\n{cast.line_manager.email},{cast.mentor.email}\n")
    assert counts["findings"] == {"circle": 1}
    assert User.objects.get(pk=cast.line_manager.pk).manager is None


def test_units_are_known_whatever_their_case(cast: Cast) -> None:
    counts = apply(cast, "E-mail,Name,Unit\nana@example.org,Ana,RESEARCH\n")
    assert counts["units"] == 0
    assert User.objects.get(email="ana@example.org").unit == cast.unit


def test_an_import_is_in_the_audit_trail_with_its_counts(cast: Cast) -> None:
    apply(cast)
    event = AuditEvent.objects.get(verb="people.imported")
    assert event.actor == cast.hr
    assert event.details["counts"]["new"] == 2


def test_an_applied_file_is_forgotten_and_cannot_be_applied_again(cast: Cast) -> None:
    upload = receive(cast)
    actions.apply(upload=upload, by=cast.hr)
    upload.refresh_from_db()
    assert bytes(upload.content) == b""
    assert upload.applied_by == cast.hr
    with pytest.raises(DomainError, match="already been imported"):
        actions.apply(upload=upload, by=cast.hr)
    with pytest.raises(DomainError, match="already been imported"):
        actions.discard(upload=upload, by=cast.hr)


def test_the_export_of_another_tool_is_imported_unedited(cast: Cast) -> None:
    counts = apply(
        cast,
        "first name,last name,email address,both mentor and mentee,job title,grade,organisation,"
        "profession,characteristics,biography\n"
        'Ana,Li,ana@example.org,yes,Analyst,HEO,Harbor Office,Policy,,"I am Ana, a HEO. "\n',
    )
    ana = User.objects.get(email="ana@example.org")
    assert counts["new"] == 1
    assert (ana.full_name, ana.job_title, ana.grade) == ("Ana Li", "Analyst", "HEO")
    assert (ana.unit.name, ana.function) == ("Harbor Office", "Policy")


# Correcting the columns ----------------------------------------------------------------------


def test_columns_can_be_corrected_without_uploading_again(cast: Cast, hr: Client) -> None:
    upload = receive(cast, "Kontakt,Wer\nana@example.org,Ana\n")
    mapping = {"column-0": "email", "column-1": "full_name"}
    answer = hr.post(page("people_import_review", upload), mapping, follow=True)
    assert answer.context["counts"]["new"] == 1
    upload.refresh_from_db()
    assert upload.mapping == {"targets": ["email", "full_name"]}


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"column-0": "full_name"}, b"No column is set as the email address"),
        (
            {"column-0": "email", "column-1": "email"},
            b"More than one column is set as: Email address",
        ),
        ({"column-0": "email"}, b"No column is set as the name"),
        ({"column-0": "nonsense", "column-9": "email"}, b"No column is set as the email address"),
        ({}, b"No column is set as the email address"),
    ],
)
def test_columns_that_make_no_sense_are_explained(
    cast: Cast, hr: Client, mapping: dict[str, str], words: bytes
) -> None:
    upload = receive(cast)
    answer = hr.post(page("people_import_review", upload), mapping, follow=True)
    assert words in answer.content


def test_nothing_is_applied_without_an_address_column(cast: Cast, hr: Client) -> None:
    upload = receive(cast)
    hr.post(page("people_import_review", upload), {})
    answer = hr.post(page("people_import_apply", upload), follow=True)
    assert b"First choose the column with the email addresses." in answer.content
    assert not User.objects.filter(email="ana@example.org").exists()


# Looking at findings -------------------------------------------------------------------------


def test_findings_are_shown_two_hundred_at_a_time_and_by_kind(cast: Cast, hr: Client) -> None:
    upload = receive(cast, rows(250, manager="nobody@example.org") + "bad,Bad,,\n")
    address = page("people_import_review", upload)
    first = hr.get(address).context
    assert len(first["page"]) == 200
    assert [(kind.value, count) for kind, count, _error in first["kinds"]] == [
        ("email_invalid", 1),
        ("manager_unknown", 250),
    ]
    assert len(hr.get(address, {"page": 2}).context["page"]) == 51
    assert len(hr.get(address, {"show": "email_invalid"}).context["page"]) == 1
    assert len(hr.get(address, {"show": "error"}).context["page"]) == 1
    assert len(hr.get(address, {"show": "nonsense", "page": "x"}).context["page"]) == 200


def test_findings_can_be_downloaded_without_danger_for_spreadsheets(cast: Cast, hr: Client) -> None:
    upload = receive(cast, "E-mail,Name\n=cmd|x,Ana\n")
    answer = hr.get(page("people_import_findings", upload))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Row,Severity,Problem,Column,Value,What to do"
    assert lines[1].startswith("2,Error,Not an email address,E-mail,'=cmd|x,")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_cells_never_start_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("Ana") == "Ana"


# Who, and how --------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["coordinator", "safeguarding", "mentor", "outsider"])
def test_only_hr_admins_import(cast: Cast, sign_in: SignIn, part: str) -> None:
    upload, client = receive(cast), sign_in(getattr(cast, part))
    assert client.get(reverse("people_import")).status_code == 403
    for route in ("people_import_review", "people_import_findings"):
        assert client.get(page(route, upload)).status_code == 403
    for route in ("people_import_review", "people_import_apply", "people_import_discard"):
        assert client.post(page(route, upload)).status_code == 403
    assert PeopleImport.objects.filter(applied_at=None).count() == 1


def test_who_is_not_signed_in_is_asked_to(cast: Cast, client: Client) -> None:
    upload = receive(cast)
    for address in (reverse("people_import"), page("people_import_review", upload)):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (
            302,
            reverse("account_login"),
        )
    assert client.post(page("people_import_apply", upload)).status_code == 302
    assert not User.objects.filter(email="ana@example.org").exists()


def test_methods_that_make_no_sense_are_refused(cast: Cast, hr: Client) -> None:
    upload = receive(cast)
    for route in ("people_import_apply", "people_import_discard"):
        assert hr.get(page(route, upload)).status_code == 302
    assert hr.post(page("people_import_findings", upload)).status_code == 405
    assert hr.delete(page("people_import_review", upload)).status_code == 405
    assert hr.put(reverse("people_import")).status_code == 405


def test_an_upload_that_is_gone_is_not_found(cast: Cast, hr: Client) -> None:
    upload = receive(cast)
    discard = page("people_import_discard", upload)
    assert b"people.csv" in confirming.press(hr, discard, follow=True).content
    assert hr.get(page("people_import_review", upload)).status_code == 404
    assert hr.post(page("people_import_apply", upload)).status_code == 404
    assert AuditEvent.objects.filter(verb="people.import_discarded").count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", b"The file is empty"),
        (b"E-mail,Name\n", b"no people below"),
        (b"PK\x03\x04binary", b"This is not a CSV file"),
        (b'a,b\n"never closed\n', b"never closed"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained_and_not_kept(
    cast: Cast, hr: Client, content: bytes, words: bytes
) -> None:
    file = SimpleUploadedFile("p.csv", content)
    answer = hr.post(reverse("people_import"), {"file": file})
    assert answer.status_code == 200
    assert words in answer.content
    assert not PeopleImport.objects.exists()


def test_an_upload_without_a_file_is_explained(cast: Cast, hr: Client) -> None:
    assert b"Choose a file first." in hr.post(reverse("people_import"), {}).content


def test_a_cell_of_one_megabyte_and_strange_names_are_no_trouble(cast: Cast, hr: Client) -> None:
    text = "E-mail,Name\n" + "x" * 1_000_000 + ",A\x00na\nbo@example.org,\u202eبو 🌱\x07\n"
    file = SimpleUploadedFile("\u202e<b>.csv", text.encode())
    answer = hr.post(reverse("people_import"), {"file": file}, follow=True)
    assert answer.context["counts"]["new"] == 1
    assert b"<b>.csv" not in answer.content
    assert len(answer.content) < 40_000
    actions.apply(upload=PeopleImport.objects.get(), by=cast.hr)
    assert User.objects.get(email="bo@example.org").full_name == "بو 🌱"


def test_looking_writes_nothing(cast: Cast, hr: Client, django_assert_max_num_queries: Any) -> None:
    upload = receive(cast)
    with django_assert_max_num_queries(20) as captured:
        hr.get(page("people_import_review", upload))
        hr.get(page("people_import_findings", upload))
    assert not written.tables(captured)


def test_the_number_of_queries_does_not_grow(
    cast: Cast, hr: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    hr.get(page("people_import_review", receive(cast, rows(1))))
    with django_assert_max_num_queries(10) as few:
        hr.get(page("people_import_review", receive(cast, rows(1))))
    with django_assert_num_queries(len(few.captured_queries)):
        hr.get(page("people_import_review", receive(cast, rows(30))))


def test_somebody_who_signs_up_at_the_same_moment_stops_the_import(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = receive(cast)
    monkeypatch.setattr(actions, "known_people", lambda: [])
    User.objects.create_user("bo@example.org", full_name="Bo")
    with pytest.raises(DomainError, match="directory changed in the meantime"):
        actions.apply(upload=upload, by=cast.hr)
    assert not User.objects.filter(email="ana@example.org").exists()
    assert not Unit.objects.filter(name="Sales").exists()


@pytest.mark.slow
def test_sixty_thousand_people_are_looked_at_and_applied_in_time(
    bulky: None, cast: Cast, hr: Client
) -> None:
    text = "E-mail,Name,Unit,Manager,Time zone,Job title\n" + "".join(
        f"p{n}@example.org,Person Nr {n},Unit {n % 300},"
        f"{f'p{(n - 1) // 8}@example.org' if n else ''},Europe/Oslo,Engineer\n"
        for n in range(60_000)
    )
    upload = receive(cast, text)
    with Paced() as look:
        assert hr.get(page("people_import_review", upload)).context["counts"]["new"] == 60_000
    with Paced() as application:
        actions.apply(upload=upload, by=cast.hr)
    assert User.objects.filter(manager__isnull=False, email__startswith="p").count() == 59_999
    again = receive(cast, text.replace("Engineer", "Chemist"))
    with Paced() as change:
        assert actions.apply(upload=again, by=cast.hr)["changed"] == 60_000
    assert look.seconds < 4
    assert application.seconds < 8
    assert change.seconds < 8
