"""What else is possible for one mentee of the draft."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from matching import wording
from matching.models.runs import MatchRun, Proposal, Unmatched
from matching.permissions import require_run
from matching.possibilities import possibilities
from matching.presenters.shares import shares
from profiles import access_log
from programs.models import Side
from programs.permissions import signed_in


@require_safe
def matching_alternatives(request: HttpRequest, run: uuid.UUID, mentee: uuid.UUID) -> HttpResponse:
    """The mentor proposed to a mentee, and up to five others with what they would cost. The reasons
    are parts of the answers of all of them, and the look is written down."""
    found = require_run(request, run)
    shown = _proposed(found, mentee) or _left_over(found, mentee)
    others = possibilities(found, shown["person"])
    mentors = [other.mentor.pk for other in others or ()]
    if "pair" in shown:
        mentors.append(shown["pair"].mentor_id)
    if mentors:
        access_log.note_parts(enrollments=[mentee, *mentors], by=signed_in(request))
    context = {"program": found.program, "run": found, "others": others, **shown}
    return render(request, "matching/possibilities.html", context)


def _proposed(run: MatchRun, mentee: uuid.UUID) -> dict[str, Any]:
    """The pair of the run in words; empty when there is none."""
    pairs = Proposal.objects.filter(run=run, mentee=mentee)
    pair = pairs.select_related("mentor__user", "mentee__user", "run__program").first()
    if pair is None:
        return {}
    name = pair.mentor.user.get_short_name()
    return {
        "person": pair.mentee,
        "pair": pair,
        "reasons": wording.reason_words(pair.reasons, name),
        "concerns": wording.concern_words(pair.concerns, name),
        "shares": shares(pair),
    }


def _left_over(run: MatchRun, mentee: uuid.UUID) -> dict[str, Any]:
    """Why the run has nobody; 404 for somebody it does not know as a mentee."""
    people = Unmatched.objects.filter(run=run, enrollment__role=Side.MENTEE)
    left = get_object_or_404(people.select_related("enrollment__user"), enrollment=mentee)
    name = left.enrollment.user.get_short_name()
    return {"person": left.enrollment, "why": wording.why_words(left.reasons, name)}
