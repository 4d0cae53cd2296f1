"""The development plan: what somebody does outside the sessions to reach a goal."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import one_of
from core.fields import ConfidentialTextField
from core.models import Record
from relationships.models.agreement_and_goals import Goal
from relationships.models.relationship import Membership


class ActivityKind(models.TextChoices):
    STRETCH = "stretch", _("Stretch task")
    PROJECT = "project", _("Project")
    SHADOWING = "shadowing", _("Shadowing somebody")
    PLACEMENT = "placement", _("Placement in another team")
    INTRODUCTION = "introduction", _("Introduction to somebody")
    FEEDBACK = "feedback", _("Asking for feedback")
    TRAINING = "training", _("Training")
    WORKSHOP = "workshop", _("Workshop")
    COURSE = "course", _("Course")
    READING = "reading", _("Reading")


class ActivityState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


OPEN_STATES = (ActivityState.PLANNED, ActivityState.UNDER_WAY)


class Worth(models.TextChoices):
    """How much an activity helped, in the eyes of the person who did it."""

    MUCH = "much", _("It helped a lot")
    SOME = "some", _("It helped a little")
    NONE = "none", _("It did not help")


class ActivityQuerySet(models.QuerySet["Activity"]):
    def open(self) -> "ActivityQuerySet":
        return self.filter(state__in=OPEN_STATES)


class Activity(Record):
    """One activity towards a goal. Its owner does it, and alone looks back on it.

    The reflection is read by the owner alone until ``is_reflection_shared``.
    """

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="activities")
    owner = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=ActivityKind.choices)
    words = ConfidentialTextField(_("activity"))
    starts_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(
        max_length=9, choices=ActivityState.choices, default=ActivityState.PLANNED
    )
    state_at = models.DateTimeField()
    worth = models.CharField(_("evaluation"), max_length=4, choices=Worth.choices, blank=True)
    what = ConfidentialTextField(_("what"), blank=True)
    so_what = ConfidentialTextField(_("so what"), blank=True)
    now_what = ConfidentialTextField(_("now what"), blank=True)
    is_reflection_shared = models.BooleanField(default=False)

    objects: ClassVar = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ("created_at",)
        constraints: ClassVar = [
            one_of(
                "kind",
                ActivityKind.values,
                name="activity_kind_known",
                message=_("This is not a kind of activity."),
            ),
            one_of(
                "state",
                ActivityState.values,
                name="activity_state_known",
                message=_("This is not a state of an activity."),
            ),
            one_of(
                "worth",
                ["", *Worth.values],
                name="activity_worth_known",
                message=_("This is not an evaluation of an activity."),
            ),
            # An afternoon begins and ends on the same day.
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(until_on__isnull=True)
                | Q(until_on__gte=F("starts_on")),
                name="activity_ends_after_start",
                violation_error_message=_("An activity ends on the day it begins, or later."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def has_reflection(self) -> bool:
        return bool(self.what or self.so_what or self.now_what)

    def is_reflection_read_by(self, membership: Membership) -> bool:
        return self.is_reflection_shared or self.owner_id == membership.pk
