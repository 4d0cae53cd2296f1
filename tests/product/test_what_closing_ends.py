"""The table of what the closing of a program ends, held against the database, line by line."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from drafts.models import Draft
from matching.models.runs import (
    Arrangement,
    Away,
    Decision,
    Gathering,
    Inclusion,
    IntroTalk,
    MatchRun,
    MentorRequest,
    MentorWish,
    Proposal,
    RulingChange,
    RunOrder,
    Unmatched,
)
from notifications import kinds
from notifications.models import Message
from profiles import actions as enrollments
from profiles.invitations import delivery
from profiles.manager_approval import actions as managers
from profiles.models import Answer, Avoid, Enrollment, EnrollmentSkill, Invitation, ManagerAnswer
from programs import actions, closing_table
from programs.closing_table import ClosingLine
from programs.models import ManagerAsked, Program, Side
from relationships.models import Relationship
from reports.models import ToldFigures
from tests import stories
from tests.cast import Cast, SignIn, enroll, make_skill, make_user
from tests.hanging import rows_of
from tests.product.test_consequences import with_a_path_to

WAITS = {"status": "submitted", "decided_at": None, "decided_by": None}


class Closing:
    """The program of the cast with one of everything that can wait in it; no pair is active."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        Program.objects.filter(pk=cast.program.pk).update(manager_asked=ManagerAsked.MENTEES)
        cast.program.refresh_from_db()
        self.applicant = make_user("applicant", manager=cast.line_manager)
        self.application = enroll(self.applicant, cast.program, Side.MENTEE, **WAITS)
        managers.ask(enrollment=self.application)
        self.writer = enroll(make_user("writer"), cast.program, Side.MENTEE, status="draft")
        self._invite()
        self.request, self.talk = stories.asked(cast), stories.talk(cast)
        self._plan()
        self._set_up()

    def _invite(self) -> None:
        self.invited, self.curious = make_user("invited"), make_user("curious")
        for user, by in ((self.invited, self.cast.coordinator), (self.curious, self.curious)):
            row = Invitation.objects.create(
                program=self.cast.program, user=user, role=Side.MENTEE, invited_by=by
            )
            if user == self.invited:
                delivery.send_first(row)

    def _plan(self) -> None:
        cast, now = self.cast, clock.now()
        both = {"mentor": cast.mentor_enrollment, "mentee": cast.second_mentee_enrollment}
        of_run = {"program": cast.program, "requested_by": cast.coordinator}
        run = MatchRun.objects.create(digest="-", **of_run)
        Proposal.objects.create(run=run, fit=50, **both)
        Unmatched.objects.create(run=run, enrollment=cast.mentee_enrollment, role=Side.MENTEE)
        RunOrder.objects.create(**of_run)
        Decision.objects.create(program=cast.program, by=cast.coordinator, ruling="pinned", **both)
        RulingChange.objects.create(program=cast.program, by=cast.coordinator, **both)
        Inclusion.objects.create(enrollment=cast.mentee_enrollment, by=cast.coordinator)
        MentorWish.objects.create(rank=1, **both)
        Away.objects.create(
            enrollment=cast.mentor_enrollment, until=clock.today() + timedelta(days=9)
        )
        Arrangement.objects.create(program=cast.program, by=cast.coordinator, arranged_at=now)
        gathering = Gathering.objects.create(program=cast.program)
        gathering.places.create(enrollment=cast.second_mentee_enrollment)

    def _set_up(self) -> None:
        cast, program = self.cast, self.cast.program
        question = program.questions.create(text="When?")
        Answer.objects.create(enrollment=self.application, question=question, value="Soon")
        Avoid.objects.create(enrollment=self.application, person=str(cast.outsider.pk))
        EnrollmentSkill.objects.create(
            enrollment=self.application,
            skill=make_skill("Delegation"),
            direction="offered",
            level=2,
        )
        program.appointments.create(user=cast.outsider, duty="sponsor")
        program.settled_steps.create(key="dates")
        program.touchpoints.create(key="kickoff")
        ToldFigures.objects.create(program=program, renewed_at=clock.now())
        self.pages = {
            reverse("enrollment_edit", args=[self.writer.pk]): True,
            reverse("enroll", args=[program.join_token, Side.MENTEE]): True,
            reverse("program_question_new", args=[program.pk]): True,
            reverse("program_clone", args=[program.pk]): False,
            reverse("program_dates", args=[cast.other_program.pk]): False,
        }
        for page in self.pages:
            Draft.objects.create(
                user=self.writer.user, form=page, page=page, title="-", content=page
            )

    def close(self) -> None:
        actions.close_program(program=self.cast.program, by=self.cast.hr)

    def told(self) -> dict[str, list[str]]:
        """Who is written to, by name, with the keys of the sentences."""
        rows = Message.objects.filter(kind="programs.closed").select_related("recipient")
        return {row.recipient.full_name: row.context["sentences"].split() for row in rows}


