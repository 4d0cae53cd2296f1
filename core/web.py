"""What views have in common: running one action, and addresses for mails."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse

from core.attached import Attached
from core.errors import DomainError

BELOW: Attached[tuple[uuid.UUID, str]] = Attached()
"""Of a request: the program its page belongs to, and the address of the page above it."""
REFUSED: Attached[bool] = Attached()
"""Of a request: its button did nothing."""
REFUSED_BEFOREHAND: Attached[object] = Attached()
"""Of a form: the words with which it is refused whatever it says."""
ARRIVED: Attached[bool] = Attached()
"""Of a form: what it says is where it belongs."""


def absolute_url(route: str, **parts: object) -> str:
    """The full address of ``route``, as people reach it from outside."""
    return f"{settings.MENTORING_BASE_URL}{reverse(route, kwargs=parts)}"


def stand_below(request: HttpRequest, program_id: uuid.UUID, route: str) -> None:
    """Say of a page whose address does not name its program where it stands: below the page
    ``route`` of the program. The navigation shows it so."""
    BELOW.put(request, (program_id, reverse(route, kwargs={"program": program_id})))


def submit(form: BaseForm, action: Callable[[], object]) -> bool:
    """Run ``action`` when ``form`` is valid; a refusal becomes an error of the form, at the field
    it names where the form has it.

    :data:`REFUSED_BEFOREHAND` holds words where it is refused whatever it says.

    True when it was done, which :data:`ARRIVED` then says too. What was typed stays in the form
    otherwise.
    """
    if words := REFUSED_BEFOREHAND.of(form):
        form.add_error(None, str(words))
    if not form.is_valid():
        return False
    try:
        action()
    except DomainError as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, str(refusal.message))
        return False
    ARRIVED.put(form, True)
    return True


def attempt(request: HttpRequest, action: Callable[[], object], done: object) -> bool:
    """Run the ``action`` of a button and tell the person: ``done``, or why not.

    :data:`REFUSED` then says of the request that it did nothing.
    """
    try:
        action()
    except DomainError as refusal:
        REFUSED.put(request, True)
        messages.error(request, str(refusal.message))
        return False
    messages.success(request, str(done))
    return True


# A file does nothing in a browser, whatever stands in it: no script, no frame, no guessed type.
INERT = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
