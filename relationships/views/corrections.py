"""A coordinator puts right a phase that was confirmed by mistake."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.web import stand_below, submit
from programs.models import Program
from programs.permissions import signed_in
from relationships.actions import corrections
from relationships.models import Relationship


@require_http_methods(["GET", "HEAD", "POST"])
def phase_correct(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """What the correction would do, and the button that does it."""
    person, found = signed_in(request), _coordinated(request, relationship)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and submit(
        form, lambda: corrections.correct(relationship=found, by=person)
    ):
        done = _("The phase has been corrected. Everybody gets an email.")
        messages.success(request, done)
        return redirect("pair_detail", found.program_id, found.pk)
    context = {
        "form": form,
        "relationship": found,
        "people": [member.user for member in found.memberships.select_related("user")],
        "way": corrections.possible(found),
    }
    return render(request, "relationships/phase_correct.html", context)


def _coordinated(request: HttpRequest, relationship_id: uuid.UUID) -> Relationship:
    """Http404 for those who may not know the pair, PermissionDenied for its members and HR."""
    person = signed_in(request)
    found = Relationship.objects.select_related("program").filter(pk=relationship_id).first()
    if found is None:
        raise Http404
    if Program.objects.coordinated_by(person).filter(pk=found.program_id).exists():
        stand_below(request, found.program_id, "program_pairs")
        return found
    if person.is_hr_admin or found.memberships.filter(user=person).exists():
        raise PermissionDenied
    raise Http404
