"""What the members agree on: the agreement and the goals."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import between, both_or_neither, one_of
from core.fields import ConfidentialTextField
from core.models import Record
from relationships.models.consent import TwoSided
from relationships.models.relationship import Membership, Relationship


class Confidence(models.TextChoices):
    """How much may be told outside. Danger and the law are exceptions to each."""

    NOTHING = "nothing", _("We tell others nothing, except that we meet")
    TOPICS = "topics", _("Topics may be named, details may not")
    AGREED = "agreed", _("Only what we have agreed on beforehand, each time")


class Agreement(Record, TwoSided):
    """One version of the working rules of a pair; the newest confirmed one holds."""

    relationship = models.ForeignKey(Relationship, models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    cadence_days = models.PositiveSmallIntegerField(_("days between sessions"))
    session_minutes = models.PositiveSmallIntegerField(_("session length in minutes"))
    channels = ArrayField(models.CharField(max_length=20), verbose_name=_("channels"))
    ends_on = models.DateField(_("planned end"))
    purpose = ConfidentialTextField(_("purpose"), blank=True)
    place = ConfidentialTextField(_("place"), blank=True)
    travel = ConfidentialTextField(_("travel and its costs"), blank=True)
    confidence = models.CharField(
        _("degree of confidentiality"), max_length=7, choices=Confidence.choices, blank=True
    )
    confidentiality = ConfidentialTextField(_("confidentiality"), blank=True)
    boundaries = ConfidentialTextField(_("boundaries"), blank=True)
    if_not_working = ConfidentialTextField(_("if it does not work"), blank=True)

    class Meta(TwoSided.Meta):
        ordering = ("-version",)
        constraints: ClassVar = [
            *TwoSided.Meta.constraints,
            models.UniqueConstraint(
                fields=["relationship", "version"],
                name="agreement_version_once",
                violation_error_message=_("Somebody has just written a newer version."),
            ),
            one_of(
                "confidence",
                ["", *Confidence.values],
                name="agreement_confidence_known",
                message=_("This is not a degree of confidentiality."),
            ),
            between(
                "cadence_days",
                1,
                180,
                name="agreement_cadence_days",
                message=_("Sessions are between 1 and 180 days apart."),
            ),
            between(
                "session_minutes",
                15,
                240,
                name="agreement_session_minutes",
                message=_("A session lasts between 15 and 240 minutes."),
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class GoalKind(models.TextChoices):
    PROFESSIONAL = "professional", _("Professional development")
    SKILL = "skill", _("New skills")
    PROMOTION = "promotion", _("Promotion or next role")
    PERSONAL = "personal", _("Personal")


class Horizon(models.TextChoices):
    DAY_TO_DAY = "day_to_day", _("Day to day")
    LONG_TERM = "long_term", _("Long term")


class GoalResult(models.TextChoices):
    ACHIEVED = "achieved", _("Achieved")
    PARTLY = "partly", _("Partly achieved")
    NOT_ACHIEVED = "not_achieved", _("Not achieved")
    DROPPED = "dropped", _("Dropped")


class Goal(Record, TwoSided):
    """What its owner works towards. Coordinators see its kind and state, never its words.

    In a group it is read by its owner and the mentor, in a circle by its owner, until the owner
    shares it with everybody (``is_shared``).
    """

    relationship = models.ForeignKey(Relationship, models.CASCADE, related_name="goals")
    owner = models.ForeignKey(Membership, models.PROTECT, related_name="goals")
    is_shared = models.BooleanField(_("everybody in the group may read it"), default=False)
    title = ConfidentialTextField(_("goal"))
    success = ConfidentialTextField(_("how you will know"), blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=GoalKind.choices)
    horizon = models.CharField(_("horizon"), max_length=10, choices=Horizon.choices)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    progress = models.PositiveSmallIntegerField(_("progress in percent"), default=0)
    moved_at = models.DateTimeField(null=True)
    result = models.CharField(_("result"), max_length=12, choices=GoalResult.choices, blank=True)
    closed_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta(TwoSided.Meta):
        ordering = ("created_at",)
        constraints: ClassVar = [
            *TwoSided.Meta.constraints,
            both_or_neither(
                "closed_by",
                "closed_at",
                name="goal_closed_who_and_when",
                message=_("A closed goal says who closed it and when."),
            ),
            models.CheckConstraint(
                condition=(Q(result="") & Q(closed_at__isnull=True))
                | (~Q(result="") & Q(closed_at__isnull=False)),
                name="closed_goal_has_result",
                violation_error_message=_("A goal is closed with a result."),
            ),
            between("progress", 0, 100, name="goal_progress", message=_("Progress is 0 to 100%.")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"

    def is_read_by(self, membership: Membership) -> bool:
        """Both of a pair read it; in a group its owner, the mentor, and all once it is shared."""
        if not membership.relationship.is_many or self.is_shared:
            return True
        return membership.is_mentor or self.owner_id == membership.pk


class GoalMove(Record):
    """One step of a goal: how far it was then, and a word about it for its readers."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="moves")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    progress = models.PositiveSmallIntegerField(_("progress in percent"))
    comment = ConfidentialTextField(_("comment"), blank=True)

    class Meta:
        ordering = ("created_at",)
        constraints: ClassVar = [
            between(
                "progress", 0, 100, name="goal_move_progress", message=_("Progress is 0 to 100%.")
            )
        ]

    def __str__(self) -> str:
        return f"{self.progress} %"
