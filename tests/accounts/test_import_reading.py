"""From bytes to a table: encodings, delimiters, quotes, and files that are no table."""

import pytest

from accounts.imports.table_reader import MAX_BYTES, TableRow, read
from core.errors import DomainError

PEOPLE = "Name,E-mail\nŻółć Nguyễn,z@example.org\n"


def refusal(content: bytes) -> str:
    with pytest.raises(DomainError) as caught:
        read(content)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_files_read_the_same_with_and_without_a_mark(encoding: str) -> None:
    table = read(PEOPLE.encode(encoding))
    assert table.header == ("Name", "E-mail")
    assert table.rows == (TableRow(2, ("Żółć Nguyễn", "z@example.org")),)
    assert not table.encoding_is_a_guess


def test_big_endian_utf16_with_a_mark() -> None:
    table = read(b"\xfe\xff" + PEOPLE.encode("utf-16-be"))
    assert table.rows[0].cells == ("Żółć Nguyễn", "z@example.org")


def test_other_bytes_are_read_as_windows_1252_and_called_a_guess() -> None:
    table = read("Name,E-mail\nPål Müller,p@example.org\n".encode("cp1252"))
    assert table.rows[0].cells == ("Pål Müller", "p@example.org")
    assert table.encoding_is_a_guess


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    lines = ["name,unit,mail", "Ana Li,R&D,a@example.org", "Bo Ek,Sales,b@example.org"]
    table = read("\n".join(lines).replace(",", delimiter).encode())
    assert table.delimiter == delimiter
    assert table.rows[1].cells == ("Bo Ek", "Sales", "b@example.org")


def test_semicolons_win_over_commas_inside_values() -> None:
    table = read(b"name;mail\nLi, Ana;a@example.org\nEk, Bo;b@example.org\n")
    assert table.rows[0].cells == ("Li, Ana", "a@example.org")


def test_the_delimiter_that_excel_declares_is_no_row() -> None:
    table = read(b"sep=|\r\nname|mail\r\nA, B; C|a@example.org\r\n")
    assert table.rows == (TableRow(2, ("A, B; C", "a@example.org")),)


def test_quotes_hold_delimiters_line_breaks_and_quotes() -> None:
    table = read(b'name,mail\n"Li, ""Ana""\nMaria",a@example.org\nBo,b@example.org\n')
    assert table.rows == (
        TableRow(2, ('Li, "Ana"\nMaria', "a@example.org")),
        TableRow(3, ("Bo", "b@example.org")),
    )


def test_a_stray_quote_inside_a_value_is_text() -> None:
    table = read(b'name,mail\n"Ana" Li,a@example.org\n5" Bo,b@example.org\n')
    assert [row.cells[1] for row in table.rows] == ["a@example.org", "b@example.org"]


def test_a_quote_that_is_never_closed_is_refused_with_its_row() -> None:
    with pytest.raises(DomainError, match="row 3"):
        read(b'name,mail\nAna,a@example.org\n"Bo,b@example.org\nEva,e@example.org\n')


def test_rows_keep_the_numbers_a_spreadsheet_shows() -> None:
    table = read(b"\nname,mail\n\nAna,a@example.org\n , \nBo\n")
    assert table.rows == (TableRow(4, ("Ana", "a@example.org")), TableRow(6, ("Bo",)))


def test_a_file_without_column_names_has_numbered_columns() -> None:
    table = read(b"Ana Li,a@example.org\nBo Ek,b@example.org\n")
    assert table.header == ("Column 1", "Column 2")
    assert table.rows[0] == TableRow(1, ("Ana Li", "a@example.org"))


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe", b",,\n,,\n"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert refusal(content) == "empty"


def test_column_names_alone_are_refused() -> None:
    assert refusal(b"name,mail\n") == "only_header"


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04rest of a workbook", b"\xd0\xcf\x11\xe0old", b"%PDF-1.7", bytes(range(256)) * 9],
)
def test_other_formats_are_refused_with_the_way_out(content: bytes) -> None:
    with pytest.raises(DomainError, match="CSV UTF-8") as caught:
        read(content)
    assert caught.value.code == "not_text"


def test_limits_of_size_rows_and_columns() -> None:
    assert refusal(b"a,b\n" + b"x" * MAX_BYTES) == "too_large"
    assert refusal(b"name,mail\n" + b"a,b\n" * 100_001) == "too_many_rows"
    assert refusal(b"a," * 150 + b"b\n" + b"1," * 150 + b"2\n") == "too_many_columns"


def test_a_cell_of_one_megabyte_is_read() -> None:
    table = read(b"name,mail\n" + b"x" * 1_000_000 + b",a@example.org\n")
    assert len(table.rows[0].cells[0]) == 1_000_000


def test_a_stray_nul_is_left_for_the_findings() -> None:
    assert read(b"name,mail\nA\x00na,a@example.org\n").rows[0].cells[0] == "A\x00na"


def test_titles_above_the_column_names_are_no_rows() -> None:
    titles = "People of the company;;;\nAs of;today;;\n;;;\n"
    table = read((titles + "E-Mail;Nachname;Vorname;Abteilung\na@e.org;A;B;C\n").encode())
    assert table.header == ("E-Mail", "Nachname", "Vorname", "Abteilung")
    assert (table.names_in_row, table.rows[0].number) == (4, 5)


def test_a_first_person_without_an_address_is_not_the_column_names() -> None:
    table = read(b"Name;E-Mail;Unit\nAna;;Sales\nBo;bo@e.org;Sales\n")
    assert (table.header, table.names_in_row, len(table.rows)) == (("Name", "E-Mail", "Unit"), 0, 2)
