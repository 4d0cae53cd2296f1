"""The relationship itself, and the places of its members."""

from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import local_time
from core.constraints import between, both_or_neither, in_order, one_of
from core.models import Record
from profiles.models import Enrollment
from programs import formats
from programs.models import Phase, Program, Shape, Side


class Status(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    CONCLUDED = "concluded", _("Concluded")


OPEN_STATUSES = [Status.PROPOSED, Status.ACTIVE, Status.PAUSED]
OF_TWO = [Shape.PAIR.value, Shape.TALK.value]
RUNNING_STATUSES = [Status.ACTIVE, Status.PAUSED]


class ConcludedKind(models.TextChoices):
    COMPLETED = "completed", _("Completed")
    NO_FAULT = "no_fault", _("No-fault ending")
    ADMINISTRATIVE = "administrative", _("Ended for administrative reasons")
    # Its label tells nobody: whoever reads it sees an administrative ending (domain 2.6).
    SAFEGUARDING = "safeguarding", _("Ended for administrative reasons")
    DECLINED = "declined", _("Proposal declined")
    LAPSED = "lapsed", _("Proposal not answered in time")
    WITHDRAWN = "withdrawn", _("Proposal withdrawn")


class Outcome(models.TextChoices):
    """What the members are to each other after the program (redefinition)."""

    COLLEAGUES = "colleagues", _("Colleagues")
    PEER_MENTORING = "peer_mentoring", _("Peer mentoring")
    INFORMAL = "informal", _("Informal contact, the door stays open")
    FRIENDSHIP = "friendship", _("Friendship")
    CLEAN_END = "clean_end", _("Parting on good terms")
    NEW_CYCLE = "new_cycle", _("Another round, with new goals")


class RelationshipQuerySet(models.QuerySet["Relationship"]):
    def open(self) -> "RelationshipQuerySet":
        return self.filter(status__in=OPEN_STATUSES)

    def running(self) -> "RelationshipQuerySet":
        return self.filter(status__in=RUNNING_STATUSES)

    def started(self) -> "RelationshipQuerySet":
        return self.filter(started_at__isnull=False)

    def of(self, user: User) -> "RelationshipQuerySet":
        """The relationships ``user`` is a member of."""
        return self.filter(memberships__user=user)


class Relationship(Record):
    """One mentoring relationship. Its ``status`` and ``phase`` change by transitions only."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="relationships")
    shape = models.CharField(max_length=6, choices=Shape.choices, default=Shape.PAIR)
    # The two people of a pair or a talk, the mentor first, and of peers the one with the lower id:
    # so the database admits one open record of the same people. None where several meet.
    first_user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    second_user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("name of the group"), max_length=80, blank=True)
    # What this one follows from: a talk that both want to go on, or an earlier cycle.
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="following")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROPOSED)
    phase = models.CharField(max_length=12, choices=Phase.choices, blank=True)
    reasons = models.JSONField(default=list)

    proposed_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    phase_since = models.DateTimeField(null=True)
    planned_end_on = models.DateField(null=True)
    paused_at = models.DateTimeField(null=True)
    resume_on = models.DateField(null=True)
    pause_count = models.PositiveSmallIntegerField(default=0)
    extension_count = models.PositiveSmallIntegerField(default=0)
    concluded_at = models.DateTimeField(null=True)
    concluded_kind = models.CharField(max_length=14, choices=ConcludedKind.choices, blank=True)
    outcome = models.CharField(max_length=14, choices=Outcome.choices, blank=True)
    follow_up_on = models.DateField(null=True)

    # A hold by the safeguarding contact: the status stays, and nothing moves until it is released.
    held_at = models.DateTimeField(null=True)
    held_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # Since when it was on hold, where it ended during a hold: the contact keeps it on their list.
    ended_held_since = models.DateTimeField(null=True)

    # The contact between the members in numbers, kept by the sessions app from its own rows.
    sessions_held = models.PositiveIntegerField(default=0)
    first_session_at = models.DateTimeField(null=True)
    last_session_at = models.DateTimeField(null=True)
    next_session_at = models.DateTimeField(null=True)
    closing_held_at = models.DateTimeField(null=True)
    open_actions = models.PositiveIntegerField(default=0)

    objects: ClassVar = RelationshipQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        indexes: ClassVar = [
            models.Index(fields=["program", "status", "phase"], name="pairs_by_phase")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["program", "first_user", "second_user"],
                condition=Q(status__in=["proposed", "active", "paused"]),
                name="one_open_relationship_per_pair",
                violation_error_message=_("These two are already mentoring together here."),
            ),
            models.CheckConstraint(
                condition=Q(shape__in=OF_TWO, first_user__isnull=False, second_user__isnull=False)
                & ~Q(first_user=F("second_user"))
                | ~Q(shape__in=OF_TWO) & Q(first_user__isnull=True, second_user__isnull=True),
                name="relationship_of_two_names_both",
                violation_error_message=_("A pair is two people."),
            ),
            one_of(
                "shape",
                Shape.values,
                name="relationship_shape_known",
                message=_("This is not a shape of a relationship."),
            ),
            one_of(
                "status",
                Status.values,
                name="relationship_status_known",
                message=_("This is not a relationship status."),
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", phase="", started_at__isnull=True)
                | Q(
                    status__in=["active", "paused"],
                    started_at__isnull=False,
                    phase__in=Phase.values,
                )
                | Q(shape="talk", status="active", phase="", started_at__isnull=False)
                | Q(status="concluded"),
                name="running_relationship_has_phase",
                violation_error_message=_("A relationship has a phase once both have accepted."),
            ),
            models.CheckConstraint(
                condition=(Q(phase="") & Q(phase_since__isnull=True))
                | (~Q(phase="") & Q(phase_since__isnull=False)),
                name="phase_has_its_moment",
                violation_error_message=_("A phase says since when."),
            ),
            models.CheckConstraint(
                condition=Q(status="concluded", concluded_at__isnull=False)
                & Q(concluded_kind__in=ConcludedKind.values)
                | ~Q(status="concluded") & Q(concluded_at__isnull=True, concluded_kind=""),
                name="concluded_has_kind_and_moment",
                violation_error_message=_("A concluded relationship says how and when."),
            ),
            models.CheckConstraint(
                condition=Q(status="paused", paused_at__isnull=False, resume_on__isnull=False)
                | ~Q(status="paused") & Q(paused_at__isnull=True, resume_on__isnull=True),
                name="paused_has_return_date",
                violation_error_message=_("A pause has a return date."),
            ),
            both_or_neither(
                "held_at",
                "held_by",
                name="hold_who_and_when",
                message=_("A hold says who placed it and when."),
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True) | Q(status__in=["active", "paused"]),
                name="only_running_relationship_held",
                violation_error_message=_("Only a running relationship can be put on hold."),
            ),
            in_order(
                "started_at",
                "concluded_at",
                name="concluded_after_start",
                message=_("A relationship ends after it starts."),
            ),
            in_order(
                "proposed_at",
                "answer_by",
                name="answer_after_proposal",
                message=_("A proposal can be answered after it was made."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_shape_display()} · {self.get_status_display()}"

    @property
    def is_running(self) -> bool:
        return self.status in RUNNING_STATUSES

    @property
    def is_circle(self) -> bool:
        return self.shape == Shape.CIRCLE

    @property
    def is_many(self) -> bool:
        """A group or a circle: members come and go, and the record stays."""
        return self.shape in {Shape.GROUP, Shape.CIRCLE}

    @property
    def is_talk(self) -> bool:
        """One session and no phases (flash mentoring)."""
        return self.shape == Shape.TALK

    @property
    def is_over(self) -> bool:
        return self.status == Status.CONCLUDED

    @property
    def never_started(self) -> bool:
        """A proposal that came to nothing: there is nothing to look back on."""
        return self.is_over and self.started_at is None

    @property
    def is_on_hold(self) -> bool:
        return self.held_at is not None

    @property
    def takes_changes(self) -> bool:
        """It runs, perhaps paused, and is not on hold."""
        return self.is_running and not self.is_on_hold

    @property
    def has_closed(self) -> bool:
        """Whether the closing conversation is behind them; after an extension it lies ahead."""
        return self.phase == Phase.SEPARATION and self.closing_held_at is not None

    @property
    def expected_end_on(self) -> date | None:
        """The planned end, moved by a pause that has not ended yet."""
        return end_after_pause(self.planned_end_on, self.paused_at, self.resume_on)


def end_after_pause(
    planned_end_on: date | None, paused_at: datetime | None, resume_on: date | None
) -> date | None:
    """The planned end as it will be after a pause from ``paused_at`` until ``resume_on``."""
    if planned_end_on is None or paused_at is None or resume_on is None:
        return planned_end_on
    return planned_end_on + (resume_on - local_time.day_of(paused_at, settings.TIME_ZONE))


class Fit(models.TextChoices):
    GOOD = "good", _("Good fit")
    DECIDING = "deciding", _("Still deciding")
    NOT_GOOD = "not_good", _("Not a good fit")


class Wish(models.TextChoices):
    """What somebody wants after a relationship ended without fault; asked of each alone."""

    REMATCH = "rematch", _("Find me another match")
    WAIT = "wait", _("Not now, perhaps later")
    LEAVE = "leave", _("Leave the program")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def present(self) -> "MembershipQuerySet":
        """Without those who declined the proposal of a group, or have left it."""
        return self.exclude(accepted=False).filter(left_at__isnull=True)


class Membership(Record):
    """One person's place in one relationship."""

    relationship = models.ForeignKey(Relationship, models.CASCADE, related_name="memberships")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=8, choices=Side.choices)
    seat = models.PositiveSmallIntegerField(default=1)
    slot = models.PositiveSmallIntegerField(default=1)
    is_open = models.BooleanField(default=True)

    accepted = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)
    fit = models.CharField(max_length=10, choices=Fit.choices, blank=True)
    fit_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    outcome_choice = models.CharField(max_length=14, choices=Outcome.choices, blank=True)
    wish = models.CharField(max_length=8, choices=Wish.choices, blank=True)
    # Gentle signals this person has put aside: the day by the key of each.
    quiet_signals = models.JSONField(default=dict)
    # A member who leaves a group: the others go on.
    left_at = models.DateTimeField(null=True)
    # After a single session: whether this person would like to go on as a pair.
    wants_more = models.BooleanField(null=True)

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("role", "seat")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["relationship", "user"],
                name="mentor_is_not_mentee",
                violation_error_message=_("Nobody can be their own mentor."),
            ),
            models.UniqueConstraint(
                fields=["relationship", "role", "seat"],
                name="one_member_per_seat",
                violation_error_message=_("Somebody else has this place already."),
            ),
            between(
                "seat",
                1,
                10,
                name="member_seat_exists",
                message=_("A relationship has at most ten members."),
            ),
            models.CheckConstraint(
                condition=~Q(role="mentor") | Q(seat=1),
                name="one_mentor_per_relationship",
                violation_error_message=_("A relationship has one mentor."),
            ),
            models.UniqueConstraint(
                fields=["enrollment", "slot"],
                condition=Q(is_open=True),
                name="capacity_slot_taken_once",
                violation_error_message=_("This person has no place left."),
            ),
            between(
                "slot",
                1,
                3,
                name="capacity_slot_exists",
                message=_("A mentor takes at most three mentees at a time."),
            ),
            models.CheckConstraint(
                condition=~Q(role="mentee") | Q(slot=1),
                name="mentee_has_one_mentor",
                violation_error_message=_("A mentee has one mentor at a time."),
            ),
            both_or_neither(
                "accepted",
                "answered_at",
                name="answer_has_its_moment",
                message=_("An answer says when it was given."),
            ),
            models.CheckConstraint(
                condition=(Q(fit="") & Q(fit_at__isnull=True))
                | (~Q(fit="") & Q(fit_at__isnull=False)),
                name="fit_has_its_moment",
                violation_error_message=_("A fit answer says when it was given."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    @property
    def is_mentor(self) -> bool:
        return self.role == Side.MENTOR

    @property
    def side(self) -> Side:
        return Side(self.role)

    @property
    def role_name(self) -> str:
        """What this person is called in the words of the program's format; reads the program."""
        return formats.role_name(self.relationship.program.format, self.role)

    @property
    def is_present(self) -> bool:
        return self.left_at is None and self.accepted is not False
