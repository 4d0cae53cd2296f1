"""Sessions and what comes of them: notes, actions, and the short questions between them."""

from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.constraints import both_or_neither, in_order, one_of
from core.fields import ConfidentialBytesField, ConfidentialTextField
from core.models import Record
from profiles.models import Channel
from relationships.models import Membership, Relationship
from sessions.file_types import TYPES


class SessionStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Called off")
    REMOVED = "removed", _("Removed")


class SessionKind(models.TextChoices):
    WORKING = "working", _("Working session")
    REVIEW = "review", _("Review")
    CLOSING = "closing", _("Closing conversation")
    REDEFINITION = "redefinition", _("Redefinition talk")


class NotHeldReason(models.TextChoices):
    """Why a session did not happen; nobody's fault among them, and read by the members alone.

    The last three (``CALLED_OFF_WITH``) nobody chooses: the session went with the mentoring.
    """

    URGENT = "urgent", _("Something urgent came up")
    AWAY = "away", _("One of us was ill or away")
    NO_TIME = "no_time", _("We found no time")
    TECHNOLOGY = "technology", _("The room or the call did not work")
    FORGOTTEN = "forgotten", _("It slipped our minds")
    OTHER = "other", _("Something else")
    ENDED = "ended", _("Your mentoring ended before it")
    PAUSED = "paused", _("Your mentoring was paused")
    HELD = "held", _("Your mentoring was on hold")


CALLED_OFF_WITH = (NotHeldReason.ENDED, NotHeldReason.PAUSED, NotHeldReason.HELD)


