"""What a program asks at enrollment."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.constraints import both_or_neither, one_of
from core.models import Record
from programs.models.program import Program


class QuestionKind(models.TextChoices):
    SHORT_TEXT = "short_text", _("Short text")
    LONG_TEXT = "long_text", _("Long text")
    ONE_CHOICE = "one_choice", _("One choice")
    SEVERAL = "several", _("Several choices")
    SCALE = "scale", _("Scale from 1 to 5")
    YES_NO = "yes_no", _("Yes or no")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    RANKING = "ranking", _("Put in order")
    SKILL_LEVEL = "skill_level", _("A skill and its level")


class Audience(models.TextChoices):
    BOTH = "both", _("Mentors and mentees")
    MENTOR = "mentor", _("Mentors")
    MENTEE = "mentee", _("Mentees")


class Reader(models.TextChoices):
    """Who may read the answer, besides its author."""

    COORDINATOR = "coordinator", _("The coordinators only")
    PARTNER = "partner", _("The coordinators and, once both have accepted, the partner")


class QuestionQuerySet(models.QuerySet["Question"]):
    def current(self) -> "QuestionQuerySet":
        """What is still asked: no earlier version, nothing that was taken out."""
        return self.filter(ended_at__isnull=True)

    def asked_of(self, side: str) -> "QuestionQuerySet":
        return self.current().filter(audience__in=[Audience.BOTH, side])


class Question(Record):
    """A question this program asks at enrollment, beside the profile every program has.

    Once answered, its words are history: changing them ends this version and begins another of the
    same ``lineage``, and the answers stay under the words they were given to.
    """

    program = models.ForeignKey(Program, models.CASCADE, related_name="questions")
    audience = models.CharField(
        _("who is asked"), max_length=8, choices=Audience.choices, default=Audience.BOTH
    )
    kind = models.CharField(
        _("kind of answer"), max_length=12, choices=QuestionKind.choices, default="short_text"
    )
    text = models.CharField(_("question"), max_length=300)
    help_text = models.CharField(_("explanation"), max_length=500, blank=True)
    choices = ArrayField(
        models.CharField(max_length=120), verbose_name=_("choices"), default=list, blank=True
    )
    readers = models.CharField(
        _("readers of the answer"),
        max_length=12,
        choices=Reader.choices,
        default=Reader.COORDINATOR,
    )
    required = models.BooleanField(_("an answer is required"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    lineage = models.UUIDField(default=uuid.uuid4, editable=False)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ("position", "created_at")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind__in=["one_choice", "several", "ranking"])
                | Q(choices__len__gte=2),
                name="choice_question_has_choices",
                violation_error_message=_("A choice needs at least two answers to choose from."),
            ),
            one_of(
                "readers",
                Reader.values,
                name="question_readers_known",
                message=_("This is not somebody who can read an answer."),
            ),
            both_or_neither(
                "ended_by",
                "ended_at",
                name="question_ended_who_and_when",
                message=_("Ending a question records who and when."),
            ),
            models.UniqueConstraint(
                fields=["lineage"],
                condition=Q(ended_at__isnull=True),
                name="one_current_version_of_a_question",
                violation_error_message=_("This question has a newer version already."),
            ),
        ]

    def __str__(self) -> str:
        return self.text
