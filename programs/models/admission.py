"""How people join one program: the settings that come before the matching."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.constraints import between, one_of

MOST_MENTORS = 1000


class MentorsFirst(models.TextChoices):
    """What mentees wait with until enough mentors are approved."""

    NOTHING = "nothing", _("Nothing: mentees join at once")
    ENROLLMENT = "enrollment", _("Joining: mentees are told when they can enroll")
    CHOICE = "choice", _("Choosing: mentees join at once, and choose or ask a mentor later")


class Needed(models.TextChoices):
    """How the mentors are counted that mentees wait for."""

    NUMBER = "number", _("A number of mentors")
    SHARE = "share", _("A share of the mentors you invited, in percent")


class ManagerAsked(models.TextChoices):
    """Whose line managers are asked before people take part."""

    NOBODY = "nobody", _("Nobody’s: the coordinators alone decide")
    MENTEES = "mentees", _("Those of mentees")
    EVERYBODY = "everybody", _("Those of mentors and mentees")


class Silence(models.TextChoices):
    """What it counts as when a line manager does not answer in time."""

    YES = "yes", _("It counts as a yes")
    NO = "no", _("It counts as a no")
    COORDINATOR = "coordinator", _("The coordinators decide")


class Joining(models.Model):
    """The part of a program that says when mentees come in, and which line managers are asked.

    ``mentees_open_at``: since when enough mentors are there.
    """

    mentors_first = models.CharField(
        _("what mentees wait with"),
        max_length=10,
        choices=MentorsFirst.choices,
        default=MentorsFirst.NOTHING,
    )
    mentors_needed = models.PositiveSmallIntegerField(_("mentors needed"), default=5)
    mentors_needed_as = models.CharField(
        _("counted as"), max_length=6, choices=Needed.choices, default=Needed.NUMBER
    )
    mentees_open_at = models.DateTimeField(null=True, editable=False)

    manager_asked = models.CharField(
        _("line managers asked"),
        max_length=9,
        choices=ManagerAsked.choices,
        default=ManagerAsked.NOBODY,
    )
    manager_days = models.PositiveSmallIntegerField(_("days to answer"), default=7)
    manager_silence = models.CharField(
        _("no answer"), max_length=11, choices=Silence.choices, default=Silence.YES
    )

    class Meta:
        abstract = True

    @property
    def mentees_join(self) -> bool:
        """Whether enough mentors are there for mentees to enroll."""
        return self.mentors_first != MentorsFirst.ENROLLMENT or self.mentees_open_at is not None

    @property
    def mentees_choose(self) -> bool:
        """Whether enough mentors are there for mentees to choose among them."""
        return self.mentors_first == MentorsFirst.NOTHING or self.mentees_open_at is not None


JOINING_CONSTRAINTS = [
    one_of(
        "mentors_first",
        MentorsFirst.values,
        name="program_mentors_first_known",
        message=_("This is nothing mentees can wait with."),
    ),
    one_of(
        "mentors_needed_as",
        Needed.values,
        name="program_mentors_needed_as_known",
        message=_("Mentors are counted, or a share of those invited."),
    ),
    between(
        "mentors_needed",
        1,
        MOST_MENTORS,
        name="program_mentors_needed",
        message=_("Between 1 and 1000 mentors."),
    ),
    one_of(
        "manager_asked",
        ManagerAsked.values,
        name="program_manager_asked_known",
        message=_("Line managers of nobody, of mentees, or of everybody are asked."),
    ),
    one_of(
        "manager_silence",
        Silence.values,
        name="program_manager_silence_known",
        message=_("Silence counts as yes, as no, or is left to the coordinators."),
    ),
    between(
        "manager_days",
        1,
        60,
        name="program_manager_days",
        message=_("Give line managers between 1 and 60 days to answer."),
    ),
]
