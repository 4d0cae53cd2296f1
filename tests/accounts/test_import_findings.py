"""What an import would do and what is wrong with the file, without a database."""

import pytest

from accounts.imports.columns import guess
from accounts.imports.comparison import Answer, Asked, address, examine
from accounts.imports.findings import FindingKind, ImportFinding, ImportPlan, Known, Severity
from accounts.imports.leavers import missing
from accounts.imports.table_reader import read

HEADER = "E-mail;Name;Unit;Manager;Time zone;Language;Job title\n"


def known(email: str, name: str = "", *, manager: str = "", active: bool = True) -> Known:
    values = {"full_name": name or email.split("@")[0].title(), "unit": "", "manager": manager}
    return Known(hash(email), email, active, values)


def plan(*rows: str, header: str = HEADER, people: tuple[Known, ...] = ()) -> ImportPlan:
    table = read((header + "\n".join(rows) + "\n").encode())
    return examine(table, guess(table), people)


def found(*rows: str, people: tuple[Known, ...] = ()) -> list[tuple[int, FindingKind]]:
    return [(finding.row, finding.kind) for finding in plan(*rows, people=people).findings]


def test_a_good_row_becomes_a_person() -> None:
    result = plan("Ana@Example.org;Ana  Li;R&D;;Europe/Oslo;nb;Chemist")
    assert result.findings == []
    assert result.counts == {"new": 1, "changed": 0, "unchanged": 0, "left_out": 0}
    assert result.new[0].email == "ana@example.org"
    assert result.new[0].values == {
        "full_name": "Ana Li",
        "unit": "R&D",
        "time_zone": "Europe/Oslo",
        "language": "nb",
        "job_title": "Chemist",
    }


def test_good_rows_go_without_the_bad_ones() -> None:
    result = plan("a@e.org;Ana", ";No Address", "not-an-address;Bo", "c@e.org;Cy", "d@e.org;")
    assert [draft.email for draft in result.drafts] == ["a@e.org", "c@e.org"]
    assert result.counts["left_out"] == 3
    errors = [(f.row, f.kind) for f in result.findings if f.severity == Severity.ERROR]
    assert errors == [
        (3, FindingKind.EMAIL_MISSING),
        (4, FindingKind.EMAIL_INVALID),
        (6, FindingKind.NAME_MISSING),
    ]


def test_the_first_row_of_an_address_counts() -> None:
    result = plan("a@e.org;Ana;R;;;;", "A@E.ORG;Other;S;;;;")
    assert [draft.values["full_name"] for draft in result.drafts] == ["Ana"]
    assert result.findings == [
        ImportFinding(3, FindingKind.EMAIL_REPEATED, "E-mail", "A@E.ORG", "2")
    ]
    assert "Row 2" in result.findings[0].advice


def test_known_people_are_changed_or_unchanged_and_need_no_name() -> None:
    people = (known("a@e.org", "Ana"), known("b@e.org", "Bo"))
    result = plan("a@e.org;Ana;;;;;", "b@e.org;;Sales;;;;", people=people)
    assert result.counts == {"new": 0, "changed": 1, "unchanged": 1, "left_out": 0}
    assert result.changed[0].changes == {"unit": "Sales"}


def test_a_manager_may_stand_later_in_the_file_by_address_or_name() -> None:
    result = plan("a@e.org;Ana;;Cy Ek;;;", "b@e.org;Bo;;C@e.org;;;", "c@e.org;Cy Ek;;;;;")
    assert result.findings == []
    assert [draft.values.get("manager") for draft in result.drafts] == ["c@e.org", "c@e.org", None]


def test_a_manager_may_be_written_last_name_first() -> None:
    result = plan('a@e.org;Ana;;"Ek, Cy";;;', "c@e.org;Cy Ek;;;;;")
    assert result.drafts[0].values["manager"] == "c@e.org"


@pytest.mark.parametrize(
    ("manager", "kind"),
    [
        ("nobody@e.org", FindingKind.MANAGER_UNKNOWN),
        ("Nobody", FindingKind.MANAGER_UNKNOWN),
        ("Kim Ek", FindingKind.MANAGER_AMBIGUOUS),
        ("a@e.org", FindingKind.OWN_MANAGER),
        ("new@e.org", FindingKind.MANAGER_LEFT_OUT),
    ],
)
def test_a_manager_who_is_not_certain_is_not_set(manager: str, kind: FindingKind) -> None:
    people = (known("k1@e.org", "Kim Ek"), known("k2@e.org", "Kim Ek"))
    rows = (f"a@e.org;Ana;;{manager};;;", f"new@e.org;{'x' * 151};;;;;")
    result = plan(*rows, people=people)
    assert [(draft.email, "manager" in draft.values) for draft in result.drafts] == [
        ("a@e.org", False)
    ]
    assert (2, kind) in [(finding.row, finding.kind) for finding in result.findings]


