"""The line manager's word on whether somebody can take the time."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.constraints import in_order, one_of
from core.models import Record
from profiles.models.enrollment import Enrollment
from programs.models import Silence


class ManagerWord(models.TextChoices):
    WAITING = "waiting", _("asked")
    YES = "yes", _("yes")
    NO = "no", _("no")
    SILENT = "silent", _("no answer")
    NOBODY = "nobody", _("nobody to ask")


class ManagerAnswer(Record):
    """One line manager was asked about one enrollment: never why, and never what it says.

    ``silence`` is what no answer by ``answer_by`` counts as, as the letter said.
    """

    enrollment = models.OneToOneField(Enrollment, models.CASCADE, related_name="manager_answer")
    manager = models.ForeignKey(User, models.PROTECT, null=True, related_name="asked_as_manager")
    word = models.CharField(max_length=7, choices=ManagerWord.choices, default=ManagerWord.WAITING)
    silence = models.CharField(max_length=11, choices=Silence.choices)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    times_asked = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints: ClassVar = [
            one_of(
                "word",
                ManagerWord.values,
                name="manager_word_known",
                message=_("A line manager says yes or no."),
            ),
            one_of(
                "silence",
                Silence.values,
                name="manager_silence_known",
                message=_("Silence counts as yes, as no, or is left to the coordinators."),
            ),
            in_order(
                "asked_at",
                "answer_by",
                name="manager_answers_after_asking",
                message=_("A line manager has time to answer."),
            ),
            models.CheckConstraint(
                condition=Q(manager__isnull=False) | Q(word="nobody"),
                name="manager_asked_is_known",
                violation_error_message=_("Only a known line manager is asked."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(word__in=["yes", "no"]),
                name="manager_answer_has_word",
                violation_error_message=_("An answer says yes or no."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.get_word_display()}"

    @property
    def is_by_silence(self) -> bool:
        """Whether the word stands only because nobody answered in time."""
        return self.answered_at is None and self.word in (ManagerWord.YES, ManagerWord.NO)
