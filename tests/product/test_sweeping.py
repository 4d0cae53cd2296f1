"""Background work: a record that fails stops no other, and an operator sees it."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from core import clock, sweeps
from core.errors import DomainError
from notifications.models import Trouble
from relationships.actions import proposals
from relationships.models import Relationship
from relationships.tasks import keep_moving
from sessions.actions import touchpoints
from sessions.models import CheckIn
from tests import stories
from tests.cast import Cast, SignIn, enroll, make_user


def moved(_row: Model) -> int:
    return 1


# The mechanism -----------------------------------------------------------------------------------


def test_a_bad_record_is_rolled_back_noted_and_passed_over(cast: Cast) -> None:
    rows = [cast.mentor, cast.mentee, cast.outsider]

    def act(person: Any) -> int:
        person.full_name = "Changed"
        person.save()
        if person == cast.mentee:
            raise ValueError("words nobody should read")
        return 2

    assert sweeps.each("tests.work", rows, act) == 4
    names = [type(row).objects.get(pk=row.pk).full_name for row in rows]
    assert names == ["Changed", "Mentee", "Changed"]
    trouble = Trouble.objects.get()
    assert (trouble.work, trouble.error) == ("tests.work", "ValueError")
    assert trouble.record == f"accounts.user {cast.mentee.pk}"


def test_a_trouble_is_counted_and_goes_when_the_record_is_well_again(cast: Cast) -> None:
    def fail(_row: Model) -> int:
        raise KeyError

    for _time in range(2):
        sweeps.each("tests.work", [cast.mentor], fail)
    sweeps.each("tests.other", [cast.mentee], fail)
    assert Trouble.objects.get(work="tests.work").times == 2
    sweeps.each("tests.work", [cast.mentor], moved)
    assert [trouble.work for trouble in Trouble.objects.all()] == ["tests.other"]


def test_a_refusal_is_no_trouble(cast: Cast) -> None:
    def refuse(_row: Model) -> int:
        raise DomainError("Somebody was faster.")

    assert sweeps.each("tests.work", [cast.mentor, cast.mentee], refuse) == 0
    assert not Trouble.objects.exists()


def test_without_a_database_the_work_stops(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "is_usable", lambda: False)
    tried = []

    def fail(row: Model) -> int:
        tried.append(row)
        raise OperationalError

    with pytest.raises(OperationalError):
        sweeps.each("tests.work", [cast.mentor, cast.mentee], fail)
    assert len(tried) == 1


def test_hr_and_the_operator_see_how_many_records_fail(cast: Cast, sign_in: SignIn) -> None:
    def fail(_row: Model) -> int:
        raise KeyError

    sweeps.each("tests.work", [cast.mentor], fail)
    assert Client().get(reverse("readyz")).json()["background_work"] == "failing"
    page = sign_in(cast.hr).get(reverse("outbox")).text
    assert "Background work fails for 1 record." in page
    assert f"accounts.user {cast.mentor.pk}" not in page


# Every periodic task -----------------------------------------------------------------------------


# What each task does for each record, by the name an operator reads.
WORK = {
    "sessions.tasks.plan_check_ins": {"sessions.look_back", "sessions.plan_due"},
    "accounts.tasks.forget_uploads": {"accounts.forget_uploads"},
    "profiles.tasks.keep_joining_moving": {"profiles.open_to_mentees", "profiles.settle_silence"},
    "relationships.tasks.keep_moving": {
        "relationships.keep_moving: lapse",
        "relationships.keep_moving: resume",
        "relationships.keep_moving: complete",
        "relationships.keep_moving: thank",
    },
    "matching.tasks.keep_requests_moving": {
        "matching.keep_requests_moving: close",
        "matching.keep_requests_moving: close talk",
        "matching.keep_requests_moving: lapse",
        "matching.keep_requests_moving: pass on",
        "matching.keep_requests_moving: lapse talk",
    },
    "matching.tasks.run_waiting_orders": {"matching.run_waiting_orders"},
    "reports.tasks.renew_figures": {"reports.renew_figures"},
    # They count; nothing is done for a record.
    "notifications.tasks.renew_figures": set(),
    "skills.tasks.renew_figures": set(),
    # One statement for all records: there is nothing between two of them.
    "notifications.tasks.sweep": set(),
    "sessions.tasks.let_go_of_files": set(),
    "drafts.tasks.forget_old": set(),
    # Reports each file on its own (tests/accounts/test_import_folder.py).
    "accounts.tasks.import_folder": set(),
}


SCHEDULED = sorted({entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()})


@pytest.mark.parametrize("task", SCHEDULED)
def test_every_periodic_task_goes_on_after_a_bad_record(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, task: str
) -> None:
    """All it does record by record goes through ``each``, where the first is made to fail."""
    reached: dict[str, list[Model]] = {}

    def poisoned(work: str, _rows: object, _act: object, **_options: object) -> int:
        def act(row: Model) -> int:
            reached.setdefault(work, []).append(row)
            return 1 // (row != cast.mentor)

        return each(work, [cast.mentor, cast.mentee], act)

    each = sweeps.each
    monkeypatch.setattr(sweeps, "each", poisoned)
    import_string(task).run()
    assert set(reached) == WORK[task]
    assert all(rows == [cast.mentor, cast.mentee] for rows in reached.values())
    assert {trouble.work for trouble in Trouble.objects.all()} == WORK[task]


def test_a_pair_that_cannot_be_looked_at_keeps_no_other_from_its_questions(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It fails before anything is written, while its record is read."""
    first = stories.started(cast)
    second = stories.another_pair(cast, mentor=cast.mentor)
    pulse = touchpoints.pulse

    def poisoned(relationship: Relationship, *rest: Any) -> Any:
        if relationship == first:
            raise ValueError("a record that makes no sense")
        return pulse(relationship, *rest)

    monkeypatch.setattr(touchpoints, "pulse", poisoned)
    for day in range(1, 40):
        touchpoints.plan_due(now=clock.now() + timedelta(days=day))
    asked = set(CheckIn.objects.values_list("relationship_id", flat=True))
    assert first.pk not in asked
    assert second.pk in asked
    assert Trouble.objects.get().record == f"relationships.relationship {first.pk}"


def test_a_proposal_that_cannot_lapse_keeps_no_other_from_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = stories.proposed(cast)
    second = proposals.propose(
        program=cast.program,
        mentor=cast.mentor_enrollment,
        mentee=enroll(make_user("second"), cast.program, "mentee"),
        reasons=[],
        by=cast.coordinator,
    )
    past = clock.now() - timedelta(minutes=1)
    Relationship.objects.update(proposed_at=past - timedelta(days=9), answer_by=past)
    lapse = proposals.lapse

    def poisoned(*, relationship: Relationship) -> Relationship:
        if relationship == first:
            raise RuntimeError
        return lapse(relationship=relationship)

    monkeypatch.setattr(proposals, "lapse", poisoned)
    assert keep_moving() == 1
    assert Relationship.objects.get(pk=second.pk).status == "concluded"
