"""The cast that is put back for each test is the one that was built."""

import pytest
import time_machine
from django.db import transaction

from core import clock
from profiles.models import Enrollment
from tests.cast import Cast, build_cast
from tests.replay import FRESH_FOR, Replay, rows_of_every_table

pytestmark = pytest.mark.django_db


class Undone(Exception):
    """Ends a block whose rows are not wanted."""


def written(replay: Replay[Cast]) -> tuple[Cast, dict[str, list[str]]]:
    """What one test has of it: the objects, and every row of the database."""
    try:
        with transaction.atomic():
            cast, rows = replay(), rows_of_every_table()
            raise Undone
    except Undone:
        return cast, {table: sorted(found) for table, found in rows.items()}


def test_the_rows_are_the_same_and_the_objects_are_copies() -> None:
    replay = Replay(build_cast)
    built, rows = written(replay)
    built.mentor.full_name = "Changed by a test"
    again, same_rows = written(replay)
    assert same_rows == rows
    assert any(rows.values())
    assert again.mentor.full_name == "Mentor"
    assert again.mentor == built.mentor
    assert again.mentor_enrollment.program is again.program


def test_new_rows_do_not_meet_the_numbers_of_old_ones() -> None:
    replay = Replay(build_cast)
    written(replay)
    cast = replay()
    row = Enrollment.objects.create(user=cast.outsider, program=cast.program, role="mentor")
    assert Enrollment.objects.filter(pk=row.pk).count() == 1
    assert Enrollment.objects.count() == 4


def test_what_was_built_is_not_older_than_a_minute() -> None:
    replay = Replay(build_cast)
    written(replay)
    later = clock.now() + FRESH_FOR
    with time_machine.travel(later):
        cast, _rows = written(replay)
        decided_at = cast.mentor_enrollment.decided_at
        assert decided_at
        assert decided_at >= later
