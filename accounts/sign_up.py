"""Who may sign up, and what an address that asks for it gets."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from accounts import letters
from accounts.models import User

OFF = "off"
DIRECTORY = "directory"
"""Only people whom the organization has entered. Anything else is a list of domains."""

Handler = Callable[[HttpRequest], HttpResponse]


def is_open() -> bool:
    return bool(settings.MENTORING_SIGN_UP != OFF)


def may_join(email: str) -> bool:
    """Whether somebody nobody has entered may sign up with this address."""
    if settings.MENTORING_SIGN_UP in {OFF, DIRECTORY}:
        return False
    domains = settings.MENTORING_SIGN_UP.lower().split(",")
    return email.rpartition("@")[2].lower() in {domain.strip() for domain in domains}


def ask(email: str, onward: str) -> None:
    """Send the address what lets its owner in, if anybody may come in with it.

    Nothing is asked but the address: whoever reads its mail chooses name and password. ``onward``
    is the path to go on to, on whatever device the link is opened.
    """
    person = User.objects.by_email(email) or (_newcomer(email) if may_join(email) else None)
    if person is None or not person.is_active:
        return
    if person.last_login:
        letters.tell_signed_up(person)
    else:
        letters.invite(person, onward=onward)


def _newcomer(email: str) -> User:
    known, spoken = dict(settings.LANGUAGES), get_language() or settings.LANGUAGE_CODE
    language = spoken if spoken in known else settings.LANGUAGE_CODE
    return User.objects.create_user(email, language=language)


def steady(get_response: Handler) -> Handler:
    """Let the answers to an address take equally long, whether anybody has it or not."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or request.path not in settings.STEADY_PATHS:
            return get_response(request)
        started = time.monotonic()
        answer = get_response(request)
        time.sleep(max(0.0, settings.STEADY_SECONDS - (time.monotonic() - started)))
        return answer

    return handle
