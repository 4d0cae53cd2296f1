"""One person's enrollment in one program, and what they told it about themselves."""

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.constraints import between, both_or_neither, one_of
from core.fields import ConfidentialJSONField, ConfidentialTextField
from core.models import Record
from programs import formats
from programs.models import Program, Question, Side
from skills.models import Skill

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class EnrollmentStatus(models.TextChoices):
    DRAFT = "draft", _("Not sent yet")
    SUBMITTED = "submitted", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Not approved")
    UNDECIDED = "undecided", _("Closed without a decision")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Situation(models.TextChoices):
    """Why now (S3-43): what the mentee goes through, what the mentor has lived through."""

    NEWLY_PROMOTED = "newly_promoted", _("Newly promoted")
    ADDED_WORKLOAD = "added_workload", _("More work or responsibility")
    NEW_WAYS = "new_ways", _("New ways of working")
    ORG_CHANGE = "org_change", _("The organization is changing")
    CAREER_CHANGE = "career_change", _("Planning a change of job or career")
    CURRENT_ROLE = "current_role", _("Getting better in the current role")
    OTHER = "other", _("Something else")


class LearningFocus(models.TextChoices):
    LEADERSHIP = "leadership", _("Leading people")
    CAREER = "career", _("Career direction")
    COMMUNICATION = "communication", _("Communication and influence")
    EXPERTISE = "expertise", _("Depth in my field")
    NETWORK = "network", _("Knowing the organization and its people")
    CONFIDENCE = "confidence", _("Confidence and presence")
    BALANCE = "balance", _("Workload and well-being")
    CHANGE = "change", _("Leading change")


class Function(models.TextChoices):
    """The nine mentoring functions: five career, four psychosocial (Kram; S0-12)."""

    SPONSORSHIP = "sponsorship", _("Sponsorship: being put forward")
    EXPOSURE = "exposure", _("Exposure and visibility")
    COACHING = "coaching", _("Coaching on strategies and know-how")
    PROTECTION = "protection", _("Protection from harm")
    CHALLENGE = "challenge", _("Challenging assignments")
    ROLE_MODEL = "role_model", _("Role modeling")
    ACCEPTANCE = "acceptance", _("Acceptance and confirmation")
    COUNSELLING = "counselling", _("Counseling: thinking a worry through")
    FRIENDSHIP = "friendship", _("Friendship")


class Style(models.TextChoices):
    STRUCTURED = "structured", _("A clear plan for each session")
    OPEN = "open", _("An open conversation")
    DIRECT = "direct", _("Direct and challenging")
    ENCOURAGING = "encouraging", _("Encouraging and patient")
    PRACTICAL = "practical", _("Practical exercises and examples")
    REFLECTIVE = "reflective", _("Questions and reflection")


class Channel(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("Video call")
    PHONE = "phone", _("Phone")
    WRITTEN = "written", _("Written exchange")


class FieldPreference(models.TextChoices):
    ANY = "any", _("No preference")
    SAME = "same", _("Somebody from my own field")
    DIFFERENT = "different", _("Somebody from a different field")


class SpokenLanguage(models.TextChoices):
    EN = "en", _("English")
    VI = "vi", _("Vietnamese")
    IT = "it", _("Italian")
    PL = "pl", _("Polish")
    NB = "nb", _("Norwegian")
    DE = "de", _("German")
    FR = "fr", _("French")
    ES = "es", _("Spanish")


class PartOfWeek(models.TextChoices):
    """Half-days of the working week, in the person's own time zone."""

    MON_AM = "mon_am", _("Monday morning")
    MON_PM = "mon_pm", _("Monday afternoon")
    TUE_AM = "tue_am", _("Tuesday morning")
    TUE_PM = "tue_pm", _("Tuesday afternoon")
    WED_AM = "wed_am", _("Wednesday morning")
    WED_PM = "wed_pm", _("Wednesday afternoon")
    THU_AM = "thu_am", _("Thursday morning")
    THU_PM = "thu_pm", _("Thursday afternoon")
    FRI_AM = "fri_am", _("Friday morning")
    FRI_PM = "fri_pm", _("Friday afternoon")


def _several(label: "StrPromise") -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=20), verbose_name=label, default=list, blank=True)


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    def approved(self) -> "EnrollmentQuerySet":
        return self.filter(status=EnrollmentStatus.APPROVED)

    def taking_part(self) -> "EnrollmentQuerySet":
        return self.filter(status__in=[EnrollmentStatus.SUBMITTED, EnrollmentStatus.APPROVED])


