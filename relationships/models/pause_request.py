"""A pause that is longer, or comes more often, than members decide alone."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import Record
from relationships.models.relationship import Membership, Relationship


class PauseRequestQuerySet(models.QuerySet["PauseRequest"]):
    def waiting(self) -> "PauseRequestQuerySet":
        return self.filter(decided_at=None)


class PauseRequest(Record):
    """A member asks the coordinator for a pause until ``resume_on``. No reason is asked or kept.

    Both read that it waits, because a pause concerns both. ``decided_by`` is empty where nobody
    decided: the one who asked withdrew it, or the mentoring ended.
    """

    relationship = models.ForeignKey(Relationship, models.CASCADE, related_name="pause_requests")
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    resume_on = models.DateField()
    is_agreed = models.BooleanField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects: ClassVar = PauseRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["relationship"],
                condition=Q(decided_at__isnull=True),
                name="one_pause_request_at_a_time",
                violation_error_message=_("A longer pause has been asked for already."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, is_agreed__isnull=True, decided_by=None)
                | Q(decided_at__isnull=False, is_agreed=False)
                | Q(decided_at__isnull=False, is_agreed=True, decided_by__isnull=False),
                name="pause_request_decided_and_when",
                violation_error_message=_("A request says how it was decided and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resume_on:%Y-%m-%d}"
