"""The skills vocabulary: HR admins keep it, people choose from it, and no profile loses a word."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from core.errors import DomainError
from profiles.models import EnrollmentSkill
from profiles.queries import choosable_skills
from skills import actions, findings, rules, usage
from skills.findings import SkillFindingKind
from skills.models import Skill
from skills.rules import SkillWords
from skills.seed import ensure_skills
from tests import confirming
from tests.cast import make_skill, make_user

LISTENING = {"name": "Listening", "area": "Communication", "synonyms": ""}


@pytest.fixture
def skill(cast):
    return make_skill("Listening", area="Communication")


@pytest.fixture
def hr(cast, sign_in):
    return sign_in(cast.hr)


def offered(enrollment, skill, level=2):
    return EnrollmentSkill.objects.create(
        enrollment=enrollment, skill=skill, direction="offered", level=level
    )


def wanted(enrollment, skill, level, target):
    return EnrollmentSkill.objects.create(
        enrollment=enrollment, skill=skill, direction="wanted", level=level, target=target
    )


# Names ---------------------------------------------------------------------------------------


def test_two_ways_to_write_one_name_are_one_name():
    assert rules.key("  Giving\tFeedback ") == rules.key("giving feedback")


@pytest.mark.parametrize(
    ("name", "synonyms", "field"),
    [
        ("LISTENING", (), "name"),
        ("hearing out", (), "name"),
        ("Attention", ("listening",), "synonyms"),
        ("Attention", ("Hearing out",), "synonyms"),
    ],
)
def test_a_name_in_use_is_refused_at_its_field(name, synonyms, field):
    others = [SkillWords("Listening", "Talk", ("Hearing out",))]
    found = rules.problems(SkillWords(name, "Talk", synonyms), others)
    assert [problem.field for problem in found] == [field]


def test_the_database_refuses_one_name_in_two_spellings(skill):
    with pytest.raises(IntegrityError), transaction.atomic():
        Skill.objects.create(name="LISTENING", area="Other")


# Adding and changing -------------------------------------------------------------------------


def test_hr_adds_a_skill_with_other_names(cast, hr):
    data = {"name": "Active  listening", "area": "Talk", "synonyms": "Hearing\nhearing\n\nAl"}
    answer = hr.post(reverse("skill_new"), data)
    assert answer.url == reverse("skill_list")
    added = Skill.objects.get(name="Active listening")
    assert (added.area, added.synonyms) == ("Talk", ["Hearing", "Al"])
    assert AuditEvent.objects.get(verb="skill.added").actor == cast.hr


def test_a_renamed_skill_keeps_its_old_name_as_another_name(cast, skill):
    entry = offered(cast.mentor_enrollment, skill)
    actions.change(skill=skill, words=SkillWords("Hearing people", "Talk"), by=cast.hr)
    entry.refresh_from_db()
    assert (entry.skill.name, entry.skill.synonyms) == ("Hearing people", ["Listening"])


def test_another_spelling_is_not_another_name(cast, skill):
    changed = actions.change(skill=skill, words=SkillWords("listening", "Talk"), by=cast.hr)
    assert (changed.name, changed.synonyms) == ("listening", [])


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "nul\0"},
        {"name": "\u200b\u202e"},
        {"name": "x" * 1_000_000},
        {"area": ""},
        {"area": "y" * 61},
        {"synonyms": "z" * 81},
        {"synonyms": "\n".join(map(str, range(21)))},
        {"name": "listening"},
        {"synonyms": "listening"},
        {"name": None, "area": None, "synonyms": None},
    ],
)
def test_bad_words_are_explained_and_kept(hr, skill, changes):
    data = {"name": "Hearing", "area": "Talk", "synonyms": "", **changes}
    data = {name: value for name, value in data.items() if value is not None} or {"x": "y"}
    answer = hr.post(reverse("skill_new"), data)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Skill.objects.count() == 1


def test_right_to_left_words_and_emoji_are_ordinary_names(hr, skill):
    hr.post(reverse("skill_detail", args=[skill.pk]), {**LISTENING, "name": "الاستماع 👂"})
    skill.refresh_from_db()
    assert skill.name == "الاستماع 👂"
    assert "الاستماع 👂" in hr.get(reverse("skill_list")).content.decode()


def test_a_new_program_does_not_bring_back_what_was_merged_or_renamed(cast, skill):
    ensure_skills()
    assert Skill.objects.count() == 1


# Retiring ------------------------------------------------------------------------------------


def test_a_retired_skill_stays_on_old_profiles_and_cannot_be_chosen(cast, hr, skill):
    offered(cast.mentor_enrollment, skill)
    hr.post(reverse("skill_retire", args=[skill.pk]))
    assert choosable_skills(None) == []
    assert choosable_skills(cast.mentee_enrollment) == []
    assert choosable_skills(cast.mentor_enrollment) == [skill]
    assert cast.mentor_enrollment.skills.get().skill == skill


def test_the_enrollment_form_does_not_offer_a_retired_skill(cast, sign_in, skill):
    kept = make_skill("Presenting")
    actions.retire(skill=skill, by=cast.hr)
    page = sign_in(cast.outsider).get(reverse("enroll", args=[cast.program.join_token, "mentor"]))
    assert str(kept.pk) in page.content.decode()
    assert str(skill.pk) not in page.content.decode()


def test_a_retired_skill_can_be_restored(cast, hr, skill):
    actions.retire(skill=skill, by=cast.hr)
    hr.post(reverse("skill_restore", args=[skill.pk]))
    assert choosable_skills(None) == [skill]


def test_retiring_twice_remembers_the_first_time(cast, skill):
    actions.retire(skill=skill, by=cast.hr)
    actions.retire(skill=skill, by=cast.safeguarding)
    skill.refresh_from_db()
    assert skill.retired_by == cast.hr
    assert AuditEvent.objects.filter(verb="skill.retired").count() == 1


# Merging -------------------------------------------------------------------------------------


def test_merging_moves_every_profile_and_keeps_every_name(cast, hr, skill):
    hearing = Skill.objects.create(name="Hearing", area="Talk", synonyms=["Ears"])
    entry = offered(cast.mentor_enrollment, hearing)
    answer = confirming.press(
        hr, reverse("skill_merge", args=[hearing.pk]), {"into": str(skill.pk)}
    )
    assert answer.url == reverse("skill_detail", args=[skill.pk])
    entry.refresh_from_db()
    skill.refresh_from_db()
    assert entry.skill == skill
    assert skill.synonyms == ["Hearing", "Ears"]
    assert list(Skill.objects.all()) == [skill]


def test_who_had_both_keeps_the_better_level_and_the_longer_way(cast, skill):
    hearing = make_skill("Hearing")
    offered(cast.mentor_enrollment, skill, level=1)
    offered(cast.mentor_enrollment, hearing, level=4)
    wanted(cast.mentee_enrollment, skill, 1, 2)
    wanted(cast.mentee_enrollment, hearing, 0, 4)
    actions.merge(skill=hearing, into=skill, by=cast.hr)
    assert cast.mentor_enrollment.skills.get().level == 4
    way = cast.mentee_enrollment.skills.get()
    assert (way.skill, way.level, way.target) == (skill, 0, 4)


def test_a_skill_is_not_merged_into_itself_or_into_a_retired_one(cast, skill):
    retired = actions.retire(skill=make_skill("Old"), by=cast.hr)
    for target in (skill, retired):
        with pytest.raises(DomainError):
            actions.merge(skill=skill, into=target, by=cast.hr)
    assert Skill.objects.count() == 2


@pytest.mark.parametrize("target", ["", "nobody", "nul\0", "00000000-0000-0000-0000-000000000000"])
def test_merging_into_nothing_is_explained(hr, skill, target):
    answer = confirming.press(hr, reverse("skill_merge", args=[skill.pk]), {"into": target})
    assert answer.status_code == 200
    assert "into" in answer.context["form"].errors


# Importing -----------------------------------------------------------------------------------


def kinds(text, known=()):
    return [finding.kind for finding in findings.plan(text.encode(), known).findings]


def test_every_row_is_judged():
    known = [SkillWords("Listening", "Talk", ("Hearing",))]
    text = (
        "Area,Skill,Other names\n"
        "Talk,listening,\n"
        "Talk,HEARING,\n"
        "Talk,,\n"
        "Talk,Negotiating,Haggling;Dealing\n"
        "Talk,Haggling,\n"
        "Talk,negotiating,\n"
        f"Talk,{'x' * 81},\n"
        ",Presenting,\n"
        "Talk,Attention,Hearing\n"
        "Talk,Listenings,\n"
    )
    plan = findings.plan(text.encode(), known)
    assert [(f.row, f.kind) for f in plan.findings] == [
        (2, SkillFindingKind.KNOWN),
        (3, SkillFindingKind.KNOWN),
        (4, SkillFindingKind.NO_NAME),
        (6, SkillFindingKind.TWICE),
        (7, SkillFindingKind.TWICE),
        (8, SkillFindingKind.TOO_LONG),
        (9, SkillFindingKind.NO_AREA),
        (10, SkillFindingKind.TAKEN),
        (11, SkillFindingKind.SIMILAR),
    ]
    assert plan.new == [
        SkillWords("Negotiating", "Talk", ("Haggling", "Dealing")),
        SkillWords("Presenting", "General"),
        SkillWords("Listenings", "Talk"),
    ]


def test_rows_without_column_names_are_read_in_order():
    plan = findings.plan(b"Haggling;Talk;Dealing\nHearing;Talk;\n", [])
    assert plan.new == [SkillWords("Haggling", "Talk", ("Dealing",)), SkillWords("Hearing", "Talk")]


def test_nothing_is_written_before_a_second_press(cast, hr):
    file = SimpleUploadedFile("skills.csv", "name,area\nHören,Talk\n".encode("cp1252"))
    review = hr.post(reverse("skill_import"), {"file": file, "step": "look"})
    assert "Hören" in review.content.decode()
    assert not Skill.objects.exists()
    done = hr.post(reverse("skill_import"), {"rows": review.context["rows"], "step": "import"})
    assert done.url == reverse("skill_list")
    assert Skill.objects.get().name == "Hören"


def test_importing_the_same_file_again_changes_nothing(cast):
    content = b"name,area,synonyms\nHearing,Talk,Ears\n"
    assert actions.import_skills(content=content, by=cast.hr) == 1
    assert actions.import_skills(content=content, by=cast.hr) == 0


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"rows": ""},
        {"rows": "nul\0"},
        {"rows": "name,area"},
        {"rows": 'name,area\n"never closed,x'},
        {"rows": "\n".join(f"Skill number {n},Area" for n in range(2001))},
        {"rows": "x" * 1_000_000},
        {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04" + b"\0" * 100)},
        {"file": SimpleUploadedFile("x.csv", b"")},
        {"file": SimpleUploadedFile("x.csv", b"a" * 600_000)},
    ],
)
@pytest.mark.parametrize("step", ["look", "import"])
def test_a_bad_file_is_explained(hr, data, step):
    answer = hr.post(reverse("skill_import"), {**data, "step": step})
    assert answer.status_code == 200
    assert answer.context["form"].errors or answer.context["form"].non_field_errors()
    assert not Skill.objects.exists()


def test_a_file_of_skills_is_not_called_a_file_of_people(hr):
    answer = hr.post(reverse("skill_import"), {"rows": "name,area", "step": "look"})
    assert "no skills below them" in answer.content.decode()


# The list ------------------------------------------------------------------------------------


def names_found(hr, **query):
    return [row.name for row in hr.get(reverse("skill_list"), query).context["page"].object_list]


def test_the_list_is_searched_by_name_other_name_and_area(cast, hr, skill):
    Skill.objects.create(name="Hearing", area="Ears", synonyms=["Attention"])
    assert names_found(hr, q="listen") == ["Listening"]
    assert names_found(hr, q="ATTENT") == ["Hearing"]
    assert names_found(hr, q="ears") == ["Hearing"]
    assert names_found(hr, q="100%_\0'\"{}") == []
    assert names_found(hr) == ["Listening", "Hearing"]


def test_retired_skills_have_a_list_of_their_own(cast, hr, skill):
    actions.retire(skill=skill, by=cast.hr)
    assert names_found(hr) == []
    assert names_found(hr, show="retired") == ["Listening"]


def test_each_person_counts_once_in_how_often_a_skill_is_used(cast, hr, skill):
    offered(cast.mentor_enrollment, skill)
    wanted(cast.mentor_enrollment, skill, 1, 2)
    wanted(cast.mentee_enrollment, skill, 1, 2)
    assert usage.people([skill.pk])[skill.pk] == 2


def test_hr_reads_how_many_name_a_skill_from_five_on_and_as_of_the_night(cast, hr, skill):
    """One person who enrolls moves no number, and none tells of fewer than five."""
    pages = [
        reverse("skill_list"),
        *(reverse(name, args=[skill.pk]) for name in ("skill_detail", "skill_merge")),
    ]

    def words():
        return [re.sub(r"<input[^>]*>|nonce=\S+", "", hr.get(page).text) for page in pages]

    before = words()
    for number in range(9):
        named_by(cast, skill, number)
        if number == 3:
            assert usage.renew() == 0
            assert words() == before
    assert words() == before
    assert usage.renew() == 1
    assert all("9 p" in text for text in words())
    after = words()
    named_by(cast, skill, 9)
    assert usage.renew() == 0
    assert words() == after


def named_by(cast, skill, number):
    person = make_user(f"person-{number}")
    wanted(cast.program.enrollments.create(user=person, role="mentee"), skill, 1, 2)


def test_the_list_costs_the_same_for_one_skill_and_for_thirty(cast, hr, skill):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            hr.get(reverse("skill_list"))
        return len(queries)

    cost()
    first = cost()
    for number in range(30):
        offered(cast.mentor_enrollment, make_skill(f"Skill {number}"))
    assert cost() == first <= 10


def test_only_hr_admins_reach_the_vocabulary(cast, sign_in, client, skill):
    for user in (cast.coordinator, cast.mentor, cast.outsider):
        assert sign_in(user).get(reverse("skill_list")).status_code == 403
    assert client.get(reverse("skill_list")).status_code == 302