@pytest.fixture
def closing(cast: Cast) -> Closing:
    return Closing(cast)


def _hopefuls_told(closing: Closing) -> Iterator[bool]:
    told = closing.told()
    yield "waited_in_vain" in told["Mentee"]
    yield told["Second Mentee"] == ["waited_in_vain"]
    yield "offered_in_vain" in told["Mentor"]
    yield Enrollment.objects.filter(program=closing.cast.program, status="approved").count() == 3


def _applications_ended(closing: Closing) -> Iterator[bool]:
    told = closing.told()
    yield not Enrollment.objects.filter(program=closing.cast.program, status="submitted").exists()
    yield told["Applicant"] == ["undecided"]
    yield told["Line Manager"] == ["asked_in_vain"]
    yield ManagerAnswer.objects.get().word == "silent"
    yield not Message.objects.filter(kind="profiles.manager_reminder", status="due").exists()


def _invitations_ended(closing: Closing) -> Iterator[bool]:
    yield not Message.objects.filter(kind__startswith="profiles.invited", status="due").exists()
    yield closing.told()["Curious"] == ["wanted_to_join"]
    yield "Invited" not in closing.told()


def _cut_off(closing: Closing) -> Iterator[bool]:
    for row in Draft.objects.all():
        yield (row.page == "") is closing.pages[row.form]
        yield row.content == row.form


def _requests_ended(closing: Closing) -> Iterator[bool]:
    told = closing.told()
    yield not MentorRequest.objects.open().exists()
    yield "asked" in told["Mentor"]
    yield "request" in told["Mentee"]


def _talks_ended(closing: Closing) -> Iterator[bool]:
    told = closing.told()
    yield not IntroTalk.objects.open().exists()
    yield "talk" in told["Mentor"]
    yield "talk" in told["Mentee"]


def _orders_ended(_closing: Closing) -> Iterator[bool]:
    yield not RunOrder.objects.filter(finished_at=None).exists()


OUTCOMES: dict[str, Callable[[Closing], Iterator[bool]]] = {
    "hopefuls_told": _hopefuls_told,
    "applications_ended": _applications_ended,
    "invitations_ended": _invitations_ended,
    "cut_off": _cut_off,
    "requests_ended": _requests_ended,
    "talks_ended": _talks_ended,
    "orders_ended": _orders_ended,
}


def wrong(closing: Closing) -> dict[str, str]:
    """What the table says of the closing and the database does not show, by line."""
    table = closing_table.lines()
    before = {row.name: rows_of(row.models) for row in table}
    closing.close()
    found = {}
    for row in table:
        if row.end is None:
            if rows_of(row.models) != before[row.name]:
                found[row.name] = "changed, and should stay"
        elif not all(OUTCOMES[row.outcome](closing)):
            found[row.name] = f"not {row.outcome}"
    return found


