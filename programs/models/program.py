"""The program itself, its phase plan, its criteria and its staff."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.constraints import between, both_or_neither, in_order, one_of
from core.models import Record
from programs.models.admission import JOINING_CONSTRAINTS, Joining
from programs.models.briefing import BRIEFING_CONSTRAINTS, Briefing


class Phase(models.TextChoices):
    """The four phases of a mentoring relationship (Kram 1983)."""

    INITIATION = "initiation", _("Initiation")
    CULTIVATION = "cultivation", _("Cultivation")
    SEPARATION = "separation", _("Separation")
    REDEFINITION = "redefinition", _("Redefinition")


class Side(models.TextChoices):
    """The role somebody has in a program and in a relationship."""

    MENTOR = "mentor", _("Mentor")
    MENTEE = "mentee", _("Mentee")
    PEER = "peer", _("Peer")

    @property
    def gives(self) -> bool:
        """Brings experience for others to learn from; a peer does both."""
        return self is not Side.MENTEE

    @property
    def learns(self) -> bool:
        """Takes part to develop; a peer does both."""
        return self is not Side.MENTOR


class Shape(models.TextChoices):
    """Who belongs to one relationship (``programs.shapes`` says what follows from it)."""

    PAIR = "pair", _("Two people")
    GROUP = "group", _("One mentor and several mentees")
    CIRCLE = "circle", _("Several peers")
    TALK = "talk", _("Two people, for one session")


class Format(models.TextChoices):
    CLASSIC = "classic", _("Classic one-to-one")
    REVERSE = "reverse", _("Reverse mentoring")
    CROSS_FUNCTIONAL = "cross_functional", _("Across functions")
    EXTERNAL = "external", _("External mentors")
    BUDDY = "buddy", _("Onboarding buddies")
    PEER = "peer", _("Peer mentoring")
    GROUP = "group", _("Group mentoring")
    CIRCLE = "circle", _("Mentoring circles")
    FLASH = "flash", _("Flash mentoring")


class ProgramStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for enrollment")
    RUNNING = "running", _("Running")
    CLOSED = "closed", _("Closed")


class Choice(models.TextChoices):
    """What mentees do about their own matching."""

    COORDINATOR = "coordinator", _("Coordinators match; mentees wait for a proposal")
    WISHES = "wishes", _("Mentees list mentors they would like, in order; coordinators match")
    REQUESTS = "requests", _("Mentees ask a mentor themselves")


class ProgramQuerySet(models.QuerySet["Program"]):
    def for_staff(self, user: User) -> "ProgramQuerySet":
        """The programs ``user`` may look after: all for HR admins, else those they coordinate."""
        return self if user.is_hr_admin else self.coordinated_by(user)

    def coordinated_by(self, user: User) -> "ProgramQuerySet":
        """The programs ``user`` is named as coordinator of, HR admin or not."""
        return self.filter(staff__user=user)


class Program(Joining, Briefing, Record):
    """One run of a mentoring program."""

    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("purpose"), max_length=2000, blank=True)
    format = models.CharField(
        _("format"), max_length=20, choices=Format.choices, default=Format.CLASSIC
    )
    status = models.CharField(
        _("status"), max_length=10, choices=ProgramStatus.choices, default=ProgramStatus.DRAFT
    )
    starts_on = models.DateField(_("starts on"))
    # A program has a common end, or is rolling: each relationship lasts ``months`` from its start.
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("months of a relationship"), null=True, blank=True)
    enrollment_closes_on = models.DateField(_("enrollment closes on"), null=True, blank=True)
    join_token = models.CharField(max_length=40, unique=True, null=True, blank=True, editable=False)
    proposal_days = models.PositiveSmallIntegerField(_("days to answer a proposal"), default=10)
    session_minutes = models.PositiveSmallIntegerField(_("usual session length"), default=60)
    choice = models.CharField(
        _("part of the mentees in the matching"),
        max_length=11,
        choices=Choice.choices,
        default=Choice.COORDINATOR,
    )
    orientation_required = models.BooleanField(_("orientation before the matching"), default=False)
    most_mentees = models.PositiveSmallIntegerField(_("mentees a mentor takes at most"), default=3)
    least_fit = models.PositiveSmallIntegerField(_("no pair with a fit below"), default=0)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    archived_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    archived_at = models.DateTimeField(null=True)

    objects: ClassVar = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "name")
        constraints: ClassVar = [
            in_order(
                "starts_on",
                "ends_on",
                name="program_ends_after_start",
                message=_("The program must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False, months__isnull=True)
                | Q(ends_on__isnull=True, months__isnull=False, months__range=(1, 60)),
                name="program_has_end_or_length",
                violation_error_message=_(
                    "A program has a last day, or a length of 1 to 60 months for each relationship."
                ),
            ),
            one_of(
                "status",
                ProgramStatus.values,
                name="program_status_known",
                message=_("This is not a program status."),
            ),
            one_of(
                "choice",
                Choice.values,
                name="program_choice_known",
                message=_("This is not a way to take part in the matching."),
            ),
            between(
                "proposal_days",
                1,
                60,
                name="program_proposal_days",
                message=_("Give people between 1 and 60 days to answer a proposal."),
            ),
            between(
                "session_minutes",
                15,
                240,
                name="program_session_minutes",
                message=_("A session lasts between 15 and 240 minutes."),
            ),
            between("least_fit", 0, 100, name="program_least_fit", message=_("A fit is 0 to 100.")),
            between(
                "most_mentees",
                1,
                3,
                name="program_most_mentees",
                message=_("A mentor takes between one and three mentees at a time."),
            ),
            both_or_neither(
                "opened_by",
                "opened_at",
                name="program_opened_who_and_when",
                message=_("Opening a program records who and when."),
            ),
            both_or_neither(
                "archived_by",
                "archived_at",
                name="program_archived_who_and_when",
                message=_("Archiving a program records who and when."),
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | Q(status="closed"),
                name="archived_program_is_closed",
                violation_error_message=_("Only a closed program is archived."),
            ),
            both_or_neither(
                "closed_by",
                "closed_at",
                name="program_closed_who_and_when",
                message=_("Closing a program records who and when."),
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(join_token__isnull=False),
                name="open_program_has_join_link",
                violation_error_message=_("An open program has a join link."),
            ),
            *JOINING_CONSTRAINTS,
            *BRIEFING_CONSTRAINTS,
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_rolling(self) -> bool:
        """Whether people join at any time, and each relationship has an end of its own."""
        return self.months is not None


class Staff(Record):
    """Somebody who coordinates one program."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="staff")
    user = models.ForeignKey(User, models.CASCADE, related_name="coordinates")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["program", "user"],
                name="coordinator_named_once",
                violation_error_message=_("This person already coordinates the program."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.program}"


