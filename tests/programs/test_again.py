"""Running a program again: clones, the archive, and people who return."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.errors import DomainError
from profiles.models import Answer, Avoid, EnrollmentSkill
from programs import actions
from programs.models import Program, ProgramStatus, Question, Staff
from tests import confirming
from tests.cast import enroll, make_program, make_skill

COPIED = ("purpose", "format", "proposal_days", "session_minutes")


def clone(cast, **changes):
    values = {
        "name": "Again",
        "starts_on": cast.program.starts_on + timedelta(days=365),
        "with_coordinators": True,
        "by": cast.hr,
    }
    return actions.clone(program=cast.program, **{**values, **changes})


def closed(cast):
    now = clock.now()
    Program.objects.filter(pk=cast.program.pk).update(
        status=ProgramStatus.CLOSED, closed_by=cast.hr, closed_at=now
    )
    cast.program.refresh_from_db()
    return cast.program


# Clones --------------------------------------------------------------------------------------


def test_a_clone_has_the_same_setup_with_moved_dates_and_nobody_in_it(cast):
    cast.program.enrollment_closes_on = cast.program.starts_on + timedelta(days=20)
    cast.program.session_minutes = 45
    cast.program.save()
    copy = clone(cast)
    assert {name: getattr(copy, name) for name in COPIED} == {
        name: getattr(cast.program, name) for name in COPIED
    }
    shift = timedelta(days=365)
    assert copy.ends_on == cast.program.ends_on + shift
    assert copy.enrollment_closes_on == cast.program.enrollment_closes_on + shift
    assert (copy.status, copy.join_token, copy.opened_at) == ("draft", None, None)
    assert copy.enrollments.count() == 0
    assert [
        sorted(getattr(program, name).values_list(*fields))
        for program in (cast.program,)
        for name, fields in PARTS.items()
    ] == [sorted(getattr(copy, name).values_list(*fields)) for name, fields in PARTS.items()]


PARTS = {
    "phase_plans": ("phase", "cadence_days", "red_gap_days"),
    "criteria": ("key", "weight"),
    "staff": ("user_id",),
}


def test_a_clone_asks_the_current_questions_without_their_answers(cast):
    old = cast.program.questions.create(text="Old")
    Answer.objects.create(enrollment=cast.mentee_enrollment, question=old, value="x")
    wanted = actions.QuestionWords("both", "ranking", "New", "", ["A", "B"], True, "partner")
    new = actions.change_question(question=old, words=wanted, by=cast.hr)
    question = clone(cast).questions.get()
    assert (question.text, question.choices, question.readers) == ("New", ["A", "B"], "partner")
    assert question.answers.count() == 0
    assert question.lineage != new.lineage
    assert Question.objects.count() == 3
    assert old.answers.count() == 1


def test_coordinators_come_along_when_wished_and_only_those_who_may_sign_in(cast):
    assert not clone(cast, with_coordinators=False).staff.exists()
    Staff.objects.create(program=cast.program, user=cast.outsider)
    cast.outsider.is_active = False
    cast.outsider.save()
    assert [staff.user for staff in clone(cast).staff.all()] == [cast.coordinator]


def test_hr_clones_a_program_from_its_setup_page(cast, sign_in):
    url, client = reverse("program_clone", args=[cast.program.pk]), sign_in(cast.hr)
    assert url in client.get(reverse("program_setup", args=[cast.program.pk])).content.decode()
    answer = client.post(url, {"name": "Again", "starts_on": clock.today().isoformat()})
    copy = Program.objects.get(name="Again")
    assert answer.url == reverse("program_setup", args=[copy.pk])
    assert not copy.staff.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 1_000_000},
        {"name": "a\0b"},
        {"starts_on": "9999-12-31"},
        {"starts_on": "0001-01-01"},
        {"starts_on": "soon"},
    ],
)
def test_a_bad_clone_is_explained_and_keeps_what_was_typed(cast, sign_in, changes):
    data = {"name": "Kept", "starts_on": clock.today().isoformat(), **changes}
    answer = sign_in(cast.hr).post(reverse("program_clone", args=[cast.program.pk]), data)
    assert list(answer.context["form"].errors) == list(changes)
    assert Program.objects.count() == 2


# The archive ---------------------------------------------------------------------------------


def listed(client, **query):
    return [row.name for row in client.get(reverse("program_list"), query).context["programs"]]


def test_an_archived_program_leaves_the_list_and_comes_back(cast, sign_in):
    client, program = sign_in(cast.hr), closed(cast)
    confirming.press(client, reverse("program_archive", args=[program.pk]))
    assert listed(client) == ["Engineering"]
    assert listed(client, show="archived") == ["Leadership"]
    page = client.get(reverse("program_setup", args=[program.pk])).content.decode()
    assert "archived it on" in page
    client.post(reverse("program_unarchive", args=[program.pk]))
    assert "Leadership" in listed(client)


def test_only_a_closed_program_is_archived(cast):
    with pytest.raises(DomainError):
        actions.archive(program=cast.program, by=cast.hr)
    with pytest.raises(IntegrityError), transaction.atomic():
        Program.objects.filter(pk=cast.program.pk).update(
            archived_at=clock.now(), archived_by=cast.hr
        )


def test_reopening_takes_a_program_out_of_the_archive(cast):
    actions.archive(program=closed(cast), by=cast.hr)
    assert actions.reopen(program=cast.program, by=cast.hr).archived_at is None


# People who return ---------------------------------------------------------------------------


@pytest.fixture
def next_program(cast):
    program = make_program("Next", coordinator=cast.coordinator)
    program.questions.create(text="Same words", kind="ranking", choices=["A", "B"])
    program.questions.create(text="Other words")
    return program


@pytest.fixture
def earlier(cast):
    """What the mentor told the first program."""
    mine = cast.mentor_enrollment
    mine.expectations, mine.capacity = "Come prepared.", 3
    mine.save()
    for name in ("Listening", "Outdated"):
        EnrollmentSkill.objects.create(
            enrollment=mine, skill=make_skill(name), direction="offered", level=3
        )
    same = cast.program.questions.create(text="Same words", kind="ranking", choices=["A", "B"])
    Answer.objects.create(enrollment=mine, question=same, value=["B", "A"])
    Avoid.objects.create(enrollment=mine, user=cast.outsider)
    outdated = make_skill("Outdated")
    outdated.retired_by, outdated.retired_at = cast.hr, clock.now()
    outdated.save()
    return mine


def form_of(client, program, role="mentor"):
    return client.get(reverse("enroll", args=[program.join_token, role])).context["form"]


def test_a_returning_mentor_starts_from_the_last_profile(cast, earlier, next_program, sign_in):
    client = sign_in(cast.mentor)
    page = client.get(reverse("enroll", args=[next_program.join_token, "mentor"]))
    form = page.context["form"]
    assert "This starts from your profile in Leadership" in page.content.decode()
    assert form["expectations"].value() == "Come prepared."
    assert form["capacity"].value() == 3
    assert form["avoid"].value() == "outsider@example.org"
    assert form["offered_1_skill"].value() == str(make_skill("Listening").pk)
    own = {q.text: form[f"question_{q.pk.hex}"].value() for q in next_program.questions.all()}
    assert own == {"Same words": ["2", "1"], "Other words": None}
    assert not form["committed"].value()
    assert not next_program.enrollments.exists()


def test_a_retired_skill_does_not_return(cast, earlier, next_program, sign_in):
    form = form_of(sign_in(cast.mentor), next_program)
    assert form["offered_2_skill"].value() in ("", None)
    assert form["offered_2_level"].value() in ("", None)


def test_the_newest_profile_in_the_same_role_counts(cast, earlier, next_program, sign_in):
    enroll(
        cast.mentor,
        cast.other_program,
        "mentor",
        expectations="Newer",
        submitted_at=clock.now() + timedelta(minutes=1),
    )
    client = sign_in(cast.mentor)
    assert form_of(client, next_program)["expectations"].value() == "Newer"
    assert form_of(client, next_program, "mentee")["expectations"].value() is None


def test_somebody_elses_profile_is_never_shown(cast, earlier, next_program, sign_in):
    page = sign_in(cast.outsider).get(reverse("enroll", args=[next_program.join_token, "mentor"]))
    assert "Come prepared." not in page.content.decode()


def test_a_saved_draft_wins_over_the_earlier_profile(cast, earlier, next_program, sign_in):
    client = sign_in(cast.mentor)
    url = reverse("enroll", args=[next_program.join_token, "mentor"])
    client.post(url, {"expectations": "Mine now", "action": "save"})
    assert form_of(client, next_program)["expectations"].value() == "Mine now"


def test_the_preview_shows_no_profile_of_the_coordinator(cast, next_program, sign_in):
    enroll(cast.coordinator, cast.other_program, "mentor", expectations="Secret")
    page = sign_in(cast.coordinator).get(
        reverse("program_preview", args=[next_program.pk, "mentor"])
    )
    assert "Secret" not in page.content.decode()


def test_what_is_common_to_a_person_is_asked_once_whatever_the_role(cast, sign_in):
    mine = cast.mentee_enrollment
    mine.languages, mine.minutes_per_month = ["vi"], 90
    mine.expectations = "Only for a mentee"
    mine.save()
    url = reverse("enroll", args=[cast.program.join_token, "mentor"])
    answer = sign_in(cast.mentee).get(url)
    form = answer.context["form"]
    assert (form["languages"].value(), form["minutes_per_month"].value()) == (["vi"], 90)
    assert not form["expectations"].value()
    assert not form["learning_focus"].value()
    page = answer.content.decode()
    assert "Your times, languages and ways of working are filled in from Leadership." in page
    assert "Only for a mentee" not in page
