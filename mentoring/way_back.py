"""What a GET shows where only a POST is taken: a restored tab, or a return from sign-in.

Instead of an empty page, whoever opens it is led to the page on which the button is.
"""

import inspect
from collections.abc import Callable, Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponse]
READING = {"GET", "HEAD"}
DOWNLOADS = {"file_download"}
"""Addresses that answer with a file: nobody is led there."""
ELSEWHERE = {
    "account_address": "account_settings",
    "mentor_away": "request_list",
    "outcome_choose": "closing",
    "wish_add": "mentor_directory",
    "wish_move": "mentor_directory",
    "wish_remove": "mentor_directory",
}
"""Buttons on a page that is not above them in the addresses; each has the first part of theirs."""


def lead_back(get_response: Handler) -> Handler:
    """Answer who reads the address of a button with a page, and say that nothing was changed."""

    def handle(request: HttpRequest) -> HttpResponse:
        answer = get_response(request)
        if answer.status_code != 405 or request.method not in READING:
            return answer
        messages.info(
            request,
            _("Nothing has been changed: you opened the address of a button. It is on this page."),
        )
        return redirect(page_of(request.path))

    return handle


def page_of(path: str) -> str:
    """The page with the button whose address is ``path``.

    Its own view decides whether somebody may read it.
    """
    button = resolve(path)
    if button.url_name in ELSEWHERE:
        return reverse(ELSEWHERE[button.url_name], args=list(button.kwargs.values())[:1])
    return page_above(path)


def page_above(path: str) -> str:
    """The nearest page above ``path`` in the addresses of the product; "home" without one."""
    parts = path.strip("/").split("/")
    above = (f"/{'/'.join(parts[:length])}/" for length in range(len(parts) - 1, 0, -1))
    return next((page for page in above if is_page(page)), resolve_url("home"))


def is_page(path: str) -> bool:
    """Whether ``path`` is an address that can be read."""
    try:
        found = resolve(path)
    except Resolver404:
        return False
    limits = [methods for methods in _methods(found.func) if methods]
    return found.url_name not in DOWNLOADS and all(READING & set(one) for one in limits)


def _methods(view: Callable[..., object] | None) -> Iterator[list[str]]:
    """The methods that each decorator of ``view`` takes (``django.views.decorators.http``)."""
    while view is not None:
        yield inspect.getclosurevars(view).nonlocals.get("request_method_list", [])
        view = getattr(view, "__wrapped__", None)
