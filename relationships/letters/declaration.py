"""How a letter about a relationship is declared."""

from collections.abc import Callable

from django.utils.functional import Promise

from notifications.kinds import Letter, letter
from notifications.models import Message
from relationships.letter_context import LetterContext, scene
from relationships.models import Status

Write = Callable[[LetterContext], Letter | None]


def pair_letter(name: str, title: str | Promise, *statuses: Status) -> Callable[[Write], Write]:
    """Declare a letter that is sent only while the relationship has one of ``statuses``.

    The function that writes it may find it no longer wanted, and answers None.
    """

    def declare(write: Write) -> Write:
        def compose(message: Message) -> Letter | None:
            found = scene(message)
            if found is None or found.me.relationship.status not in statuses:
                return None
            return write(found)

        letter(name, title)(compose)
        return write

    return declare


RUNNING = (Status.ACTIVE, Status.PAUSED)
