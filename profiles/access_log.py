"""Who has opened somebody's answers to a program, for that person to read.

Two kinds of looks: at all answers of one person, on their page, and at parts of them, beside those
of others in a list, a comparison or a file. Each leaves at most one line for each reader and day,
and a look at all answers stands for both (decision 24).
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from accounts.models import AuditEvent, User
from profiles.models import Enrollment
from programs.queries import today_here

SEEN, LISTED = "enrollment.answers_seen", "enrollment.answers_listed"
KIND = Enrollment._meta.label_lower


@dataclass(frozen=True)
class Look:
    """One person looked at the answers on one day, however often; ``is_whole``: at all of them."""

    by: User
    on: date
    is_whole: bool


def note(*, enrollment: Enrollment, by: User) -> None:
    """Write down that ``by`` has all answers of ``enrollment`` before them; once a day."""
    _note({enrollment.pk}, SEEN, by, known=[SEEN])


def note_parts(*, enrollments: Iterable[uuid.UUID], by: User) -> None:
    """Write down that ``by`` has parts of the answers of these people before them; once a day for
    each. One question and one insert, however many they are."""
    _note({*enrollments}, LISTED, by, known=[SEEN, LISTED])


def _note(ids: Collection[uuid.UUID], verb: str, by: User, known: Collection[str]) -> None:
    """Nobody looks at their own answers, and a page without any asks nothing."""
    if not ids:
        return
    day = today_here().isoformat()
    events = _looks(known).filter(actor=by, details__on=day)
    noted = Exists(events.filter(target_id=Cast(OuterRef("pk"), CharField())))
    rows = Enrollment.objects.filter(pk__in=ids).exclude(user=by).exclude(noted).order_by()
    AuditEvent.objects.bulk_create(
        (
            AuditEvent(
                actor=by,
                verb=verb,
                target_kind=KIND,
                target_id=str(pk),
                program_id=program,
                details={"on": day},
            )
            for pk, program in rows.values_list("pk", "program_id")
        ),
        batch_size=1000,
    )


def _looks(verbs: Collection[str]) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(verb__in=verbs, target_kind=KIND)


def at(enrollment: Enrollment) -> list[Look]:
    """All looks at the answers of ``enrollment``, the latest first; one query."""
    rows = _looks([SEEN, LISTED]).filter(target_id=str(enrollment.pk)).select_related("actor")
    found: dict[tuple[User, str], bool] = {}
    for row in rows:
        if row.actor:
            key = row.actor, row.details["on"]
            found[key] = found.get(key, False) or row.verb == SEEN
    return [Look(by, date.fromisoformat(on), whole) for (by, on), whole in found.items()]
