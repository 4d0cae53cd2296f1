"""Looking for words in one's own record.

The words are posted and never stand in an address: addresses are logged and kept by browsers.
"""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from relationships.permissions import membership_or_refusal
from sessions.forms import RecordSearchForm
from workspace.record_search import MOST_HITS, find


@require_http_methods(["GET", "HEAD", "POST"])
def record_search(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Posting looks and changes nothing."""
    mine = membership_or_refusal(request.user, relationship)
    form = RecordSearchForm(request.POST if request.method == "POST" else None)
    looked_for = form.cleaned_data["words"] if form.is_valid() else ""
    hits = find(mine, looked_for)
    context = {
        "mine": mine,
        "form": form,
        "looked_for": looked_for,
        "hits": hits,
        "most": MOST_HITS,
    }
    return render(request, "workspace/search.html", context)
