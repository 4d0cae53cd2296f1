"""How enrollments use skills: counted by person, and moved when two skills are merged."""

import uuid
from collections.abc import Collection, Mapping

from django.db.models import Count

from profiles.models import Direction, EnrollmentSkill
from skills.models import Skill
from skills.usage import Usage, register


def people(skills: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """How many people name each skill, in whatever program."""
    rows = EnrollmentSkill.objects.filter(skill__in=skills).order_by().values("skill")
    counted = rows.annotate(people=Count("enrollment__user", distinct=True))
    return dict(counted.values_list("skill", "people"))


def move(gone: Skill, kept: Skill) -> int:
    """Let profiles name ``kept``; how many named ``gone``.

    A profile that named both keeps the better level offered, or the longer way wanted.
    """
    rows = list(EnrollmentSkill.objects.select_for_update().filter(skill=gone))
    existing = EnrollmentSkill.objects.select_for_update().filter(
        skill=kept, enrollment__in=[row.enrollment_id for row in rows]
    )
    doubles = {(row.enrollment_id, row.direction): row for row in existing}
    for row in rows:
        double = doubles.get((row.enrollment_id, row.direction))
        if double:
            _join(double, row)
        else:
            row.skill = kept
            row.save(update_fields=["skill"])
    return len(rows)


def _join(kept: EnrollmentSkill, gone: EnrollmentSkill) -> None:
    """One row that says what two said; the other is deleted."""
    if kept.direction == Direction.OFFERED:
        kept.level = max(kept.level, gone.level)
    else:
        kept.level = min(kept.level, gone.level)
        kept.target = max(kept.target or 0, gone.target or 0)
    gone.delete()
    kept.save()


register("profiles", Usage(people, move))
