"""A coordinator's rulings beside a run."""

import uuid
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from matching import wording
from matching.models import Decision, MatchRun, Ruling
from profiles.models import Enrollment
from programs.models import Program

Pairing = tuple[uuid.UUID, uuid.UUID]


def rulings_of(program: Program) -> list[Decision]:
    rows = Decision.objects.filter(program=program).select_related("mentor__user", "mentee__user")
    return list(rows.order_by("ruling", "mentee__user__full_name"))


def by_pair(rulings: Iterable[Decision]) -> dict[Pairing, str]:
    return {(row.mentor_id, row.mentee_id): row.ruling for row in rulings}


def ruled_since(run: MatchRun, rulings: Mapping[Pairing, str]) -> bool:
    """Whether a coordinator has ruled on a pair, or taken a ruling back, since ``run``."""
    now = {
        ruling: {
            (str(mentor), str(mentee)) for (mentor, mentee), r in rulings.items() if r == ruling
        }
        for ruling in Ruling
    }
    then = {
        Ruling.PINNED: {tuple(pair) for pair in run.summary["pins"]},
        Ruling.REJECTED: {tuple(pair) for pair in run.summary["rejects"]},
    }
    return now != then


def refused(run: MatchRun) -> list[str]:
    """The pairs that could not be kept together, each in a sentence."""
    pins = run.summary["refused_pins"]
    if not pins:
        return []
    ids = [pin[side] for pin in pins for side in ("mentor", "mentee")]
    people = Enrollment.objects.filter(pk__in=ids).select_related("user")
    names = {str(row.pk): str(row.user) for row in people}
    return [
        _("%(mentee)s could not be kept with %(mentor)s: %(why)s.")
        % {
            "mentee": names.get(pin["mentee"], "?"),
            "mentor": names.get(pin["mentor"], "?"),
            "why": wording.rule_words(pin["rule"]),
        }
        for pin in pins
    ]
