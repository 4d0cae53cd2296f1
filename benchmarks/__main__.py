"""Run one benchmark: ``python -m benchmarks NAME [--json]``. Each module beside this one is one.

A benchmark is a ``run()`` that yields results as dictionaries with a ``name``. It runs in a
database of its own, which is dropped afterwards, with mail kept in memory; one that sets
``NEEDS_DATABASE = False`` starts at once and gets none.
"""

import argparse
import json
import os
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from importlib import import_module
from types import ModuleType

import django

import benchmarks

FAULT_DRILL = {"faults", "fault_pages", "fault_rig", "fault_sink"}
"""The drill breaks its services, so ``./dev bench faults`` starts it without any."""

Result = dict[str, object]


def main() -> None:
    arguments = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")
    django.setup()
    benchmark = import_module(f"benchmarks.{arguments.name}")
    show = print_json if arguments.json else print_table
    with throwaway_database() if _needs_database(benchmark) else nullcontext():
        show(benchmark.run())


def _needs_database(benchmark: ModuleType) -> bool:
    return getattr(benchmark, "NEEDS_DATABASE", True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks", description="Measure one part of the product."
    )
    names = [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]
    parser.add_argument("name", choices=sorted(set(names) - {"__main__", *FAULT_DRILL}))
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    return parser.parse_args()


@contextmanager
def throwaway_database() -> Iterator[None]:
    """A fresh, migrated database, and nothing that reaches the world outside."""
    from django.test.utils import (
        setup_databases,
        setup_test_environment,
        teardown_databases,
        teardown_test_environment,
    )

    setup_test_environment(debug=False)
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)
        teardown_test_environment()


def print_json(results: Iterator[Result]) -> None:
    for result in results:
        print(json.dumps(result), flush=True)


def print_table(results: Iterator[Result]) -> None:
    """Columns of the first result as the head, then a line for each as it comes."""
    head: list[str] = []
    for result in results:
        if list(result) != head:
            head = list(result)
            print(_line(head))
        print(_line(list(result.values())), flush=True)


def _line(cells: list[object] | list[str]) -> str:
    first, *others = (str(cell) for cell in cells)
    return f"{first:<36}" + "".join(f" {cell:>13}" for cell in others)


if __name__ == "__main__":
    main()
