"""A success story: written by one member, told to others only while all consent."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import ConfidentialTextField
from core.models import Record
from programs.models import Program
from relationships.models.relationship import ConcludedKind, Membership, Relationship


class StoryQuerySet(models.QuerySet["Story"]):
    def told_in(self, program: Program) -> "StoryQuerySet":
        """What the people of ``program`` may read, the newest first.

        Nothing of a relationship that is on hold, or that ended in another way than completed.
        """
        still_well = Q(relationship__concluded_kind__in=["", ConcludedKind.COMPLETED])
        rows = self.filter(still_well, relationship__program=program, told_at__isnull=False)
        return rows.filter(relationship__held_at=None).order_by("-told_at")


class Story(Record):
    """What became of a mentoring, in the words of its people.

    Sealed like everything else the members write, because until ``told_at`` it is theirs alone.
    """

    relationship = models.OneToOneField(Relationship, models.CASCADE, related_name="story")
    title = ConfidentialTextField(_("title"))
    words = ConfidentialTextField(_("story"))
    is_named = models.BooleanField(_("with our names"), default=False)
    written_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    objects: ClassVar = StoryQuerySet.as_manager()

    class Meta:
        ordering = ("-written_at",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(told_at__isnull=True) | Q(told_at__gte=models.F("written_at")),
                name="story_told_after_it_was_written",
                violation_error_message=_("A story is told after it was written."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def version(self) -> str:
        """Changes with each writing: consent is given to one version."""
        return self.written_at.isoformat()


class StoryConsent(Record):
    """One member lets others read the story as it is."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="consents")
    member = models.ForeignKey(Membership, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["story", "member"],
                name="story_consent_once",
                violation_error_message=_("You have consented already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.member_id)
