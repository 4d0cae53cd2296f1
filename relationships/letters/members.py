"""Members who leave a group or are taken out of it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.kinds import Letter, letter
from notifications.models import Message
from relationships.letter_context import LetterContext, scene_left
from relationships.letters.declaration import RUNNING, pair_letter
from relationships.letters.endings import help_for, link_to_wish


@pair_letter("relationships.member_left", gettext_lazy("Somebody has left a group"), *RUNNING)
def member_left(scene: LetterContext) -> Letter:
    """To those who stay; no name, no reason."""
    return Letter(
        subject=_("A member has left %(name)s") % {"name": scene.partner_name},
        paragraphs=(
            _("The others continue. As always, no reason is asked or given."),
            _("What was said among you stays there, for those who leave and those who stay."),
        ),
        button=scene.button(_("Open our record")),
    )


@letter("relationships.left", gettext_lazy("Leaving a group, confirmed"))
def left(message: Message) -> Letter | None:
    """To the one who has left."""
    found = scene_left(message)
    if found is None:
        return None
    return Letter(
        subject=_("You have left %(name)s") % {"name": found.partner_name},
        paragraphs=(
            _("The others have been told that a member has left, without a reason."),
            *help_for(found),
        ),
        button=link_to_wish(found),
    )


@letter("relationships.removed", gettext_lazy("Removed from a group by the coordinator"))
def removed(message: Message) -> Letter | None:
    """To the one whom a coordinator has removed."""
    found = scene_left(message)
    if found is None:
        return None
    words = (
        _("Your coordinator has removed you from the circle %(name)s.")
        if found.me.relationship.is_circle
        else _("Your coordinator has removed you from the group %(name)s.")
    )
    return Letter(
        subject=_("You no longer belong to %(name)s") % {"name": found.partner_name},
        paragraphs=(
            words % {"name": found.partner_name},
            _("The others have been told that a member has left, without a reason."),
            *help_for(found),
        ),
        button=link_to_wish(found),
    )
