"""What a record said when somebody opened its form, and what has changed since."""

from typing import Any

from django.forms import BaseForm, BooleanField, Field
from django.utils.crypto import salted_hmac
from django.utils.formats import localize
from django.utils.translation import gettext as _

from core.forms import full_label

Difference = tuple[str, str]
EMPTY: tuple[Any, ...] = (None, "", False, [], ())


def digest(form: BaseForm) -> str:
    """A short text that changes with everything ``form`` starts from.

    Keyed, because the words are confidential. Call it before anything else is filled in. What is
    empty is left out: a question added to a form changes nothing that somebody has written.
    """
    starts = {name: _start(form, name) for name in form.fields}
    parts = [f"{name}={start!r}" for name, start in starts.items() if start not in EMPTY]
    return salted_hmac("drafts.changes", "\0".join(parts), algorithm="sha256").hexdigest()[:32]


def differences(form: BaseForm) -> list[Difference]:
    """Label and words of what is stored now, where something else was typed into ``form``."""
    names = [name for name in form.changed_data if not form[name].is_hidden]
    return [
        (full_label(form[name]), shown(form.fields[name], _start(form, name))) for name in names
    ]


def _start(form: BaseForm, name: str) -> Any:
    field = form.fields[name]
    return field.prepare_value(form.get_initial_for_field(field, name))


def shown(field: Field, value: Any) -> str:
    """An answer in the words of the form."""
    if isinstance(field, BooleanField):
        return _("Yes") if value else _("No")
    labels = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    values = value if isinstance(value, (list, tuple)) else [value]
    words = [labels.get(str(one), str(localize(one))) for one in values if one not in (None, "")]
    return ", ".join(words) or _("Nothing")