class TimeRange(Func):
    """The PostgreSQL range between two moments, for the constraint against overlaps."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class SessionQuerySet(models.QuerySet["MentoringSession"]):
    def held(self) -> "SessionQuerySet":
        return self.filter(status=SessionStatus.HELD)

    def planned(self) -> "SessionQuerySet":
        return self.filter(status=SessionStatus.PLANNED)

    def lasting(self) -> "SessionQuerySet":
        """Planned or held: what was not called off, and was not logged by mistake."""
        return self.filter(status__in=(SessionStatus.PLANNED, SessionStatus.HELD))

    def of(self, user: User) -> "SessionQuerySet":
        """Sessions of every record ``user`` belongs to; not of a group they have left."""
        own = Membership.objects.present().filter(user=user)
        return self.filter(relationship__memberships__in=own)


class MentoringSession(Record):
    """One meeting or exchange. Coordinators see that it was, never what was said."""

    relationship = models.ForeignKey(Relationship, models.CASCADE, related_name="sessions")
    status = models.CharField(
        max_length=10, choices=SessionStatus.choices, default=SessionStatus.PLANNED
    )
    kind = models.CharField(
        _("kind"), max_length=14, choices=SessionKind.choices, default=SessionKind.WORKING
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    mode = models.CharField(_("how"), max_length=10, choices=Channel.choices)
    place = ConfidentialTextField(_("where, or a link"), blank=True)
    agenda = ConfidentialTextField(_("agenda"), blank=True)
    schedule_version = models.PositiveSmallIntegerField(default=1)
    # When it was planned to begin before it was last moved.
    moved_from = models.DateTimeField(null=True)
    not_held_reason = models.CharField(max_length=10, choices=NotHeldReason.choices, blank=True)
    not_held_words = ConfidentialTextField(_("in your own words"), blank=True)
    # Whose turn it is to lead the session, where members take turns.
    host = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    planned_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    logged_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    logged_at = models.DateTimeField(null=True)

    objects: ClassVar = SessionQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at",)
        indexes: ClassVar = [
            models.Index(fields=["relationship", "status", "starts_at"], name="sessions_of_pair"),
            models.Index(fields=["status", "starts_at"], name="sessions_by_time"),
        ]
        constraints: ClassVar = [
            in_order(
                "starts_at",
                "ends_at",
                name="session_ends_after_start",
                message=_("A session ends after it starts."),
            ),
            one_of(
                "status",
                SessionStatus.values,
                name="session_status_known",
                message=_("This is not a session status."),
            ),
            models.CheckConstraint(
                condition=Q(not_held_reason="")
                | Q(status="cancelled", not_held_reason__in=NotHeldReason.values),
                name="session_not_held_reason_known",
                violation_error_message=_("Only a session that did not happen has such a reason."),
            ),
            both_or_neither(
                "logged_by",
                "logged_at",
                name="session_logged_who_and_when",
                message=_("A logged session says who logged it and when."),
            ),
            models.CheckConstraint(
                condition=~Q(status="held") | Q(logged_at__isnull=False),
                name="held_session_is_logged",
                violation_error_message=_("A session that was held has been logged."),
            ),
            ExclusionConstraint(
                name="sessions_do_not_overlap",
                expressions=[
                    (
                        TimeRange("starts_at", "ends_at", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                    ("relationship", RangeOperators.EQUAL),
                ],
                condition=Q(status__in=["planned", "held"]) & ~Q(mode="written"),
                violation_error_message=_("You already have a session at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} UTC"

    @property
    def is_exchange(self) -> bool:
        """Mails or messages, which have a day and no hour."""
        return self.mode == Channel.WRITTEN and self.status == SessionStatus.HELD

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class SessionChange(Record):
    """A logged session was corrected, removed or put back: by whom, and what it said before.

    Members read it beside the session; there is nothing in it that was written in confidence.
    """

    class Kind(models.TextChoices):
        CORRECTED = "corrected", _("Corrected")
        REMOVED = "removed", _("Removed")
        PUT_BACK = "put_back", _("Put back")

    session = models.ForeignKey(MentoringSession, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    mode = models.CharField(max_length=10, choices=Channel.choices)
    session_kind = models.CharField(max_length=14, choices=SessionKind.choices)
    # Who was there, of a group; ids, because who has left is still told by name.
    there = models.JSONField(default=list)

    class Meta:
        ordering = ("created_at",)
        constraints: ClassVar = [
            one_of(
                "kind",
                ["corrected", "removed", "put_back"],
                name="session_change_kind_known",
                message=_("This is not a change of a session."),
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class LaidOutDate(Record):
    """What a member has said of a date laid out ahead: moved to ``starts_at``, or skipped.

    The dates themselves follow from the rhythm (``sessions.recurrence``); only these are kept.
    """

    relationship = models.ForeignKey(Relationship, models.CASCADE, related_name="laid_out_dates")
    day = models.DateField()
    starts_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("day",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["relationship", "day"], name="laid_out_date_said_once")
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class Attendance(Record):
    """Whether one member of a group or circle was at a session that was held."""

    session = models.ForeignKey(MentoringSession, models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="attendances")
    was_there = models.BooleanField()

    class Meta:
        ordering = ("membership",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "membership"], name="attendance_noted_once")
        ]

    def __str__(self) -> str:
        return f"{self.membership} · {self.was_there}"


class Visibility(models.TextChoices):
    PRIVATE = "private", _("Only me")
    SHARED = "shared", _("Both of us")


class NoteKind(models.TextChoices):
    NOTE = "note", _("Note")
    TAKEAWAY = "takeaway", _("What I take away")


class NoteQuerySet(models.QuerySet["Note"]):
    def readable_by(self, membership: Membership) -> "NoteQuerySet":
        """The notes of the record this member may read: shared ones and their own."""
        return self.filter(author__relationship=membership.relationship_id).filter(
            Q(visibility=Visibility.SHARED) | Q(author=membership)
        )


class Note(Record):
    """Words about a session, for the author alone or for all members.

    What somebody takes away from it is one note of its own kind.
    """

    kind = models.CharField(max_length=8, choices=NoteKind.choices, default=NoteKind.NOTE)
    session = models.ForeignKey(MentoringSession, models.CASCADE, related_name="notes")
    author = models.ForeignKey(Membership, models.PROTECT, related_name="notes")
    visibility = models.CharField(
        _("readers"), max_length=8, choices=Visibility.choices, default=Visibility.PRIVATE
    )
    words = ConfidentialTextField(_("note"))

    objects: ClassVar = NoteQuerySet.as_manager()

    class Meta:
        ordering = ("created_at",)
        constraints: ClassVar = [
            one_of(
                "visibility",
                Visibility.values,
                name="note_visibility_known",
                message=_("A note is private or shared."),
            ),
            one_of(
                "kind",
                NoteKind.values,
                name="note_kind_known",
                message=_("This is not a kind of note."),
            ),
            models.UniqueConstraint(
                fields=["session", "author"],
                condition=Q(kind="takeaway"),
                name="one_takeaway_a_person",
                violation_error_message=_("You have written down already what you take away."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_visibility_display()


class Settled(models.TextChoices):
    """What became of a promise when it was settled."""

    DONE = "done", _("Done")
    GOES_ON = "goes_on", _("Continues after the mentoring")
    LET_GO = "let_go", _("Let go")


class Action(Record):
    """Something one member has promised to do."""

    relationship = models.ForeignKey(Relationship, models.CASCADE, related_name="actions")
    session = models.ForeignKey(
        MentoringSession, models.SET_NULL, null=True, related_name="actions"
    )
    owner = models.ForeignKey(Membership, models.PROTECT, related_name="actions")
    words = ConfidentialTextField(_("what"))
    due_on = models.DateField(_("by when"), null=True, blank=True)
    done_at = models.DateTimeField(null=True)
    settled_as = models.CharField(max_length=7, choices=Settled.choices, default=Settled.DONE)

    class Meta:
        ordering = ("done_at", "due_on", "created_at")
        constraints: ClassVar = [
            one_of(
                "settled_as",
                Settled.values,
                name="action_settled_as_known",
                message=_("This is not a way to settle a promise."),
            )
        ]

    def __str__(self) -> str:
        return str(self.owner)


class SharedFile(Record):
    """A file one member has put into the record, perhaps about one session; all members read it.

    Its ``kind`` is a key of ``sessions.file_types`` and follows from the content, never the name.
    """

    relationship = models.ForeignKey(Relationship, models.CASCADE, related_name="files")
    session = models.ForeignKey(MentoringSession, models.SET_NULL, null=True, related_name="files")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="files")
    name = ConfidentialTextField(_("name"))
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.kind

    @property
    def label(self) -> str:
        """What it is, in a word."""
        return str(TYPES[self.kind].label)


class FileContent(Record):
    """What stands in a file, apart from it, so that lists of files stay light."""

    file = models.OneToOneField(SharedFile, models.CASCADE, related_name="content")
    content = ConfidentialBytesField()

    def __str__(self) -> str:
        return str(self.file)


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def requests_to_talk(self) -> Self:
        """What a coordinator has been asked for, and has not marked as done."""
        return self.filter(Q(kind="help") | Q(answer="help"), talked_at=None)


class CheckIn(Record):
    """A short question to one member, asked once for one occasion, answered or not.

    ``talked_at``: when a coordinator marked a request to talk as done.
    """

    relationship = models.ForeignKey(Relationship, models.CASCADE, related_name="check_ins")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="check_ins")
    kind = models.CharField(max_length=30)
    occasion = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=20, blank=True)
    answered_at = models.DateTimeField(null=True)
    talked_at = models.DateTimeField(null=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["membership", "kind", "occasion"], name="asked_once_per_occasion"
            ),
            models.CheckConstraint(
                condition=(Q(answer="") & Q(answered_at__isnull=True))
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="check_in_answer_has_moment",
                violation_error_message=_("An answer says when it was given."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.occasion}"


class CalendarFeed(Record):
    """Somebody has an address under which calendars read their sessions.

    The address is the signed id of this row (``sessions.feeds``), so a copy of the database opens
    no calendar, and removing the row ends the address for good.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed")

    def __str__(self) -> str:
        return str(self.user)
