"""What is written to people who are named for a program."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import clock
from core.web import absolute_url
from notifications import outbox
from notifications.kinds import Letter, Link, letter
from notifications.models import Message
from programs.models import Duty, Program

NAMED = "programs.named"
COORDINATOR = "coordinator"
Words = str | Promise


@dataclass(frozen=True)
class Part:
    """What somebody is told who is named: what they are, what it means, and where it begins."""

    subject: Words
    meaning: Words
    button: Words
    route: str
    takes_program: bool = True


PARTS: Mapping[str, Part] = {
    COORDINATOR: Part(
        gettext_lazy("You coordinate %(program)s"),
        gettext_lazy(
            "You approve people, match them, and help the pairs that need somebody: about half an"
            " hour a week. You see that people meet, never what they talk about."
        ),
        gettext_lazy("Open the program"),
        "program_setup",
    ),
    Duty.SPONSOR: Part(
        gettext_lazy("You are a sponsor of %(program)s"),
        gettext_lazy(
            "You speak up for the program: say why it matters, and make room for it. You see"
            " its figures, in groups of five and more, and never who is in them."
        ),
        gettext_lazy("See the figures"),
        "program_figures",
    ),
    Duty.SAFEGUARDING: Part(
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
    key = f"{NAMED}:{program.pk}:{part}:{user.pk}:{clock.now():%Y-%m-%d}"
    outbox.post(kind=NAMED, to=user, key=key, program=str(program.pk), part=part, by=str(by))


@letter(NAMED)
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


def _still(program: Program, user: User, part: str) -> bool:
    if part == COORDINATOR:
        return program.staff.filter(user=user).exists()
    return program.appointments.filter(user=user, duty=part).exists()
