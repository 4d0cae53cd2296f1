"""Runs of the matching: what went in, who was proposed with whom and why, and who was not."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.constraints import between, both_or_neither, in_order, one_of
from core.fields import ConfidentialTextField
from core.models import Record
from matching.models.groups import Arrangement, Gathering, Place
from matching.models.introductory_talks import IntroTalk, TalkStatus
from matching.models.run_request import RunOrder, RunStage
from matching.rules import MOST_WISHES, Absence
from profiles.models import Enrollment
from programs.models import Program, Side
from relationships.models import Relationship

__all__ = [
    "Arrangement",
    "Away",
    "Decision",
    "DraftChange",
    "Gathering",
    "Inclusion",
    "IntroTalk",
    "MatchRun",
    "MentorRequest",
    "MentorWish",
    "Place",
    "Proposal",
    "RequestStatus",
    "Ruling",
    "RulingChange",
    "RunOrder",
    "RunStage",
    "TalkStatus",
    "Unmatched",
]


class MatchRun(Record):
    """One run over one pool. It changes nothing until it is published.

    ``told``: how many of its pairs are published, of a run that may still be a draft.
    ``confirmed_at``: when it was last asked for again and nothing had changed.
    """

    program = models.ForeignKey(Program, models.CASCADE, related_name="match_runs")
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    parameters = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    summary = models.JSONField(default=dict)
    told = models.PositiveIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        constraints: ClassVar = [
            both_or_neither(
                "published_by",
                "published_at",
                name="run_published_who_and_when",
                message=_("A published run says who published it and when."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.program} · {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def as_of(self) -> datetime:
        """The moment of which this was last the answer."""
        return self.confirmed_at or self.created_at


class DraftChange(models.TextChoices):
    """What a run did to a mentee of the draft before it."""

    NEW = "new", _("New in this run")
    MOVED = "moved", _("Another mentor than before")


class Proposal(Record):
    """A pair the run proposes, with the reasons for it (codes and numbers, worded when shown).

    ``place``: its place in the list, best fit first, then by name; from 1. ``before``: the mentor
    in the draft before, where that was somebody else. ``left_out``: why publishing did not propose
    the pair, which nobody is shown (``matching.verdicts``).
    """

    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="proposals")
    mentor = models.ForeignKey(Enrollment, models.CASCADE, related_name="+")
    mentee = models.ForeignKey(Enrollment, models.CASCADE, related_name="+")
    place = models.PositiveIntegerField(default=0)
    fit = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    concerns = models.JSONField(default=list)
    has_concerns = models.BooleanField(default=False)
    change = models.CharField(max_length=5, choices=DraftChange.choices, blank=True)
    before = models.ForeignKey(Enrollment, models.SET_NULL, null=True, related_name="+")
    contributions = models.JSONField(default=dict)
    pinned = models.BooleanField(default=False)
    left_out = models.CharField(max_length=40, blank=True)
    left_out_at = models.DateTimeField(null=True)
    relationship = models.OneToOneField(
        Relationship, models.SET_NULL, null=True, related_name="match_proposal"
    )

    class Meta:
        ordering = ("place", "-fit")
        indexes: ClassVar = [models.Index(fields=["run", "place"], name="proposal_in_order")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "mentee"], name="mentee_proposed_once_per_run"),
            models.CheckConstraint(
                condition=Q(left_out="", left_out_at=None)
                | (~Q(left_out="") & Q(left_out_at__isnull=False)),
                name="left_out_why_and_when",
                violation_error_message=_("A pair that was left out says why and when."),
            ),
            between("fit", 0, 100, name="proposal_fit", message=_("A fit is 0 to 100.")),
        ]

    def __str__(self) -> str:
        return f"{self.mentor.user} · {self.mentee.user}"


class Unmatched(Record):
    """Somebody the run found no place for, and what stood in the way.

    ``is_blocked``: no candidate at all passes the rules; otherwise all places went to others.
    ``place``: from 1 within the role, who is blocked first, then by name.
    """

    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="unmatched")
    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="+")
    role = models.CharField(max_length=6, choices=Side.choices)
    is_blocked = models.BooleanField(default=False)
    place = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ("role", "place")
        indexes: ClassVar = [
            models.Index(fields=["run", "role", "place"], name="unmatched_in_order")
        ]

    def __str__(self) -> str:
        return str(self.enrollment)


class Ruling(models.TextChoices):
    PINNED = "pinned", _("Keep this pair together")
    REJECTED = "rejected", _("Do not propose this pair")


class Decision(Record):
    """What a coordinator has ruled about a pair; every later run of the program respects it."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="match_decisions")
    mentor = models.ForeignKey(Enrollment, models.CASCADE, related_name="+")
    mentee = models.ForeignKey(Enrollment, models.CASCADE, related_name="+")
    ruling = models.CharField(max_length=8, choices=Ruling.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mentor", "mentee"], name="one_ruling_per_pair"),
            models.UniqueConstraint(
                fields=["mentee"],
                condition=Q(ruling="pinned"),
                name="mentee_pinned_once",
                violation_error_message=_("This mentee is already pinned to a mentor."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_ruling_display()


class RulingChange(Record):
    """One step in what was ruled about a pair, so that it can be undone. "" stands for no ruling.

    ``undoes``: the step this one takes back.
    """

    program = models.ForeignKey(Program, models.CASCADE, related_name="ruling_changes")
    mentor = models.ForeignKey(Enrollment, models.CASCADE, related_name="+")
    mentee = models.ForeignKey(Enrollment, models.CASCADE, related_name="+")
    before = models.CharField(max_length=8, choices=Ruling.choices, blank=True)
    after = models.CharField(max_length=8, choices=Ruling.choices, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    undoes = models.OneToOneField("self", models.CASCADE, null=True, related_name="undone")

    class Meta:
        ordering = ("-created_at",)
        indexes: ClassVar = [
            models.Index(fields=["program", "-created_at"], name="ruling_changes_newest")
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class MentorWish(Record):
    """A mentor somebody would like to have, and in which place; coordinators and the matching
    read it, mentors do not."""

    mentee = models.ForeignKey(Enrollment, models.CASCADE, related_name="mentor_wishes")
    mentor = models.ForeignKey(Enrollment, models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("rank",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mentee", "rank"],
                name="one_wish_per_rank",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Another wish has this place."),
            ),
            models.UniqueConstraint(
                fields=["mentee", "mentor"],
                name="mentor_wished_once",
                violation_error_message=_("This mentor is among the wishes already."),
            ),
            between("rank", 1, MOST_WISHES, name="wish_rank", message=_("Five wishes at most.")),
        ]

    def __str__(self) -> str:
        return f"{self.rank}"


class RequestStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting for an answer")
    TALKING = "talking", _("Talking first")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Did not work out")
    LAPSED = "lapsed", _("Not answered in time")
    FULL = "full", _("The place went to somebody else")
    TAKEN_BACK = "taken_back", _("Withdrawn")
    OVERTAKEN = "overtaken", _("Matched in another way")


OPEN_REQUESTS = [RequestStatus.WAITING, RequestStatus.TALKING]


class MentorRequestQuerySet(models.QuerySet["MentorRequest"]):
    def open(self) -> "MentorRequestQuerySet":
        return self.filter(status__in=OPEN_REQUESTS)


class MentorRequest(Record):
    """A mentee asks one mentor. The two read its words, and nobody else does."""

    mentee = models.ForeignKey(Enrollment, models.CASCADE, related_name="requests_made")
    mentor = models.ForeignKey(Enrollment, models.CASCADE, related_name="requests_got")
    words = ConfidentialTextField(_("your message"), blank=True)
    talk_first = models.BooleanField(default=False)
    then_next_wish = models.BooleanField(default=False)
    status = models.CharField(
        max_length=10, choices=RequestStatus.choices, default=RequestStatus.WAITING
    )
    asked_at = models.DateTimeField()
    answer_until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    relationship = models.OneToOneField(
        Relationship, models.SET_NULL, null=True, related_name="mentor_request"
    )

    objects: ClassVar = MentorRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mentee"],
                condition=Q(status__in=["waiting", "talking"]),
                name="one_open_request_per_mentee",
                violation_error_message=_("A request is waiting for an answer already."),
            ),
            one_of(
                "status",
                RequestStatus.values,
                name="request_status_known",
                message=_("This is not a state of a request."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "talking"], closed_at__isnull=True)
                | ~Q(status__in=["waiting", "talking"]) & Q(closed_at__isnull=False),
                name="closed_request_has_moment",
                violation_error_message=_("A closed request says when it was closed."),
            ),
            in_order(
                "asked_at",
                "answer_until",
                name="request_answer_after_asking",
                message=_("A request can be answered after it was made."),
            ),
        ]

    def __str__(self) -> str:
        return (
            str(_("Became a proposal")) if self.has_become_proposal else self.get_status_display()
        )

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_REQUESTS

    @property
    def has_become_proposal(self) -> bool:
        """Whether the two have been proposed to each other while it was open."""
        return self.status == RequestStatus.OVERTAKEN and self.relationship_id is not None


class Inclusion(Record):
    """A coordinator decided that the runs match this mentee although a request or a talk of theirs
    is live. It is about those that were live then, not about later ones."""

    enrollment = models.OneToOneField(Enrollment, models.CASCADE, related_name="inclusion")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.enrollment)


class Away(Record):
    """A mentor takes nobody new from ``since`` until the day of being back; running relationships
    go on, and the clock of requests stands still."""

    enrollment = models.OneToOneField(Enrollment, models.CASCADE, related_name="away")
    since = models.DateField(default=clock.today)
    until = models.DateField()

    class Meta:
        constraints: ClassVar = [
            in_order(
                "since", "until", name="away_back_after_leaving", message=_("Back after leaving.")
            )
        ]

    def __str__(self) -> str:
        return f"{self.since} – {self.until}"

    @property
    def absence(self) -> Absence:
        return Absence(self.since, self.until)

    @property
    def is_now(self) -> bool:
        """On the calendar of whose page is being written, which is the mentor's own."""
        return self.absence.covers(clock.local_today())
