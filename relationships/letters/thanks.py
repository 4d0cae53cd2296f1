"""Thanks, and stories of success that wait for consent."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.kinds import Letter, letter
from notifications.models import Message
from relationships.letter_context import LetterContext, scene
from relationships.letters.declaration import RUNNING, pair_letter
from relationships.models import Closing, Status


@pair_letter("relationships.thanked", gettext_lazy("A word of thanks"), *RUNNING)
def thanked(scene: LetterContext) -> Letter:
    return Letter(
        subject=_("%(name)s thanks you") % {"name": scene.author_name},
        paragraphs=(
            _(
                "%(name)s has written you a thank-you note. Nobody outside your mentoring can"
                " read it."
            )
            % {"name": scene.author_name},
        ),
        button=scene.button(_("Read it"), "closing"),
    )


@pair_letter(
    "relationships.story_written",
    gettext_lazy("A success story waits for consent"),
    *RUNNING,
    Status.CONCLUDED,
)
def story_written(scene: LetterContext) -> Letter:
    return Letter(
        subject=_("%(name)s has written your story") % {"name": scene.author_name},
        paragraphs=(
            _(
                "Read it, and say whether others may. Nobody else sees it unless you consent,"
                " and you can withdraw your consent at any time."
            ),
        ),
        button=scene.button(_("Read our story"), "story"),
    )


@letter("relationships.talk_thanked", gettext_lazy("A word of thanks for a talk"))
def talk_thanked(message: Message) -> Letter | None:
    """To the other one, who may still say thanks; nothing of what was written or wished."""
    found = scene(message)
    if found is None or found.me.wants_more is not None:
        return None
    return Letter(
        subject=_("%(name)s has thanked you for the talk") % {"name": found.partner_name},
        paragraphs=(
            *_words_for(found),
            _("Say thanks too, and say privately whether you would like to continue."),
        ),
        button=found.button(_("Open the talk")),
    )


def _words_for(found: LetterContext) -> tuple[str, ...]:
    """That the other has written something, where they have."""
    rows = Closing.objects.filter(member=found.partner, thanked_at__isnull=False)
    return (_("There is a message for you on the page of your talk."),) if rows.exists() else ()
