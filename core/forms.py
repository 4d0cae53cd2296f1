"""Forms that keep what was typed, say what is wrong at the field, and who will read each answer."""

from typing import TypeVar

from django.forms import Field
from django.forms.renderers import TemplatesSetting

AnyField = TypeVar("AnyField", bound=Field)


class Renderer(TemplatesSetting):
    """Every form and field of the product is drawn by these two templates."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


def read_by(readers: str, field: AnyField) -> AnyField:
    """Say beside the field readers of the answer: a key of ``templatetags.ui.READERS``."""
    vars(field)["readers"] = readers
    return field
