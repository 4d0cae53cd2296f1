"""Words that differ between a pair and a record with more members."""

from django.forms import ChoiceField
from django.utils.translation import gettext as _

from relationships import readers
from relationships.models import Relationship
from relationships.readers import AnyForm
from sessions.models import Visibility


def fitted(form: AnyForm, relationship: Relationship) -> AnyForm:
    """The same form, speaking of all members where there are more than two."""
    readers.fitted(form, readers.of_all(relationship))
    if relationship.is_many:
        for field in form.fields.values():
            if isinstance(field, ChoiceField) and field.choices == Visibility.choices:
                field.choices = [("private", _("Only I")), ("shared", _("All of us"))]
    return form
