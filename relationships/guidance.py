"""Cards of guidance: what something may mean, and what helps. For the two, never about them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Guidance:
    """A sentence that says what may be the case, and a few things that help."""

    title: str | Promise
    text: str | Promise
    helps: tuple[str | Promise, ...]


LEANING = Guidance(
    _("You still lean on these talks"),
    _(
        "That is common toward the end, and good to notice in time: you can practice managing"
        " on your own."
    ),
    (
        _("Bring to the next session a decision you have taken, not one you still have to take."),
        _("Name one other person you can ask, and ask them once before you meet again."),
        _("Leave a longer gap before the next session, and note what you did without it."),
    ),
)
CARRYING = Guidance(
    _("You will miss these talks too"),
    _("Mentors can come to depend on being needed. Knowing it makes letting go easier."),
    (
        _("Ask before you advise: “What have you thought of so far?”"),
        _("Say in the closing conversation what you have learned yourself."),
        _("Think of what comes next for you: another mentee, or telling your story."),
    ),
)
OUTGROWN = Guidance(
    _("You have passed on what you know"),
    _("Little new to add is a sign that it worked, and a good moment to close."),
    (
        _("Say it openly; it is a compliment to your mentee."),
        _("Introduce somebody who knows what you do not."),
    ),
)
STANDING = Guidance(
    _("You stand on your own"),
    _("Say in the closing conversation what has made it possible. It helps both of you."),
    (),
)

_MUCH, _LITTLE = 4, 2


def on_independence(
    *, is_mentor: bool, decides_alone: int | None, hard_without: int | None, little_new: int | None
) -> Guidance | None:
    """What the answers (1 to 5, None when not given) suggest to the person who gave them."""
    if hard_without is None:
        return None
    if is_mentor:
        return _for_mentor(hard_without, little_new)
    leans = hard_without >= _MUCH or (decides_alone or 0) <= _LITTLE
    return LEANING if leans else STANDING


def _for_mentor(hard_without: int, little_new: int | None) -> Guidance | None:
    if hard_without >= _MUCH:
        return CARRYING
    return OUTGROWN if (little_new or 0) >= _MUCH else STANDING
