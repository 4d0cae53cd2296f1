"""Developer commands for Mentoring.

  ./dev run             the product with demo data on http://127.0.0.1:8000 (PORT=... for another);
                        saved files show at once
  ./dev test [ARGS]     every test on every core; with ARGS, what pytest makes of them, in the
                        lasting database (--at 2027-03-28T00:30Z begins at that moment, not now;
                        --coverage says which branches of the product no test takes)
  ./dev fix             formats Python and templates, and mends what can be mended by itself
  ./dev check           every gate: style, types, layers, templates, migrations, deployment, tests
                        (the tests begin at a moment chosen at random; --at chooses it)
  ./dev manage ARGS     manage.py with the services up; shares those of a running ./dev run
  ./dev shots           pictures of every page, by role, size and color scheme, on sheets
  ./dev bench NAME      a benchmark, with services of its own (--json for figures)
                        "faults" breaks them: the fault drill, about four minutes

Everything needed is installed into .venv. PostgreSQL and Valkey are started for you, with their
data under var/; set DATABASE_URL or REDIS_URL to use your own.
"""

import os
import sys
from collections.abc import Callable

from devtools import browser, checks, keeper, moments, processes, services, testing, venv
from devtools import run as product
from devtools.console import Failure, say
from devtools.paths import PYTHON


def main(arguments: list[str]) -> int:
    """Carry out one command and return its exit code."""
    name, *rest = arguments or ["help"]
    if name not in COMMANDS:
        say((__doc__ or "").strip())
        return 0 if name in {"help", "-h", "--help"} else 2
    processes.stop_on_signals()
    try:
        venv.ensure()
        return COMMANDS[name](rest)
    except Failure as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1


def run(_arguments: list[str]) -> int:
    with product.alone():
        try:
            with keeper.lease() as addresses:
                product.run(_environment(addresses))
        finally:
            if not keeper.wait_for_end():
                say("PostgreSQL and Valkey stay up for another command of this checkout.")
    return 0


def test(arguments: list[str]) -> int:
    moment, rest = moments.taken_from(arguments)
    is_measured, rest = "--coverage" in rest, [one for one in rest if one != "--coverage"]
    at = {moments.VARIABLE: moment.text} if moment else {}
    with testing.database(lasting=bool(rest)) as (addresses, options):
        environment = _environment(addresses) | browser.environment() | at
        command = (*checks.PYTEST, *options, *(rest or checks.ON_EVERY_CORE))
        if is_measured:
            return testing.measured(command[1:], environment, gated=not rest)
        return processes.foreground(command, environment)


def fix(_arguments: list[str]) -> int:
    return checks.fix(_environment({}))


def check(arguments: list[str]) -> int:
    moment = moments.taken_from(arguments)[0] or moments.chosen()
    with services.private() as addresses:
        return checks.run(_environment(addresses) | browser.environment(), moment)


def manage(arguments: list[str]) -> int:
    with keeper.lease() as addresses:
        command: processes.Command = (PYTHON, "manage.py", *arguments)
        return processes.foreground(command, _environment(addresses))


def bench(arguments: list[str]) -> int:
    if arguments[:1] == ["faults"]:
        # It breaks its services, so it starts them itself.
        return processes.foreground((PYTHON, "-m", "benchmarks.faults", *arguments[1:]), os.environ)
    command: processes.Command = (PYTHON, "-m", "benchmarks", *arguments)
    if not WITHOUT_SERVICES.isdisjoint(arguments):
        return processes.foreground(command, _environment({}))
    with services.private(durable=True) as addresses:
        return processes.foreground(command, _environment(addresses))


def shots(arguments: list[str]) -> int:
    with services.private() as addresses:
        environment = _environment(addresses) | browser.environment()
        return processes.foreground((PYTHON, "-m", "devtools.shots", *arguments), environment)


def _environment(addresses: services.Addresses) -> dict[str, str]:
    """The environment of this product's own processes."""
    return {"MENTORING_DEBUG": "1"} | os.environ | addresses


WITHOUT_SERVICES = {"code"}
"""Benchmarks that measure files alone."""

COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "fix": fix,
    "check": check,
    "manage": manage,
    "bench": bench,
    "shots": shots,
}
