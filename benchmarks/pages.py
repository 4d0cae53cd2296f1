"""What the busiest pages cost: CPU of a request (the middle one), queries, bytes and bytes sent.

Each request goes through the whole product as a web server hands it over, without a test client,
which would copy every template's context.
"""

import time
from collections.abc import Iterator
from gzip import decompress
from statistics import median

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, RoleGrant, User
from benchmarks.dashboard import enroll, make_program, populate
from matching import actions as matching
from programs.models import CriterionKey, MatchCriterion, Program, Side
from relationships.models import Membership

PAIRS = 30
REQUESTS = 40
GZIP = b"\x1f\x8b"


def run() -> Iterator[dict[str, object]]:
    """One result for each page, asked for by whoever opens it most."""
    server = WSGIHandler()
    for name, person, address in busiest_pages():
        yield {"name": name, **measure(server, request_of(person, address))}


def busiest_pages() -> Iterator[tuple[str, User | None, str]]:
    """Route, who opens it, and address, in a program of thirty pairs made for it."""
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
        yield name, person, reverse(name, kwargs=parameters)


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


def request_of(person: User | None, address: str) -> dict[str, object]:
    """What a browser asks, as WSGI has it; ``person`` is signed in."""
    factory, client = RequestFactory(), Client()
    if person:
        client.force_login(person)
        factory.cookies = client.cookies
    browser = {"Host": "127.0.0.1", "Accept-Encoding": "gzip"}
    return factory.get(address, headers=browser).environ


def measure(server: WSGIHandler, environ: dict[str, object]) -> dict[str, object]:
    """CPU and wall clock of the middle request in milliseconds, queries, bytes and bytes sent."""
    with CaptureQueriesContext(connection) as queries:
        sent = _answer(server, environ)
    asked = len(queries)
    cpu, wall = zip(*(_cost(server, environ) for _number in range(REQUESTS)), strict=True)
    whole = decompress(sent) if sent.startswith(GZIP) else sent
    return {
        "cpu_ms": round(median(cpu), 1),
        "wall_ms": round(median(wall), 1),
        "queries": asked,
        "bytes": len(whole),
        "bytes_sent": len(sent),
    }


def _cost(server: WSGIHandler, environ: dict[str, object]) -> tuple[float, float]:
    """CPU of one request, and how long it took, in milliseconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    _answer(server, environ)
    return (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000


def _answer(server: WSGIHandler, environ: dict[str, object]) -> bytes:
    response = server(environ.copy(), lambda status, headers: None)
    if response.status_code != 200:
        raise ValueError(f"{environ['PATH_INFO']} answered {response.status_code}.")
    body = b"".join(response)
    response.close()
    return body