def test_a_circle_in_the_file_is_left_out_whatever_its_length() -> None:
    people = ("a@e.org;A;;b@e.org;;;", "b@e.org;B;;c@e.org;;;", "c@e.org;C;;a@e.org;;;")
    result = plan(*people, "d@e.org;D;;a@e.org;;;")
    assert [draft.email for draft in result.drafts] == ["d@e.org"]
    assert [(f.row, f.kind) for f in result.findings] == [
        (2, FindingKind.CIRCLE),
        (3, FindingKind.CIRCLE),
        (4, FindingKind.CIRCLE),
        (5, FindingKind.MANAGER_LEFT_OUT),
    ]
    assert "manager" not in result.drafts[0].values
    assert "a@e.org → b@e.org → c@e.org → a@e.org" in result.findings[0].advice


def test_a_circle_of_three_across_file_and_directory_is_found() -> None:
    people = (known("a@e.org", manager="b@e.org"), known("b@e.org", manager="c@e.org"))
    result = plan("c@e.org;Cy;;a@e.org;;;", people=(*people, known("c@e.org")))
    assert result.drafts == []
    assert [finding.kind for finding in result.findings] == [FindingKind.CIRCLE]


def test_leaving_a_row_out_may_bring_back_a_manager_and_with_it_a_circle() -> None:
    people = (known("a@e.org", manager="b@e.org"), known("b@e.org"), known("c@e.org"))
    rows = (f"a@e.org;{'x' * 200};;c@e.org;;;", "b@e.org;B;;a@e.org;;;")
    assert plan(*rows, people=people).drafts == []
    assert found(*rows, people=people) == [(2, FindingKind.TOO_LONG), (3, FindingKind.CIRCLE)]


def test_a_new_manager_replaces_the_old_one_without_a_circle() -> None:
    people = (known("a@e.org", manager="b@e.org"), known("b@e.org"))
    result = plan("a@e.org;;;;;;", "b@e.org;;;a@e.org;;;", people=people)
    assert [finding.kind for finding in result.findings] == [FindingKind.CIRCLE]
    swapped = plan("a@e.org;;;c@e.org;;;", "b@e.org;;;a@e.org;;;", "c@e.org;C;;;;;", people=people)
    assert swapped.findings == []


def test_time_zones_are_recognized_or_suggested() -> None:
    rows = [
        f"{number}@e.org;N;;;{zone};;"
        for number, zone in enumerate(
            ["europe/oslo", "W. Europe Standard Time", "Hanoi", "New York", "Eurpoe/Oslo", "Mars"]
        )
    ]
    result = plan(*rows)
    assert [draft.values.get("time_zone") for draft in result.drafts] == [
        "Europe/Oslo",
        "Europe/Berlin",
        "Asia/Ho_Chi_Minh",
        "America/New_York",
        None,
        None,
    ]
    assert [finding.row for finding in result.findings] == [6, 7]
    assert "Did you mean Europe/Oslo" in result.findings[0].advice
    assert "like Europe/Oslo" in result.findings[1].advice


def test_languages_are_codes_or_names() -> None:
    names = ["VI", "Italiano", "norsk", "en-US", "Klingon"]
    codes = ["vi", "it", "nb", "en", None]
    result = plan(*(f"{n}@e.org;N;;;;{name};" for n, name in enumerate(names)))
    assert [draft.values.get("language") for draft in result.drafts] == codes
    assert [(f.row, f.kind) for f in result.findings] == [(6, FindingKind.LANGUAGE_UNKNOWN)]


def test_values_that_do_not_fit_leave_the_row_out() -> None:
    result = plan(f"a@e.org;Ana;;;;;{'x' * 121}", f"b@e.org;{'y' * 1_000_000};;;;;")
    assert result.drafts == []
    assert [(f.row, f.kind, f.hint) for f in result.findings] == [
        (2, FindingKind.TOO_LONG, "120"),
        (3, FindingKind.TOO_LONG, "150"),
    ]
    assert len(result.findings[1].value) <= 80


def test_first_and_last_name_together_must_fit() -> None:
    result = plan(f"a@e.org;{'x' * 100};{'y' * 100}", header="E-mail;First name;Last name\n")
    assert [finding.kind for finding in result.findings] == [FindingKind.TOO_LONG]


def test_names_are_joined_in_the_order_of_their_language() -> None:
    english = plan("a@e.org;Ana;Li", header="E-mail;First name;Last name\n")
    vietnamese = plan("a@e.org;Nguyễn Văn;An", header="Email;Họ;Tên\n")
    assert english.drafts[0].values == {"full_name": "Ana Li"}
    assert vietnamese.drafts[0].values == {"full_name": "Nguyễn Văn An"}


def test_invisible_characters_are_removed_and_named() -> None:
    result = plan("a@e.org;A\x00na \u202eLi\x07;;;;;")
    assert result.drafts[0].values["full_name"] == "Ana Li"
    assert [(f.row, f.kind) for f in result.findings] == [(2, FindingKind.INVISIBLE)]


def test_right_to_left_names_and_emoji_stay_as_they_are() -> None:
    result = plan("a@e.org;ליאת אבני 🌱;قسم;;;;")
    assert result.findings == []
    assert result.drafts[0].values == {"full_name": "ליאת אבני 🌱", "unit": "قسم"}


