"""The audit trail: one row for every change that matters, written in the same transaction."""

import uuid

from django.db import models

from accounts.models import AuditEvent, User


def record(
    *,
    by: User | None,
    verb: str,
    target: models.Model,
    program_id: uuid.UUID | None = None,
    **details: object,
) -> AuditEvent:
    """Note that ``by`` (None: the system, or nobody may know) did ``verb`` to ``target``.

    ``details`` are plain JSON values and never words written in confidence.
    """
    return AuditEvent.objects.create(
        actor=by,
        verb=verb,
        target_kind=target._meta.label_lower,
        target_id=str(target.pk),
        program_id=program_id,
        details=details,
    )
