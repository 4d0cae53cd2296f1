"""What a pasted list of addresses would do, line by line, before anything is sent."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import User
from profiles.invitations import candidates
from programs.models import Program

SEPARATORS = re.compile(r"[\n\r;,\t]+")
IN_BRACKETS = re.compile(r"<([^<>]*)>\s*$")
MOST_LINES = 1000


@dataclass(frozen=True)
class InvitationFinding:
    """A line that leads to no letter, and why; ``number`` counts from 1."""

    number: int
    text: str
    sentence: str


@dataclass(frozen=True)
class InvitationPlan:
    """``people`` who would get a letter, and the lines that need a look."""

    people: list[User]
    findings: list[InvitationFinding]


def plan(program: Program, text: str) -> InvitationPlan:
    """Reads addresses, one a line or parted by commas, also as ``Name <address>``: one query."""
    lines = [line.strip() for line in SEPARATORS.split(text) if line.strip()][:MOST_LINES]
    known = _known(program, [_address(line) for line in lines])
    people: dict[str, User] = {}
    findings = []
    for number, line in enumerate(lines, 1):
        address = _address(line)
        sentence = _problem(address, known.get(address), twice=address in people)
        if sentence:
            findings.append(InvitationFinding(number, line[:120], sentence))
        else:
            people[address] = known[address]
    return InvitationPlan(list(people.values()), findings)


def _address(line: str) -> str:
    found = IN_BRACKETS.search(line)
    return (found.group(1) if found else line).strip().strip("'\"").lower()


def _known(program: Program, addresses: list[str]) -> dict[str, User]:
    rows = candidates.with_obstacle(program).annotate(address=Lower("email"))
    rows = rows.filter(address__in=addresses).select_related("unit")
    return {user.email.lower(): user for user in rows}


def _problem(address: str, user: User | None, *, twice: bool) -> str:
    """Why there is no letter for this line; "" when there is one."""
    if user is None:
        return _unknown(address)
    if twice:
        return _("This address appears earlier in the list and gets only one email.")
    return _obstacle(user)


def _unknown(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError:
        return _("This is not an email address.")
    return _(
        "Nobody in the directory has this address. Is it spelled right? If so, send them the"
        " join link, or ask an HR admin to add them."
    )


def _obstacle(user: User) -> str:
    names = {"name": user}
    match getattr(user, "obstacle", None):
        case candidates.INACTIVE:
            return _("%(name)s may not sign in any more.") % names
        case candidates.ENROLLED:
            return _("%(name)s has joined already, or begun to.") % names
        case candidates.INVITED:
            return _("%(name)s is invited already. You can send that email again.") % names
    return ""
