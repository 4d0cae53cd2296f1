"""Five questions that make a goal worth having (SMART), to read beside the form."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class SmartCriterion:
    """One letter of SMART: what to ask oneself, and a goal before and after asking."""

    name: str | Promise
    question: str | Promise
    vague: str | Promise
    better: str | Promise


SMART = (
    SmartCriterion(
        _("Specific"),
        _("What exactly will be different, and where?"),
        _("Be a better leader"),
        _("Lead the project with the Oslo team"),
    ),
    SmartCriterion(
        _("Measurable"),
        _("What could somebody else see or count?"),
        _("People are happier"),
        _("The two teams ship on the same day, twice"),
    ),
    SmartCriterion(
        _("Action"),
        _("What will you do yourself, whatever others do?"),
        _("Get promoted"),
        _("Apply for the team lead role, with two people who back it"),
    ),
    SmartCriterion(
        _("Realistic"),
        _("Is it possible with the time you have, and yet a stretch?"),
        _("Learn everything about finance"),
        _("Explain my own budget without help"),
    ),
    SmartCriterion(
        _("Timely"),
        _("By when? And what is the first sign on the way?"),
        _("Some day"),
        _("By June; a first draft in March"),
    ),
)
