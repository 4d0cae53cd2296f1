"""Pages that belong to no app: the way in, and signs of life for machines."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from drafts import reminding, tickets
from drafts.middleware import rescue
from mentoring.navigation import landing_page
from notifications import health


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to the page where their work is."""
    reminding.tell_once(request)
    return redirect(landing_page(request.user))


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and is migrated; how late the oldest message is, in seconds."""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    signs = {
        "migrations_waiting": waiting,
        "oldest_message_late_by": 0 if waiting else health.lag_seconds(),
        "last_sweep": None if waiting else health.last_sweep_age(),
    }
    return JsonResponse(signs, status=503 if waiting else 200)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without its token: keep what was typed, and say what to do."""
    ticket = tickets.sent_with(request)
    draft = rescue(request, ticket) if ticket else None
    return render(request, "403_csrf.html", {"draft": draft}, status=403)
