"""What an HR admin sets up: the program, its phase plan, questions, match criteria and staff."""

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.lib.constraints import between, both_or_neither, in_order, one_of
from mentoring.lib.models import Record


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


class Format(models.TextChoices):
    CLASSIC = "classic", _("Classic one-to-one")
    REVERSE = "reverse", _("Reverse mentoring")
    CROSS_FUNCTIONAL = "cross_functional", _("Across functions")
    EXTERNAL = "external", _("External mentors")
    BUDDY = "buddy", _("Onboarding buddies")


class ProgramStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for enrollment")
    RUNNING = "running", _("Running")
    CLOSED = "closed", _("Closed")


class Choice(models.TextChoices):
    """What mentees do about their own matching."""

    COORDINATOR = "coordinator", _("Coordinators match; mentees wait for a proposal")
    WISHES = "wishes", _("Mentees rank mentors they wish for; coordinators match")
    REQUESTS = "requests", _("Mentees ask a mentor themselves")


class ProgramQuerySet(models.QuerySet["Program"]):
    def for_staff(self, user: User) -> "ProgramQuerySet":
        """The programs ``user`` may look after: all for HR admins, else those they coordinate."""
        return self if user.is_hr_admin else self.coordinated_by(user)

    def coordinated_by(self, user: User) -> "ProgramQuerySet":
        """The programs ``user`` is named as coordinator of, HR admin or not."""
        return self.filter(staff__user=user)


class Program(Record):
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
    ends_on = models.DateField(_("ends on"))
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
        ]

    def __str__(self) -> str:
        return self.name


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
        _("who reads the answer"),
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


class CriterionKey(models.TextChoices):
    """What the matching weighs (``docs/matching.md``)."""

    NEED_EXPERIENCE = "need_experience", _("The mentor has what the mentee wants to learn")
    SITUATION = "situation", _("The mentor has lived through the mentee's situation")
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
