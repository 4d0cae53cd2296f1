"""Drafts of groups, circles and pairs of peers. Nobody is told of them before they are proposed.

A draft that has been proposed is a relationship, and its rows here are gone.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.constraints import between
from core.models import Record
from profiles.models import Enrollment
from programs.models import Program


class Gathering(Record):
    """People who may be proposed to each other. ``is_kept``: arranging anew leaves it alone."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="gatherings")
    name = models.CharField(_("name"), max_length=80, blank=True)
    fit = models.PositiveSmallIntegerField(null=True)
    is_kept = models.BooleanField(default=False)

    class Meta:
        ordering = ("-fit", "created_at", "pk")
        constraints: ClassVar = [
            between("fit", 0, 100, name="gathering_fit", message=_("A fit is 0 to 100."))
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)


class Place(Record):
    """One person in a draft, with what speaks for it (codes, worded when shown)."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="places")
    enrollment = models.OneToOneField(Enrollment, models.CASCADE, related_name="place_in_draft")
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ("enrollment__role", "enrollment__user__full_name", "pk")

    def __str__(self) -> str:
        return str(self.enrollment)


class Arrangement(Record):
    """The last time the drafts of a program were arranged, and why some people have no place.

    ``left``: a note (code and params) by the id of the enrollment. ``overtaken``: two enrollments
    (ids) that could not be proposed and the moment (ISO), for each (``matching.verdicts``).
    """

    program = models.OneToOneField(Program, models.CASCADE, related_name="arrangement")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField()
    is_proven = models.BooleanField(default=False)
    left = models.JSONField(default=dict)
    overtaken = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.arranged_at:%Y-%m-%d %H:%M}"
