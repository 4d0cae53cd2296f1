"""What is put back for a test is what would be built for it."""

from collections.abc import Callable
from typing import TypeVar

import pytest
import time_machine
from django.db import transaction

from core import clock
from profiles.models import Enrollment
from programs.models import Format
from relationships.models import Relationship
from tests import gatherings, stories
from tests.cast import Cast, build_cast
from tests.replay import FRESH_FOR, STAGE, Recording, Rows, record, rows_of_every_table

pytestmark = pytest.mark.django_db

Built = TypeVar("Built")
BUILDS: dict[str, Callable[[Cast], Relationship]] = {
    "started": stories.started,
    "in redefinition": stories.in_redefinition,
    "group": lambda cast: gatherings.started(cast, Format.GROUP),
}


class Undone(Exception):
    """Ends a block whose rows are not wanted."""


def written(play: Callable[[], Built]) -> tuple[Built, Rows]:
    """What one test has of it: the objects, and every row of the database."""
    try:
        with transaction.atomic():
            result, rows = play(), rows_of_every_table()
            raise Undone
    except Undone:
        return result, rows


def test_the_rows_are_the_same_and_the_objects_are_copies() -> None:
    recording, rows = written(lambda: record(build_cast))
    played, same_rows = written(recording.play)
    assert same_rows == rows
    assert any(rows.values())
    played.mentor.full_name = "Changed by a test"
    again = recording.play()
    assert again.mentor.full_name == "Mentor"
    assert again.mentor_enrollment.program is again.program


@pytest.mark.parametrize("name", BUILDS)
def test_a_story_is_recorded_whole(cast: Cast, name: str) -> None:
    first, rows = written(lambda: BUILDS[name](cast))
    STAGE.is_untouched = True
    second, same_rows = written(lambda: BUILDS[name](cast))
    assert second.pk == first.pk
    assert same_rows == rows


def test_a_story_is_built_where_the_cast_was_touched(cast: Cast) -> None:
    written(lambda: stories.started(cast))
    cast.program.name = "Renamed"
    cast.program.save()
    assert stories.started(cast).program.name == "Renamed"


def test_new_rows_do_not_meet_the_numbers_of_old_ones() -> None:
    recording, _rows = written(lambda: record(build_cast))
    cast = recording.play()
    Enrollment.objects.create(user=cast.outsider, program=cast.program, role="mentor")
    assert Enrollment.objects.count() == 4


def test_what_was_recorded_is_not_older_than_a_minute() -> None:
    now = clock.now()
    recording = Recording("built", "", now)
    assert recording.is_present
    with time_machine.travel(now + FRESH_FOR):
        assert not recording.is_present
    with time_machine.travel(now - FRESH_FOR):
        assert not recording.is_present
