"""Guessing which column holds what."""

import pytest

from accounts.imports.columns import Mapping, Target, chosen, columns, guess, is_protected
from accounts.imports.table_reader import read

# The header of another tool's export, with one invented row.
ELSEWHERE = (
    b"first name,last name,email address,both mentor and mentee,job title,grade,organisation,"
    b"profession,match with similar identity,identity to match,biography\n"
    b"Ana,Li,ana@example.org,yes,Analyst,HEO,Harbor Office,Policy,yes,Private,I am Ana\n"
)


def targets(header: str, row: str = "") -> tuple[str, ...]:
    return guess(read(f"{header}\n{row or header.replace(';', 'x;') + 'x'}\n".encode())).targets


def test_the_export_of_another_tool_is_understood() -> None:
    assert guess(read(ELSEWHERE)).targets == (
        "first_name",
        "last_name",
        "email",
        "",
        "job_title",
        "grade",
        "unit",
        "function",
        "",
        "",
        "",
    )


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Họ và tên;Email;Phòng ban;Quản lý;Chức danh", "full_name email unit manager job_title"),
        ("Nome;Cognome;Indirizzo e-mail;Ufficio;Sede", "first_name last_name email unit location"),
        ("Imię;Nazwisko;E-mail;Dział;Przełożony", "first_name last_name email unit manager"),
        ("Navn;E-post;Avdeling;Nærmeste leder;Stilling", "full_name email unit manager job_title"),
        (
            "E-Mail;Nachname;Vorname;Abteilung;Vorgesetzter;Stellenbezeichnung;Standort",
            "email last_name first_name unit manager job_title location",
        ),
        ("Name;Vorname;E-Mail-Adresse;Führungskraft", "last_name first_name email manager"),
        ("Name;Work e-mail;Time zone;Language;Level", "full_name email time_zone language grade"),
        ("Name;Surname;Mail;Reports to;Department", "first_name last_name email manager unit"),
    ],
)
def test_columns_are_known_in_each_language(header: str, expected: str) -> None:
    assert targets(header) == tuple(expected.split())


def test_columns_are_known_by_their_values() -> None:
    found = targets("Who;Contact;Where", "Ana Li;ana@example.org;Europe/Oslo")
    assert found == ("", "email", "time_zone")


def test_each_thing_is_taken_from_one_column() -> None:
    assert targets("E-mail;Name;Department;Team") == ("email", "full_name", "unit", "")


@pytest.mark.parametrize(
    "name",
    [
        "identity to match",
        "characteristics",
        "match with similar identity",
        "Gender",
        "Ethnicity",
        "Religion or belief",
        "Disability",
        "Date of birth",
        "birth_date",
        "Sexual orientation",
        "Health",
        "Trade union",
        "Giới tính",
        "Religione",
        "Płeć",
        "Fødselsdato",
    ],
)
def test_protected_traits_are_never_guessed(name: str) -> None:
    table = read(f"E-mail,{name}\na@example.org,x@example.org\n".encode())
    assert guess(table).targets == ("email", "")
    assert is_protected(name)
    assert [column.is_protected for column in columns(table, guess(table))] == [False, True]


def test_ordinary_columns_are_not_taken_for_traits() -> None:
    assert not any(map(is_protected, ["Email", "Unit", "Grade", "Language", "Manager", "Stage"]))


def test_a_column_shows_different_samples_of_its_values() -> None:
    table = read(b"mail,unit\na@e.org,R\nb@e.org,R\nc@e.org,S\nd@e.org,T\ne@e.org,U\n")
    assert columns(table, guess(table))[1].samples == ("R", "S", "T")


def test_a_chosen_mapping_fits_the_table_whatever_was_sent() -> None:
    table = read(b"a,b,c\n1,2,3\n")
    assert chosen(table, ["email", "nonsense"]).targets == ("email", "", "")
    assert chosen(table, ["email"] * 9).chosen_twice == [Target.EMAIL]
    assert not chosen(table, ["email"] * 9).is_usable
    assert Mapping(("email", "full_name")).is_usable
