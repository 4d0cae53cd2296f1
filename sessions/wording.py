"""Words that differ between a pair and a record with more members."""

from typing import TypeVar

from django.forms import BaseForm, ChoiceField
from django.utils.translation import gettext as _

from mentoring.lib.forms import read_by
from relationships.models import Relationship
from sessions.models import Visibility

AnyForm = TypeVar("AnyForm", bound=BaseForm)


def fitted(form: AnyForm, relationship: Relationship) -> AnyForm:
    """The same form, speaking of all members where there are more than two."""
    if relationship.is_many:
        for field in form.fields.values():
            if vars(field).get("readers") == "pair":
                read_by("members", field)
            if isinstance(field, ChoiceField) and field.choices == Visibility.choices:
                field.choices = [("private", _("Only I")), ("shared", _("All of us"))]
    return form
