"""Import people from a file without a browser: what a nightly job runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts import leaving
from accounts.imports import actions
from accounts.imports.findings import ImportPlan, Severity
from accounts.imports.leavers import Leavers
from accounts.models import User
from core.errors import DomainError


class Command(BaseCommand):
    help = (
        "Reads a CSV file of people and prints what it would change; changes it with --apply. "
        "Ends with 1 when rows have errors or the import is refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="email address of the acting HR admin")
        parser.add_argument("--apply", action="store_true", help="change the directory")
        parser.add_argument(
            "--full-roster", action="store_true", help="the file lists everybody: others have left"
        )
        parser.add_argument(
            "--confirm-many", action="store_true", help="let more than a fifth of all people go"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by, content = _hr_admin(options["by"]), _content(options["file"])
        try:
            plan = self._import(content, by, options)
        except DomainError as refusal:
            raise CommandError(str(refusal.message)) from refusal
        if errors := plan.by_severity[Severity.ERROR]:
            raise CommandError(f"{errors} errors: the rows above were left out.")

    @transaction.atomic
    def _import(self, content: bytes, by: User, options: dict[str, Any]) -> ImportPlan:
        """Look, say what was found, and apply it if asked; otherwise nothing stays."""
        name, full_roster = options["file"].name, options["full_roster"]
        upload = actions.receive(content=content, file_name=name, by=by, full_roster=full_roster)
        found = actions.review(upload, by)
        if found.plan is None:
            raise DomainError("No column of the file holds the email address.", "no_email")
        self._say(found.plan, found.leavers)
        if options["apply"]:
            actions.apply(upload=upload, by=by, confirmed=options["confirm_many"])
            self.stdout.write("Applied.")
        else:
            transaction.set_rollback(True)
            self.stdout.write("Nothing was changed. Apply it with --apply.")
        return found.plan

    def _say(self, plan: ImportPlan, leavers: Leavers | None) -> None:
        for finding in plan.findings:
            where = f"Row {finding.row}: {finding.kind.label}: {finding.value}"
            self.stdout.write(f"{where} ({finding.severity.label}) {finding.advice}")
        for name, count in plan.counts.items():
            self.stdout.write(f"{name}: {count}")
        if leavers:
            self._say_leavers(leavers)

    def _say_leavers(self, leavers: Leavers) -> None:
        """Each person who would leave."""
        self.stdout.write(f"leavers: {len(leavers.people)}. {leaving.words()}")
        for person in leavers.people:
            self.stdout.write(f"{person.values['full_name']} <{person.email}>")


def _hr_admin(email: str) -> User:
    person = User.objects.by_email(email)
    if not person or not person.is_active or not person.is_hr_admin:
        raise CommandError(f"{email} is not the address of an HR admin who may sign in.")
    return person


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
