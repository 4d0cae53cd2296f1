"""Forms that keep what was typed, say what is wrong at the field, and who will read each answer."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Every form and field of the product is drawn by these two templates."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
