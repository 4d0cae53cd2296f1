"""Travel and fee of mentors from outside the organization (S3-14, S3-32).

Coordinators read them; the mentee does too, once both have accepted.
"""

from django import forms
from django.utils.translation import gettext as _

from core.forms import read_by
from programs import formats
from programs.models import Program, Side

NAMES = ("fee_terms", "travel_terms")
LENGTH = 500


def asked_of(program: Program, role: str) -> bool:
    """Whether people who join ``program`` as ``role`` say their terms."""
    return role == Side.MENTOR and formats.of(program.format).terms


def fields() -> dict[str, forms.Field]:
    """What is asked, by name of the field of an enrollment."""
    return {
        "fee_terms": _field(
            _("Do you ask for a fee, and how much?"),
            _("For example “none”, or an amount for a session and who is invoiced."),
        ),
        "travel_terms": _field(
            _("Who bears travel costs?"),
            _("For example “we meet by video”, or how far you travel and at whose expense."),
        ),
    }


def words() -> dict[str, str]:
    """How each is named in a summary."""
    return {"fee_terms": _("Fee"), "travel_terms": _("Travel costs")}


def _field(label: str, hint: str) -> forms.CharField:
    field = forms.CharField(
        label=label,
        help_text=hint,
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write “none” if there is none, so that everybody knows.")},
    )
    return read_by("partner", field)
