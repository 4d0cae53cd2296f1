"""What is written to people who are named for a program."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from core.web import absolute_url
from notifications import outbox
from notifications.kinds import Letter, Link, letter
from notifications.models import Message
from programs import closing_table
from programs.models import Duty, Program, ProgramStatus

NAMED = "programs.named"
NAMED_ONESELF = "programs.named_oneself"
CLOSED = "programs.closed"
NAMED_SOMEBODY = "programs.named_somebody"
COORDINATOR = "coordinator"
Words = str | Promise


@dataclass(frozen=True)
class RoleDescription:
    """What somebody is told who is named: what they are, what it means, and where it begins."""

    subject: Words
    meaning: Words
    button: Words
    route: str
    takes_program: bool = True


PARTS: Mapping[str, RoleDescription] = {
    COORDINATOR: RoleDescription(
        gettext_lazy("You coordinate %(program)s"),
        gettext_lazy(
            "You approve people, match them, and help the pairs that need somebody: about half an"
            " hour a week. You see that people meet, never what they talk about."
        ),
        gettext_lazy("Open the program"),
        "program_setup",
    ),
    Duty.SPONSOR: RoleDescription(
        gettext_lazy("You are a sponsor of %(program)s"),
        gettext_lazy(
            "You speak up for the program: say why it matters, and make room for it. You see"
            " its figures, in groups of five and more, and never who is in them."
        ),
        gettext_lazy("See the figures"),
        "program_figures",
    ),
    Duty.SAFEGUARDING: RoleDescription(
        gettext_lazy("You are the safeguarding contact of %(program)s"),
        gettext_lazy(
            "People write to you when something hurt them, crossed a line or worries them. You can"
            " put a pair on hold at once; nothing that the product shows or sends says why or by"
            " whom."
        ),
        gettext_lazy("Open the safeguarding page"),
        "safeguarding_room",
        takes_program=False,
    ),
}


def tell_named(program: Program, user: User, part: str, by: User) -> None:
    """Write to ``user`` what they are in ``program`` now: a key of ``PARTS``. Nobody writes to
    themselves."""
    if user == by:
        return
    key = f"{NAMED}:{program.pk}:{part}:{user.pk}:{uuid.uuid4()}"
    outbox.post(kind=NAMED, to=user, key=key, program=str(program.pk), part=part, by=str(by))


def tell_staff(program: Program, user: User, part: str, by: User) -> None:
    """Tell those who watch over ``program`` that ``user`` can see its people from now on: its other
    staff, the safeguarding contacts and every other HR admin.

    Two accounts of one person could otherwise name each other, and nobody else would hear of it.
    """
    kind = NAMED_ONESELF if user == by else NAMED_SOMEBODY
    occasion = uuid.uuid4()
    for reader in _watching(program):
        if reader not in (user, by):
            outbox.post(
                kind=kind,
                to=reader,
                key=f"{kind}:{occasion}:{reader.pk}",
                program=str(program.pk),
                person=str(user),
                part=part,
                by=str(by),
                is_hr="yes" if user.is_hr_admin else "",
            )


def _watching(program: Program) -> list[User]:
    staff = [row.user for row in program.staff.select_related("user")]
    staff += [row.user for row in program.appointments.select_related("user")]
    roles = User.objects.filter(role_grants__role__in=list(Role))
    found = {person.pk: person for person in [*staff, *roles]}
    return [person for person in found.values() if person.is_active]


@letter(NAMED_SOMEBODY, gettext_lazy("Somebody can see the people of a program"), urgent=True)
def named_somebody(message: Message) -> Letter | None:
    """Sent even where it has been undone since: they could read what coordinators read."""
    program = Program.objects.filter(pk=message.context["program"]).first()
    if program is None:
        return None
    facts = message.context
    names = {"program": program, "person": facts["person"], "by": facts["by"]}
    if facts["part"] == COORDINATOR:
        subject = _("%(person)s now coordinates %(program)s") % names
        sentence = _("%(by)s has named %(person)s coordinator of %(program)s.") % names
        meaning = _MEANING
    else:
        subject = _("%(person)s is now a safeguarding contact of %(program)s") % names
        sentence = _("%(by)s has named %(person)s safeguarding contact of %(program)s.") % names
        meaning = gettext_lazy("Safeguarding contacts can find out who somebody is mentoring with.")
    hr = [_("%(person)s is an HR admin, too.") % names] if facts["is_hr"] else []
    return Letter(
        subject=subject,
        paragraphs=(sentence, *hr, str(meaning)),
        footnote=_("If you did not expect this, ask %(by)s about it, or another HR admin.") % names,
    )


_MEANING = gettext_lazy(
    "Coordinators can see who mentors whom, and what people answered when they enrolled."
)


@letter(NAMED_ONESELF, gettext_lazy("An HR admin coordinates a program"), urgent=True)
def named_oneself(message: Message) -> Letter | None:
    """Sent even where it has been undone since: they could read what coordinators read."""
    program = Program.objects.filter(pk=message.context["program"]).first()
    if program is None:
        return None
    names = {"program": program, "person": message.context["person"]}
    return Letter(
        subject=_("%(person)s now coordinates %(program)s") % names,
        paragraphs=(
            _("%(person)s is an HR admin and has named themselves coordinator of %(program)s.")
            % names,
            str(_MEANING),
        ),
        footnote=_("If you did not expect this, ask %(person)s about it.") % names,
    )


@letter(NAMED, gettext_lazy("Named for a program"), urgent=True)
def named(message: Message) -> Letter | None:
    """Not wanted any more when they are not what they were named."""
    program = Program.objects.filter(pk=message.context["program"]).first()
    key = message.context["part"]
    if program is None or not _still(program, message.recipient, key):
        return None
    part, names = PARTS[key], {"program": program, "by": message.context["by"]}
    parts = {"program": program.pk} if part.takes_program else {}
    return Letter(
        subject=str(part.subject) % names,
        paragraphs=(
            _("%(by)s has given you this role in the mentoring program %(program)s.") % names,
            str(part.meaning),
        ),
        button=Link(str(part.button), absolute_url(part.route, **parts)),
        footnote=_("If that is a mistake, write to %(by)s.") % names,
    )


def tell_closed(program: Program, told: Mapping[User, Sequence[str]]) -> None:
    """Write once to everybody who was waiting in ``program``: keys of ``closing_table``."""
    for user, sentences in told.items():
        if user.is_active:
            outbox.post(
                kind=CLOSED,
                to=user,
                key=f"{CLOSED}:{program.pk}:{program.closed_at:%Y%m%d%H%M%S%f}:{user.pk}",
                program=str(program.pk),
                sentences=" ".join(sentences),
            )


@letter(CLOSED, gettext_lazy("A program is closed"))
def closed(message: Message) -> Letter | None:
    """What its reader was waiting for, and that it has ended; nothing once it is open again."""
    program = Program.objects.filter(
        pk=message.context["program"], status=ProgramStatus.CLOSED
    ).first()
    if program is None:
        return None
    names = {"program": program}
    return Letter(
        subject=_("%(program)s is closed") % names,
        paragraphs=(
            _("The mentoring program %(program)s is closed now.") % names,
            *closing_table.sentences(message.context["sentences"].split()),
        ),
        button=Link(_("Open my mentoring"), absolute_url("home")),
    )


def _still(program: Program, user: User, part: str) -> bool:
    if part == COORDINATOR:
        return program.staff.filter(user=user).exists()
    return program.appointments.filter(user=user, duty=part).exists()