def test_closing_does_to_everything_what_the_table_says(closing: Closing) -> None:
    models = {model for row in closing_table.lines() for model in row.models}
    assert {model.__name__ for model in models if not model.objects.exists()} == set()
    assert wrong(closing) == {}


def test_a_line_that_promises_what_does_not_happen_is_found(
    closing: Closing, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle = ClosingLine("requests", (), outcome="requests_ended", end=lambda _row, _by: ())
    monkeypatch.setitem(closing_table._registered, "requests", idle)
    assert wrong(closing) == {"requests": "not requests_ended"}


def undeclared(table: list[ClosingLine]) -> set[str]:
    """Models of a program that no line names; what hangs on a relationship has its own table."""
    declared = {model for row in table for model in row.models}
    of_pairs = with_a_path_to(Relationship) | {Relationship}
    return {one.__name__ for one in with_a_path_to(Program) - of_pairs - declared}


def test_every_model_of_a_program_says_what_closing_does_to_it() -> None:
    assert undeclared(closing_table.lines()) == set()
    kept = [row for row in closing_table.lines() if row.name != "invitations"]
    assert undeclared(kept) == {"Invitation"}


def test_each_line_ends_something_or_gives_a_reason() -> None:
    for row in closing_table.lines():
        assert bool(row.stays) is (row.end is None)


def test_everybody_gets_one_email_in_which_each_sentence_has_its_words(closing: Closing) -> None:
    closing.close()
    rows = list(Message.objects.filter(kind="programs.closed"))
    assert len({row.recipient_id for row in rows}) == len(rows)
    for row in rows:
        letter = kinds.get(row.kind).compose(row)
        assert letter is not None
        assert len(letter.paragraphs) == 1 + len(row.context["sentences"].split())


def test_nobody_is_told_of_a_closing_that_was_taken_back(closing: Closing) -> None:
    closing.close()
    actions.reopen(program=closing.cast.program, by=closing.cast.hr)
    row = Message.objects.filter(kind="programs.closed").first()
    assert row is not None
    assert kinds.get(row.kind).compose(row) is None


PROMISES = ("We will email you", "Waiting for approval", "Change your", "Continue", "Read it now")


def test_the_own_page_of_everybody_says_that_the_program_is_closed(
    closing: Closing, sign_in: SignIn
) -> None:
    closing.cast.program.enrollments.filter(user=closing.cast.mentor).update(status="approved")
    Program.objects.filter(pk=closing.cast.program.pk).update(orientation_required=True)
    closing.close()
    for row in closing.cast.program.enrollments.select_related("user"):
        client = sign_in(row.user)
        page = client.get(reverse("enrollment_detail", args=[row.pk])).text
        assert "This program is closed." in page, row.status
        home = client.get(reverse("relationship_list")).text
        assert "Program closed" in home
        found = [word for word in PROMISES if word in page.split("<main", 1)[1] + home]
        assert (row.status, found) == (row.status, [])


@pytest.mark.parametrize("status", ["draft", "submitted", "approved", "withdrawn", "undecided"])
def test_whatever_the_status_no_form_opens_in_a_closed_program(
    closing: Closing, sign_in: SignIn, status: str
) -> None:
    row = closing.application
    decided = {"decided_at": clock.now(), "decided_by": closing.cast.hr}
    closing.close()
    Enrollment.objects.filter(pk=row.pk).update(
        status=status, **(decided if status == "approved" else {})
    )
    address = reverse("enrollment_edit", args=[row.pk])
    answer = sign_in(closing.applicant).get(address, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("enrollment_detail", args=[row.pk])
    assert "This program is closed." in answer.text


def test_after_a_closing_by_mistake_people_can_be_approved_all_the_same(closing: Closing) -> None:
    closing.close()
    actions.reopen(program=closing.cast.program, by=closing.cast.hr)
    closing.application.refresh_from_db()
    assert closing.application.status == "undecided"
    enrollments.approve(enrollment=closing.application, by=closing.cast.coordinator)
    closing.application.refresh_from_db()
    assert closing.application.status == "approved"
