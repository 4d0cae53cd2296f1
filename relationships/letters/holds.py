"""A hold of the safeguarding contact that is over. None says why there was one, or by whom."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.web import absolute_url
from notifications.kinds import Letter, Link, letter
from notifications.models import Message
from relationships.letter_context import LetterContext
from relationships.letters.declaration import RUNNING, pair_letter
from relationships.models import Relationship, Status
from relationships.wording import title_of


@pair_letter("relationships.released", gettext_lazy("A hold is over"), *RUNNING)
def released(scene: LetterContext) -> Letter:
    is_active = scene.me.relationship.status == Status.ACTIVE
    subject = scene.told(_("You and %(name)s can continue"), _("%(name)s can continue"))
    return Letter(
        subject=subject % {"name": scene.partner_name},
        paragraphs=(
            _("Your mentoring in %(program)s is no longer on hold. It says nothing about you.")
            % {"program": scene.program},
            _("Sessions that were called off do not come back: agree on a new date.")
            if is_active
            else _("Sessions that were called off do not come back."),
        ),
        button=_next(scene) if is_active else scene.button(_("Open the record")),
    )


def _next(scene: LetterContext) -> Link:
    return scene.button(_("Plan a session"), "session_plan")


@letter("relationships.ended_on_hold", gettext_lazy("News for safeguarding contacts"))
def ended_on_hold(message: Message) -> Letter | None:
    """To the safeguarding contact: it ended, or a member left, while it was on hold."""
    rows = Relationship.objects.select_related("program")
    found = rows.filter(pk=message.context["relationship"]).first()
    if found is None:
        return None
    names = {"who": title_of(found), "program": found.program}
    return _ended(names) if found.status == Status.CONCLUDED else _left(names)


def _ended(names: Mapping[str, object]) -> Letter:
    return Letter(
        subject=_("Ended while on hold: %(who)s") % names,
        paragraphs=(
            _("In %(program)s, the mentoring of %(who)s has ended while it was on hold.") % names,
            _("It stays on your page for 90 days. Nothing says who ended it."),
        ),
        button=_page(),
    )


def _left(names: Mapping[str, object]) -> Letter:
    return Letter(
        subject=_("Left while on hold: %(who)s") % names,
        paragraphs=(
            _("In %(program)s, a member has left %(who)s while it was on hold.") % names,
            _("The others stay, and it is still on hold until you release it."),
        ),
        button=_page(),
    )


def _page() -> Link:
    return Link(_("Open the safeguarding page"), absolute_url("safeguarding_room"))