def test_what_looks_like_a_formula_is_text() -> None:
    result = plan('a@e.org;"=HYPERLINK(""x"")";;;;;+Boss')
    assert result.findings == []
    assert result.drafts[0].values["full_name"] == '=HYPERLINK("x")'


def test_ragged_rows_are_named() -> None:
    assert found("a@e.org;Ana;R;;;;T;too;many", "b@e.org;Bo", "c@e.org;Cy;;;;;;;") == [
        (2, FindingKind.ROW_TOO_WIDE),
        (3, FindingKind.ROW_TOO_SHORT),
    ]


def test_deactivated_people_are_named() -> None:
    people = (known("a@e.org", active=False),)
    assert found("a@e.org;Ana;;;;;", people=people) == [(2, FindingKind.DEACTIVATED)]


def test_a_unit_keeps_its_first_spelling() -> None:
    table = read(b"E-mail,Name,Unit\na@e.org,A,SALES\nb@e.org,B,research\nc@e.org,C,Research\n")
    result = examine(table, guess(table), [], ["Sales"])
    assert [draft.values["unit"] for draft in result.drafts] == ["Sales", "research", "research"]
    assert result.units() == {"Sales", "research"}


@pytest.mark.parametrize(
    ("written", "email"),
    [
        ("Ana@Example.ORG", "ana@example.org"),
        ("Ana Li <ana@example.org>", "ana@example.org"),
        ("mailto:ana@example.org", "ana@example.org"),
        ("o'neil+x@sub.example.org", "o'neil+x@sub.example.org"),
        (".ana@example.org", ""),
        ("ana..li@example.org", ""),
        ("ana@example", ""),
        ("ana example.org", ""),
        ("a" * 250 + "@example.org", ""),
    ],
)
def test_addresses_are_read_as_people_write_them(written: str, email: str) -> None:
    assert address(written) == email


def test_every_kind_of_finding_says_what_to_do() -> None:
    for kind in FindingKind:
        finding = ImportFinding(2, kind, "Column", "value", "hint")
        assert finding.advice.endswith(".")
        assert "%" not in finding.advice


# One person with two addresses --------------------------------------------------------------------

MARIE = Known(7, "marie@old.example", True, {"full_name": "Marie Curie", "unit": "Physics"})
OTHER = Known(8, "boss@e.org", True, {"full_name": "Boss", "unit": "Physics"})
NEW = "marie@new.example;Marie Curie;{unit};;;;\n"


def asked_about(unit: str = "Physics", *, full_roster: bool, **answers: bool) -> ImportPlan:
    table = read((HEADER + "boss@e.org;Boss;Physics;;;;\n" + NEW.format(unit=unit)).encode())
    said = {"marie@new.example": Answer(answers["is_same"], MARIE.email)} if answers else {}
    return examine(table, guess(table), [MARIE, OTHER], ["Physics"], Asked(full_roster, said))


@pytest.mark.parametrize("unit", ["Physics", "Chemistry"])
def test_a_new_address_in_a_full_roster_adds_nobody_and_lets_nobody_go(unit: str) -> None:
    result = asked_about(unit, full_roster=True)
    (finding,) = result.findings
    assert (finding.kind, finding.hint) == (FindingKind.ADDRESS_CHANGED, MARIE.email)
    assert "did the address change?" in finding.advice
    assert (result.new, result.kept) == ([], {MARIE.email})
    assert missing(result, [MARIE, OTHER], 0).people == []


@pytest.mark.parametrize("full_roster", [True, False])
def test_the_same_person_keeps_everything_but_the_address(full_roster: bool) -> None:
    result = asked_about(full_roster=full_roster, is_same=True)
    (draft,) = result.changed
    assert (draft.known.pk if draft.known else 0, draft.changes) == (7, {"email": draft.email})
    assert [finding.kind for finding in result.findings] == [FindingKind.SAME_PERSON]
    assert (result.new, missing(result, [MARIE, OTHER], 0).people) == ([], [])


def test_another_person_is_added_and_who_is_missing_leaves() -> None:
    result = asked_about(full_roster=True, is_same=False)
    assert [draft.email for draft in result.new] == ["marie@new.example"]
    assert missing(result, [MARIE, OTHER], 0).people == [MARIE]


def test_without_a_full_roster_a_likely_double_is_a_warning() -> None:
    result = asked_about(full_roster=False)
    assert [finding.kind for finding in result.findings] == [FindingKind.LIKELY_SAME]
    assert len(result.new) == 1
    assert asked_about("Chemistry", full_roster=False).findings == []


def test_who_is_in_the_file_under_their_own_address_is_nobody_else() -> None:
    rows = "marie@old.example;Marie Curie;Physics;;;;\n" + NEW.format(unit="Physics")
    table = read((HEADER + rows).encode())
    result = examine(table, guess(table), [MARIE], [], Asked(full_roster=True))
    assert result.findings == []
    assert len(result.new) == 1
