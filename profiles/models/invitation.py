"""Being asked to take part in a program."""

from typing import ClassVar

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.constraints import one_of
from core.models import Record
from profiles.models.enrollment import Enrollment, EnrollmentStatus
from programs import formats
from programs.models import Program, Side


class InvitationState(models.TextChoices):
    WAITING = "waiting", _("No answer yet")
    CAME = "came", _("Joined")
    DECLINED = "declined", _("Not this time")


ANSWERS = {
    InvitationState.WAITING.value: Q(came__isnull=True, declined_at__isnull=True),
    InvitationState.CAME.value: Q(came__isnull=False),
    InvitationState.DECLINED.value: Q(came__isnull=True, declined_at__isnull=False),
}
"""Who came in the end came, whatever they had said before."""


def _came() -> Subquery:
    theirs = Enrollment.objects.filter(program=OuterRef("program"), user=OuterRef("user"))
    theirs = theirs.exclude(status=EnrollmentStatus.DRAFT).order_by("-submitted_at")
    return Subquery(theirs.values("pk")[:1])


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def with_answers(self) -> "InvitationQuerySet":
        """Each with ``came``: the id of the enrollment the person has sent, or null."""
        return self.annotate(came=_came())

    def in_state(self, state: str) -> "InvitationQuerySet":
        """Those with this answer, a value of ``InvitationState``."""
        return self.with_answers().filter(ANSWERS[state])

    def counts(self) -> dict[str, int]:
        """How many there are of each state."""
        numbers = {f"number_{s}": Count("pk", filter=answer) for s, answer in ANSWERS.items()}
        found = self.order_by().with_answers().aggregate(**numbers)
        return {state: found[f"number_{state}"] for state in ANSWERS}


class Invitation(Record):
    """One person is asked to take part in one program, once, and may say "not this time"."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="invitations")
    user = models.ForeignKey(User, models.CASCADE, related_name="program_invitations")
    role = models.CharField(_("invited as"), max_length=8, choices=Side.choices)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    words = models.TextField(_("a few words of your own"), max_length=1000, blank=True)
    sent_at = models.DateTimeField(null=True)
    times_sent = models.PositiveSmallIntegerField(default=0)
    declined_at = models.DateTimeField(null=True)

    objects: ClassVar = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["program", "user"],
                name="invited_once_per_program",
                violation_error_message=_("This person is invited already."),
            ),
            one_of(
                "role",
                Side.values,
                name="invitation_role_known",
                message=_("People are invited as mentor or as mentee."),
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, times_sent=0)
                | Q(sent_at__isnull=False, times_sent__gt=0),
                name="invitation_sent_has_moment",
                violation_error_message=_("An invitation that was sent says when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.program}"

    @property
    def role_name(self) -> str:
        """What this person would be in the words of the program's format; reads the program."""
        return formats.role_name(self.program.format, self.role)

    @property
    def is_own(self) -> bool:
        """Whether the person asked to be told themselves."""
        return self.invited_by_id == self.user_id

    @property
    def state(self) -> str:
        """The answer, a value of ``InvitationState``; of a row loaded ``with_answers``."""
        if getattr(self, "came", None):
            return InvitationState.CAME
        return InvitationState.DECLINED if self.declined_at else InvitationState.WAITING
