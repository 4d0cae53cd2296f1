"""Endings before the relationship is complete. None says who wanted it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.kinds import Letter, Link
from relationships.letter_context import LetterContext
from relationships.letters.declaration import pair_letter
from relationships.member_loss import may_wish, what_next
from relationships.models import Status


@pair_letter("relationships.ended", gettext_lazy("A relationship has ended"), Status.CONCLUDED)
def ended(scene: LetterContext) -> Letter:
    return Letter(
        subject=_("Your mentoring with %(name)s has ended") % {"name": scene.partner_name},
        paragraphs=(
            _(
                "This mentoring relationship has been concluded under the no-fault rule; no reason "
                "is asked or given."
            ),
            *help_for(scene),
        ),
        button=link_to_wish(scene),
    )


def help_for(scene: LetterContext) -> tuple[str, ...]:
    """What happens next, and where the reader is asked, what they can choose."""
    if not may_wish(scene.me):
        return (what_next(scene.me),)
    return what_next(scene.me), _choices(scene)


def _choices(scene: LetterContext) -> str:
    if scene.me.relationship.is_circle:
        return _("Say what you would like next: another circle, to wait, or to leave.")
    return scene.told(
        _("Say what you would like next: another match, to wait, or to leave."),
        _("Say what you would like next: another group, to wait, or to leave."),
    )


def link_to_wish(scene: LetterContext) -> Link:
    asked = may_wish(scene.me)
    return scene.button(_("Say what you would like next") if asked else _("Open the record"))


@pair_letter(
    "relationships.ended_administratively",
    gettext_lazy("A relationship has ended"),
    Status.CONCLUDED,
)
def ended_administratively(scene: LetterContext) -> Letter:
    """It names nobody: a leaver, a coordinator and a safeguarding contact end it alike."""
    is_talk = scene.me.relationship.is_talk
    subject = (
        _("Your talk with %(name)s has ended")
        if is_talk
        else _("Your mentoring with %(name)s has ended")
    )
    happened = (
        _("Your talk in %(program)s has ended for administrative reasons.")
        if is_talk
        else _("Your mentoring in %(program)s has ended for administrative reasons.")
    )
    return Letter(
        subject=subject % {"name": scene.partner_name},
        paragraphs=(
            happened % {"program": scene.program},
            _("This says nothing about you, and what you wrote stays readable to you."),
            *help_for(scene),
        ),
        button=link_to_wish(scene),
    )
