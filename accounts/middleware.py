"""Each person's own language and time zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts.models import User

Handler = Callable[[HttpRequest], HttpResponse]


def personal_settings(get_response: Handler) -> Handler:
    """Show a signed-in person the times of their own zone in their own language."""

    def handle(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            with timezone.override(None):
                return get_response(request)
        translation.activate(request.user.page_language)
        with timezone.override(ZoneInfo(request.user.zone)):
            return get_response(request)

    return handle


def write_for(person: User) -> None:
    """Write this page for the owner of a signed link, who need not have signed in: a day is the
    same one there as in their email."""
    translation.activate(person.page_language)
    timezone.activate(ZoneInfo(person.zone))
