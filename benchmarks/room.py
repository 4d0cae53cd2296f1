"""What the matching room costs as a run grows: CPU, wall clock, queries and bytes of a request.

Runs of thirty and of ten thousand pairs, measured one after the other in the same database.
"""

from collections.abc import Iterator
from dataclasses import replace

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.urls import reverse

from accounts.models import User
from benchmarks.dashboard import enroll, make_program
from benchmarks.pages import measure, request_of
from matching.engine import Pair, Problem, Remark, Solution, Unmatched
from matching.engine.model import CRITERIA
from matching.models.runs import MatchRun, Proposal
from matching.models.runs import Unmatched as UnmatchedRow
from matching.pool import Pool
from matching.results import result
from matching.task import MatchingTask
from profiles.models import Enrollment
from programs.models import Program, Side

SIZES = (30, 10_000)
WEIGHTS = dict.fromkeys(CRITERIA, 10)
ASKED = {
    "first page": "",
    "last page": "?page=99999",
    "search": "?q=mentee+0007",
    "by name": "?order=mentor",
    "concerns": "?show=concerns",
}


def run() -> Iterator[dict[str, object]]:
    """One result for each number of pairs and each question to the room."""
    staff = User.objects.create_user("benchmark@example.org", full_name="A Coordinator")
    rooms = {size: _room(staff, size) for size in SIZES}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    server = WSGIHandler()
    for name, query in ASKED.items():
        for size, address in rooms.items():
            asked = measure(server, request_of(staff, f"{address}{query}"))
            yield {"name": f"{name}, {size:,} pairs", **asked}


def _room(staff: User, pairs: int) -> str:
    """The address of a room with a draft of ``pairs`` pairs, and half as many people left over."""
    program = make_program(staff)
    mentors = enroll(program, Side.MENTOR, pairs)
    mentees = enroll(program, Side.MENTEE, pairs + pairs // 2)
    drafted(program, staff, mentors, mentees)
    return reverse("matching_room", kwargs={"program": program.pk})


def drafted(
    program: Program, by: User, mentors: list[Enrollment], mentees: list[Enrollment]
) -> MatchRun:
    """A draft in which each mentor has one of the first ``mentees``, and the others nobody."""
    people = Pool(
        Problem(mentors=(), mentees=(), weights=WEIGHTS),
        {str(row.pk): row for row in (*mentors, *mentees)},
        on_hold=0,
    )
    pairs = [
        _pair(number, mentor, mentee)
        for number, (mentor, mentee) in enumerate(zip(mentors, mentees, strict=False))
    ]
    crowd = Remark("competition", {"eligible": 3, "mentees": 9, "places": 4})
    left = [Unmatched(str(row.pk), "mentee", (crowd,)) for row in mentees[len(mentors) :]]
    made = result(
        MatchingTask(people, {}), Solution(tuple(pairs), tuple(left)), program=program, by=by
    )
    made.run.save()
    Proposal.objects.bulk_create(made.proposals)
    UnmatchedRow.objects.bulk_create(made.unmatched)
    return made.run


def _pair(number: int, mentor: Enrollment, mentee: Enrollment) -> Pair:
    points = dict.fromkeys(CRITERIA, 400 + 7 * (number % 100))
    skill = Remark("skill", {"skill": "Negotiating", "now": 1, "target": 3, "has": 4})
    concern = Remark("few_hours", {"minutes": 90})
    pair = Pair(str(mentor.pk), str(mentee.pk), sum(points.values()), points, (skill,) * 4)
    return replace(pair, concerns=(concern,)) if number % 3 == 0 else pair
