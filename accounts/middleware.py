"""Each person's own language and time zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

Handler = Callable[[HttpRequest], HttpResponse]


def personal_settings(get_response: Handler) -> Handler:
    """Show a signed-in person the times of their own zone in their own language."""

    def handle(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            timezone.deactivate()
            return get_response(request)
        translation.activate(request.user.page_language)
        with timezone.override(ZoneInfo(request.user.zone)):
            return get_response(request)

    return handle