class PhasePlan(Record):
    """How often a pair meets in one phase, how long the phase lasts, and when to worry."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="phase_plans")
    phase = models.CharField(_("phase"), max_length=12, choices=Phase.choices)
    cadence_days = models.PositiveSmallIntegerField(_("days between sessions"))
    amber_gap_days = models.PositiveSmallIntegerField(_("gentle reminder after (days)"))
    red_gap_days = models.PositiveSmallIntegerField(_("needs attention after (days)"))
    expected_weeks = models.PositiveSmallIntegerField(_("expected length (weeks)"))
    warn_weeks = models.PositiveSmallIntegerField(_("long after (weeks)"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "phase"], name="one_plan_per_phase"),
            one_of(
                "phase",
                Phase.values,
                name="plan_phase_known",
                message=_("This is not one of the four phases."),
            ),
            between(
                "cadence_days",
                1,
                180,
                name="plan_cadence_days",
                message=_("Sessions are between 1 and 180 days apart."),
            ),
            in_order(
                "amber_gap_days",
                "red_gap_days",
                name="plan_amber_before_red",
                message=_("Attention comes after the gentle reminder."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program}: {self.get_phase_display()}"


class CriterionKey(models.TextChoices):
    """What the matching weighs (``docs/matching.md``)."""

    NEED_EXPERIENCE = "need_experience", _("The mentor has what the mentee wants to learn")
    SITUATION = "situation", _("The mentor has lived through the mentee’s situation")
    LEARNING_FOCUS = "learning_focus", _("Both care about the same learning focus")
    TWO_WAY = "two_way", _("The mentor can learn from the mentee too")
    FUNCTIONS = "functions", _("The support wanted is the support offered")
    STYLE = "style", _("They like to work in the same way")
    FIELD = "field", _("Same or different field, as the mentee prefers")
    PRACTICALITIES = "practicalities", _("Time and channels fit")


class MatchCriterion(Record):
    """How much one criterion counts in this program."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="criteria")
    key = models.CharField(_("criterion"), max_length=20, choices=CriterionKey.choices)
    weight = models.PositiveSmallIntegerField(_("weight"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "key"], name="criterion_weighed_once"),
            between(
                "weight",
                0,
                100,
                name="criterion_weight",
                message=_("A weight is between 0 (ignored) and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.weight}"
