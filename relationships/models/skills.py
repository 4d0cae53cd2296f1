"""The skills gap: where somebody stands in a skill, where they want to be, and what shows it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.constraints import between
from core.fields import ConfidentialTextField
from core.models import Record
from profiles.models import SkillLevel
from relationships.models.agreement_and_goals import Goal
from relationships.models.relationship import Membership


class WantedSkill(Record):
    """A skill its owner wants to grow in. The pair reads it; only the owner rates it.

    ``name`` is in the owner's own words, so that it stays whatever becomes of the vocabulary.
    """

    owner = models.ForeignKey(Membership, models.CASCADE, related_name="wanted_skills")
    name = ConfidentialTextField(_("skill"))
    target = models.PositiveSmallIntegerField(_("level wanted"), choices=SkillLevel.choices)
    goals = models.ManyToManyField(Goal, related_name="skills")

    class Meta:
        ordering = ("created_at",)
        constraints: ClassVar = [
            between("target", 1, 4, name="wanted_skill_target", message=_("Levels go from 1 to 4."))
        ]

    def __str__(self) -> str:
        return str(self.get_target_display())


class SkillRating(Record):
    """Where the owner stood on one day, and what showed it."""

    wanted = models.ForeignKey(WantedSkill, models.CASCADE, related_name="ratings")
    rated_on = models.DateField()
    level = models.PositiveSmallIntegerField(_("level now"), choices=SkillLevel.choices)
    evidence = ConfidentialTextField(_("what shows it"), blank=True)

    class Meta:
        ordering = ("rated_on",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["wanted", "rated_on"],
                name="skill_rated_once_a_day",
                violation_error_message=_("This skill has been rated today already."),
            ),
            between("level", 0, 4, name="skill_rating_level", message=_("Levels go from 0 to 4.")),
        ]

    def __str__(self) -> str:
        return f"{self.rated_on}: {self.get_level_display()}"
