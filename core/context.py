"""What every template knows about the installation."""

from django.conf import settings
from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, object]:
    return {"app_name": settings.MENTORING_NAME, "development": settings.MENTORING_DEMO}
