"""Make somebody HR admin from the command line: how the first one comes in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from accounts import invitations, letters
from accounts.audit import record
from accounts.models import Role, RoleGrant, User


class Command(BaseCommand):
    help = "Makes the person with this email address an HR admin and prints a link to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="full name, for somebody not listed yet")

    def handle(self, *args: Any, **options: Any) -> None:
        person = hr_admin(_address(options["email"]), options["name"].strip())
        days = invitations.VALID_FOR.days
        self.stdout.write(f"{person} <{person.email}> is HR admin.")
        self.stdout.write(f"Choose a password within {days} days: {invitations.link(person)}")


@transaction.atomic
def hr_admin(email: str, name: str) -> User:
    """The person with this address, listed if need be, able to sign in, and HR admin."""
    person = User.objects.by_email(email) or _listed(email, name)
    if not person.is_active:
        raise CommandError("This person is deactivated. Another HR admin can reactivate them.")
    _grant, is_new = RoleGrant.objects.get_or_create(user=person, role=Role.HR_ADMIN)
    record(by=None, verb="role.granted", target=person, role=Role.HR_ADMIN.value)
    if is_new:
        letters.tell_role(person, Role.HR_ADMIN, by=None, granted=True)
    return person


def _listed(email: str, name: str) -> User:
    full_name = name or email.split("@")[0]
    return User.objects.create_user(email, full_name=full_name)


def _address(email: str) -> str:
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommandError(f"{email} is not an email address.") from error
    return email.strip().lower()
