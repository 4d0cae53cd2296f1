"""Bring the database up to date, and fill an empty one with the demo organization."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from core import clock
from demo.people import EVERYBODY_SIGNS_IN_WITH
from demo.seed import seed, wipe


class Command(BaseCommand):
    help = "Migrates; then, where MENTORING_DEMO is on and nobody is listed yet, adds a demo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--fresh", action="store_true", help="delete everything first, and tell it anew"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["fresh"] and not settings.MENTORING_DEMO:
            raise CommandError("This is not a demo (MENTORING_DEMO is off): nothing is deleted.")
        _migrate()
        if not settings.MENTORING_DEMO:
            self.stdout.write("The database is up to date. MENTORING_DEMO is off: no demo data.")
            return
        if options["fresh"]:
            wipe()
        if User.objects.exists():
            self.stdout.write("The database is up to date, and people are in it already.")
            return
        seed(now=clock.now())
        self.stdout.write(
            f"Demo data added: {User.objects.count()} people, all with the password"
            f" {EVERYBODY_SIGNS_IN_WITH}."
        )


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
