"""What a coordinator reads before somebody loses a match or a group, besides what the act tells."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.shapes import SHAPES
from relationships import member_loss
from relationships.models import Relationship


def when_removed(record: Relationship) -> list[str]:
    """Before one member is removed from a running group or circle."""
    return [*_left_too_few(record), *_freed(record, 1)]


def when_ended(record: Relationship) -> list[str]:
    """Before it ends for everybody."""
    return list(_freed(record, record.memberships.present().count()))


def _left_too_few(record: Relationship) -> Iterator[str]:
    """A group may go on with fewer people than it takes to begin one."""
    remaining = record.memberships.present().count() - 1
    fewest = SHAPES[record.shape].fewest
    if remaining >= fewest:
        return
    words = ngettext(
        "%(count)d person remains, fewer than the %(fewest)d with whom it can begin.",
        "%(count)d people remain, fewer than the %(fewest)d with whom it can begin.",
        remaining,
    )
    yield words % {"count": remaining, "fewest": fewest}


def _freed(record: Relationship, people: int) -> Iterator[str]:
    """Their places are free; who learns returns to the waiting list while people are matched."""
    yield ngettext("Their place is free again.", "Their places are free again.", people)
    if not member_loss.is_matching(record.program):
        return
    if people > 1 and any(one.is_mentor for one in record.memberships.present()):
        yield _("Mentees return to the waiting list, and everybody is asked what they want next.")
    else:
        yield ngettext(
            "They return to the waiting list and are asked what they want next.",
            "They return to the waiting list, and each is asked what they want next.",
            people,
        )
