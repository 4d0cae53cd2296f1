"""What a member can still do once their record has ended: the rules of the actions, in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core import dates
from relationships import member_loss
from relationships.actions import follow_up, stories
from relationships.models import ConcludedKind, Membership

Words = str | Promise


@dataclass(frozen=True)
class Possible:
    """``key`` names what may be changed; "" is for what is only taken along."""

    key: str
    sentence: Words


def still_possible(mine: Membership) -> list[Possible]:
    """Everything, whether or not it has been done before. Reads program and enrollment of
    ``mine``."""
    relationship = mine.relationship
    found = [
        Possible("", _("Take the whole record with you.")),
        Possible("file", _("Remove files that you have added.")),
    ]
    if member_loss.may_wish(mine) or member_loss.may_ask_again(mine):
        words = _("Say what you would like next, and change it, while %(program)s matches people.")
        found.append(Possible("wish", words % {"program": relationship.program}))
    if stories.may_be_written(relationship):
        words = _("Write your success story, change it, or withdraw your consent.")
        found.append(Possible("story", words))
    return [*found, *_looking_back(mine)]


def _looking_back(mine: Membership) -> list[Possible]:
    relationship = mine.relationship
    if relationship.concluded_kind != ConcludedKind.COMPLETED or not relationship.follow_up_on:
        return []
    if follow_up.may_be_answered(relationship):
        return [Possible("follow_up", _("Say how it went on, and change it."))]
    words = _("From %(day)s you can say how it went on.")
    return [Possible("", words % {"day": dates.day(relationship.follow_up_on)})]
