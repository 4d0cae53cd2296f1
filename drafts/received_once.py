"""A form that is sent twice is received once: the second is answered as the first was.

Each page masks the token against forgery in its own way, and a kept form carries its ticket. So two
equal posts are one form of one open page: a button pressed twice, or a form that is sent again
because no answer came back.
"""

import hashlib
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.crypto import salted_hmac

from accounts.permissions import current_user
from core.attached import Attached
from core.web import REFUSED
from drafts.form_data import TURN
from drafts.models import Arrival
from drafts.tickets import FIELD

SLIPS = {"csrfmiddlewaretoken", FIELD}
# To sign in, or to prove who somebody is, comes before the form is received.
WAYS_IN = ("account_login", "account_reauthenticate")

RECEIVED: Attached[bool] = Attached()
"""Of a request: an equal form was received before it."""

Handler = Callable[[HttpRequest], HttpResponse]


def received_once(get_response: Handler) -> Handler:
    """Let a form that is equal to an earlier one change nothing and lead where that one led.

    Its arrival and all it changes are one transaction, for which an equal form under way waits. A
    failure leaves neither. What is refused or shown again has not arrived and can be sent again.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        digest = digest_of(request)
        if not digest:
            return get_response(request)
        arrival = Arrival(user=current_user(request), digest=digest)
        try:
            with transaction.atomic():
                arrival.save(force_insert=True)
                answer = get_response(request)
                _settle(arrival, request, answer)
        except IntegrityError:
            first = Arrival.objects.filter(user=arrival.user, digest=digest).first()
            if first is None:
                raise
            RECEIVED.put(request, True)
            return HttpResponseRedirect(first.location)
        return answer

    return handle


def digest_of(request: HttpRequest) -> str:
    """A keyed digest of all that a form says, where it is sent, and of its page.

    "" for what is no form of somebody who is signed in, is saved while it is typed, or holds a
    password: no trace of one is stored, not even a digest.
    """
    if request.method != "POST" or not request.user.is_authenticated:
        return ""
    names = {*request.POST}
    if not names & SLIPS or TURN in names or any("password" in name for name in names):
        return ""
    answers = [*request.POST.lists()]
    sent = repr((request.get_full_path(), answers, _files(request)))
    return salted_hmac("drafts.received_once", sent, algorithm="sha256").hexdigest()


def _files(request: HttpRequest) -> list[tuple[str, str | None, str]]:
    """Field, name and digest of each file; all are left as if nobody had read them."""
    found = []
    for field, files in request.FILES.lists():
        for file in files:
            content = hashlib.sha256()
            for chunk in file.chunks():
                content.update(chunk)
            file.seek(0)
            found.append((field, file.name, content.hexdigest()))
    return found


def _settle(arrival: Arrival, request: HttpRequest, answer: HttpResponse) -> None:
    if answer.status_code >= 500:
        transaction.set_rollback(True)
    elif _has_arrived(request, answer):
        arrival.location = answer.headers["Location"]
        arrival.save(update_fields=["location"])
    else:
        Arrival.objects.filter(pk=arrival.pk).delete()


def _has_arrived(request: HttpRequest, answer: HttpResponse) -> bool:
    """It led on, and no action refused it (:func:`core.web.attempt`)."""
    if answer.status_code not in {302, 303} or REFUSED.of(request):
        return False
    return not answer.headers["Location"].startswith(tuple(map(resolve_url, WAYS_IN)))
