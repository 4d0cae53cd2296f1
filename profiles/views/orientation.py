"""The orientation of one enrollment."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.web import submit
from profiles import actions
from profiles.forms import OrientationForm
from profiles.models import Enrollment
from programs.permissions import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def orientation(request: HttpRequest, enrollment: uuid.UUID) -> HttpResponse:
    """Three short texts with a question each; all answered right, it is done."""
    by = signed_in(request)
    rows = Enrollment.objects.select_related("program", "user")
    mine = get_object_or_404(rows, pk=enrollment, user=by)
    form = OrientationForm(request.POST if request.method == "POST" else None, enrollment=mine)
    if submit(form, lambda: actions.complete_orientation(enrollment=mine, by=by)):
        messages.success(request, _("Thank you: your orientation is done."))
        return redirect("enrollment_detail", mine.pk)
    return render(request, "profiles/orientation.html", {"enrollment": mine, "form": form})
