"""What the busiest pages cost: CPU of a request (the middle one), queries, and bytes as sent."""

import gzip
import time
from collections.abc import Iterator
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, RoleGrant, User
from benchmarks.dashboard import enroll, make_program, populate
from matching import actions as matching
from programs.models import CriterionKey, MatchCriterion, Program, Side
from relationships.models import Membership

PAIRS = 30
REQUESTS = 40


def run() -> Iterator[dict[str, object]]:
    """One result for each page, asked for by whoever opens it most."""
    for name, client, address in _pages():
        yield {"name": name, **_measure(client, address)}


def _pages() -> Iterator[tuple[str, Client, str]]:
    staff = User.objects.create_user("benchmark@example.org", full_name="A Coordinator")
    RoleGrant.objects.create(user=staff, role=Role.HR_ADMIN)
    program = make_program(staff)
    pair = populate(program, PAIRS)[0]
    unmatched = _ready_to_match(staff)
    _analyze()
    member = Membership.objects.filter(relationship=pair).earliest("pk").user
    for name, person, parameters in (
        ("account_login", None, {}),
        ("relationship_list", member, {}),
        ("relationship_detail", member, {"relationship": pair.pk}),
        ("program_dashboard", staff, {"program": program.pk}),
        ("program_pairs", staff, {"program": program.pk}),
        ("program_people", staff, {"program": program.pk}),
        ("matching_room", staff, {"program": unmatched.pk}),
        ("people", staff, {}),
    ):
        yield name, _client(person), reverse(name, kwargs=parameters)


def _ready_to_match(staff: User) -> Program:
    """A program of people who wait for a partner, with proposals to look at."""
    program = make_program(staff)
    for key in CriterionKey:
        MatchCriterion.objects.create(program=program, key=key, weight=10)
    for side in Side:
        enroll(program, side, PAIRS)
    matching.run(program=program, by=staff)
    return program


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _client(person: User | None) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    if person:
        client.force_login(person)
    return client


def _measure(client: Client, address: str) -> dict[str, object]:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    if response.status_code != 200:
        raise ValueError(f"{address} answered {response.status_code}.")
    asked = len(queries)
    costs = sorted(_cost(client, address) for _number in range(REQUESTS))
    return {
        "cpu_ms": round(median(costs), 1),
        "queries": asked,
        "bytes": len(response.content),
        "gzip_bytes": len(gzip.compress(response.content, 6)),
    }


def _cost(client: Client, address: str) -> float:
    """CPU of one request, in milliseconds."""
    started = time.process_time()
    client.get(address)
    return (time.process_time() - started) * 1000