class Enrollment(Record):
    """One person takes part in one program as mentor or as mentee."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="enrollments")
    user = models.ForeignKey(User, models.PROTECT, related_name="enrollments")
    role = models.CharField(_("role"), max_length=8, choices=Side.choices)
    status = models.CharField(
        max_length=10, choices=EnrollmentStatus.choices, default=EnrollmentStatus.DRAFT
    )
    capacity = models.PositiveSmallIntegerField(_("how many mentees at a time"), default=1)

    situations = _several(_("situation"))
    expectations = ConfidentialTextField(_("expectations"), max_length=2000, blank=True)
    ideal_partner = ConfidentialTextField(_("ideal partner"), max_length=2000, blank=True)
    learning_focus = _several(_("learning focus"))
    functions = _several(_("kinds of support"))
    styles = _several(_("ways of working"))
    field_preference = models.CharField(
        _("field"), max_length=10, choices=FieldPreference.choices, default=FieldPreference.ANY
    )
    languages = _several(_("languages"))
    channels = _several(_("channels"))
    availability = _several(_("times that suit"))
    minutes_per_month = models.PositiveSmallIntegerField(_("minutes a month"), default=60)

    # Of mentors from outside the organization.
    fee_terms = models.TextField(_("fee"), max_length=500, blank=True)
    travel_terms = models.TextField(_("travel costs"), max_length=500, blank=True)

    # In how many earlier programs they waited for a mentor in vain.
    rounds_waited = models.PositiveSmallIntegerField(default=0, editable=False)
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    orientation_done_at = models.DateTimeField(null=True)

    objects: ClassVar = EnrollmentQuerySet.as_manager()

    class Meta:
        ordering = ("created_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["program", "user", "role"],
                name="enrolled_once_per_role",
                violation_error_message=_("This person is already enrolled in this role."),
            ),
            one_of(
                "status",
                EnrollmentStatus.values,
                name="enrollment_status_known",
                message=_("This is not an enrollment status."),
            ),
            one_of(
                "role",
                Side.values,
                name="enrollment_role_known",
                message=_("People enroll as mentor, as mentee or as peer."),
            ),
            between(
                "capacity",
                1,
                3,
                name="enrollment_capacity",
                message=_("A mentor takes between one and three mentees at a time."),
            ),
            both_or_neither(
                "decided_by",
                "decided_at",
                name="enrollment_decided_who_and_when",
                message=_("A decision records who and when."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="enrollment_submitted_has_moment",
                violation_error_message=_("An enrollment that was sent says when."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "declined"]) | Q(decided_at__isnull=False),
                name="enrollment_decision_has_moment",
                violation_error_message=_("An approval says when it was given."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    @property
    def side(self) -> Side:
        return Side(self.role)

    @property
    def role_name(self) -> str:
        """What this person is called in the words of the program's format; reads the program."""
        return formats.role_name(self.program.format, self.role)

    @property
    def is_mentor(self) -> bool:
        return self.role == Side.MENTOR

    @property
    def avoided(self) -> list[User]:
        """Whom this person would rather not meet, by name: for their own eyes only."""
        named = [avoid.user_id for avoid in self.avoids.all()]
        return list(User.objects.filter(pk__in=named)) if named else []


class Direction(models.TextChoices):
    OFFERED = "offered", _("offered")
    WANTED = "wanted", _("wanted")


class SkillLevel(models.IntegerChoices):
    NONE = 0, _("0 · none yet")
    BASIC = 1, _("1 · basic")
    WORKING = 2, _("2 · working")
    ADVANCED = 3, _("3 · advanced")
    EXPERT = 4, _("4 · expert")


class EnrollmentSkill(Record):
    """A skill somebody offers (at a level) or wants (from a level, to a level)."""

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    direction = models.CharField(max_length=8, choices=Direction.choices)
    level = models.PositiveSmallIntegerField(_("level now"), choices=SkillLevel.choices)
    target = models.PositiveSmallIntegerField(
        _("level wanted"), choices=SkillLevel.choices, null=True, blank=True
    )

    class Meta:
        ordering = ("created_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enrollment", "skill", "direction"],
                name="skill_named_once",
                violation_error_message=_("This skill is already in the list."),
            ),
            between("level", 0, 4, name="skill_level", message=_("Levels go from 0 to 4.")),
            models.CheckConstraint(
                condition=Q(direction="offered", target__isnull=True)
                | Q(direction="wanted", target__gt=F("level"), target__lte=4),
                name="wanted_skill_has_higher_target",
                violation_error_message=_("The level wanted is above the level now."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill} ({self.get_direction_display()})"


class Answer(Record):
    """The answer to one of the program's own questions: a string, a number or a list of strings."""

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    value = ConfidentialJSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrollment", "question"], name="answered_once")
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.value}"


class AvoidQuerySet(models.QuerySet["Avoid"]):
    def couples(self) -> list[tuple[int, int]]:
        """Who avoids whom, as ids of people; one query, and one opened seal for each."""
        rows = self.annotate(of=F("enrollment__user_id")).only("person")
        return [(vars(row)["of"], row.user_id) for row in rows]


class Avoid(Record):
    """Somebody this person does not want to be paired with. Nobody but the matching reads it.

    ``person`` is the id of that somebody, sealed: the database does not know who it is, so it
    cannot be asked for them.
    """

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="avoids")
    person = ConfidentialTextField()

    objects: ClassVar = AvoidQuerySet.as_manager()

    def __str__(self) -> str:
        return str(_("a wish that stays secret"))

    @property
    def user_id(self) -> int:
        return int(self.person)

    @property
    def user(self) -> User:
        return User.objects.get(pk=self.user_id)

    @user.setter
    def user(self, user: User) -> None:
        self.person = str(user.pk)
