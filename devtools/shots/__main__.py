"""Take a round of pictures under one fixed moment; see the package."""

import argparse
import logging
import os
from datetime import UTC, datetime

import django
import time_machine

MOMENT = datetime(2027, 3, 2, 10, tzinfo=UTC)
"""An ordinary Tuesday morning, the same in every round: dates never change a picture."""


def main() -> None:
    options = _options()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in this thread.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")
    with time_machine.travel(MOMENT, tick=True):
        django.setup()
        logging.disable(logging.WARNING)
        # Its modules name models, which are there only now.
        from devtools.shots import rounds

        rounds.take(options.organization, options.role, options.route)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev shots")
    parser.add_argument("--route", default="", help="only routes whose name contains this")
    parser.add_argument("--role", action="append", help="only this role; may be repeated")
    parser.add_argument("--organization", action="append", help="demo or empty; both otherwise")
    return parser.parse_args()


if __name__ == "__main__":
    main()
