"""The organization's vocabulary of skills."""

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.constraints import both_or_neither
from core.models import Record


class SkillQuerySet(models.QuerySet["Skill"]):
    def choosable(self, also: Iterable[uuid.UUID] = ()) -> "SkillQuerySet":
        """What people can choose today, and ``also``: what they have chosen already."""
        return self.filter(Q(retired_at__isnull=True) | Q(pk__in=also))

    def mentioning(self, words: str) -> "SkillQuerySet":
        """Skills with ``words`` in the name, the area or another name people use."""
        return self.filter(
            Q(name__icontains=words) | Q(area__icontains=words) | Q(synonyms__icontains=words)
        )


class Skill(Record):
    """An entry of the organization's skills vocabulary.

    A retired one stays on the profiles that name it and cannot be chosen any more.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    area = models.CharField(_("area"), max_length=60)
    synonyms = ArrayField(
        models.CharField(max_length=80), verbose_name=_("other names"), default=list, blank=True
    )
    # As it may be told: of the night, and moved by five at a time (decision 23).
    people_told = models.PositiveIntegerField(_("people who name it, as told"), default=0)
    retired_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)

    objects: ClassVar = SkillQuerySet.as_manager()

    class Meta:
        ordering = ("area", "name")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                name="skill_named_once_in_vocabulary",
                violation_error_message=_("A skill with this name is already in the vocabulary."),
            ),
            both_or_neither(
                "retired_by",
                "retired_at",
                name="skill_retired_who_and_when",
                message=_("Retiring a skill records who and when."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None
