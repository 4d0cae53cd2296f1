"""Pages that belong to no app: the way in, and signs of life for machines."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from drafts import reminder, tickets
from drafts.middleware import rescue
from mentoring import outages
from mentoring.navigation import landing_page
from notifications import canary, health


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to the page where their work is."""
    reminder.tell_once(request)
    return redirect(landing_page(request.user))


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, is migrated and can be written to, and the field keys are right;
    whether messages are late, the worker looks for them, and background work handles its records.

    Whoever asks has not signed in. Figures of messages would tell when something happened between
    two people, and HR admins read them on the page of the outbox.

    It writes, though it is read: a database that only reads is not ready.
    """
    try:
        signs = _signs()
    except DatabaseError as error:
        return JsonResponse({"database": type(error).__name__}, status=503)
    is_ready = not signs["migrations_waiting"] and not signs["field_keys"]
    return JsonResponse(signs, status=200 if is_ready else 503)


def _signs() -> dict[str, object]:
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        return {"migrations_waiting": waiting, "field_keys": []}
    return {
        "migrations_waiting": 0,
        "field_keys": canary.sing(),
        "messages": "late" if health.is_late(health.lag_seconds()) else "ok",
        "worker": "silent" if health.is_silent(health.last_sweep_age()) else "ok",
        "background_work": "failing" if health.records_in_trouble() else "ok",
    }


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for what went wrong: 503 with the words typed while the database is away, else 500.

    It asks the database nothing.
    """
    error = sys.exc_info()[1]
    if error is None or not outages.is_outage(error):
        return HttpResponseServerError(render_to_string("500.html"))
    page = render_to_string("503.html", {"sent": outages.sent_again(request)})
    answer = HttpResponse(page, status=503)
    answer.headers["Retry-After"] = "10"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without its token: keep what was typed, and say what to do."""
    ticket = tickets.sent_with(request)
    draft = rescue(request, ticket) if ticket else None
    return render(request, "403_csrf.html", {"draft": draft}, status=403)
