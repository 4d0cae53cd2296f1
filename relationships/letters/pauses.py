"""A pause, and its end."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import dates
from notifications.kinds import Letter
from relationships.letter_context import LetterContext
from relationships.letters.declaration import pair_letter
from relationships.models import Status


@pair_letter("relationships.paused", gettext_lazy("A relationship is paused"), Status.PAUSED)
def paused(scene: LetterContext) -> Letter:
    return _paused(scene)


@pair_letter(
    "relationships.paused_for_longer", gettext_lazy("A relationship is paused"), Status.PAUSED
)
def paused_for_longer(scene: LetterContext) -> Letter:
    """After a coordinator has agreed; it does not say who asked."""
    return _paused(scene, _("Your coordinator has agreed to a longer pause."))


def _paused(scene: LetterContext, *first: str) -> Letter:
    until = scene.me.relationship.resume_on
    return Letter(
        subject=scene.told(_("You and %(name)s are on pause"), _("%(name)s pauses"))
        % {"name": scene.partner_name},
        paragraphs=(
            *first,
            _("Your mentoring is paused until %(day)s. You will get no reminders until then.")
            % {"day": dates.day(until)},
            _(
                "Sessions planned before that day are called off. Your record suggests the first "
                "date after it."
            ),
        ),
        button=scene.button(_("Open the record")),
    )


@pair_letter("relationships.resumed", gettext_lazy("A relationship resumes"), Status.ACTIVE)
def resumed(scene: LetterContext) -> Letter:
    return Letter(
        subject=scene.told(_("You and %(name)s are back"), _("%(name)s continues"))
        % {"name": scene.partner_name},
        paragraphs=(_("Your mentoring continues. A good first step: agree on the next session."),),
        button=scene.button(_("Plan a session"), "session_plan"),
    )
