"""Messages as rows. The row is the truth about what was sent; a broker message is only a hint."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.constraints import in_order, one_of
from core.fields import ConfidentialTextField
from core.models import Record


class MessageStatus(models.TextChoices):
    DUE = "due", _("due")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("canceled")
    UNKNOWN = "unknown", _("may have been sent")


class Lane(models.IntegerChoices):
    """Who waits behind whom: workers take from the first lane that holds anything."""

    URGENT = 1, _("somebody waits for it")
    NORMAL = 2, _("as they come")
    BULK = 3, _("one of very many")


OPEN = (MessageStatus.DUE, MessageStatus.SENDING)
TROUBLED = (MessageStatus.FAILED, MessageStatus.UNKNOWN)


class Message(Record):
    """One message to one person for one reason, told apart by its ``dedupe_key``."""

    kind = models.CharField(max_length=60)
    recipient = models.ForeignKey(User, models.CASCADE, related_name="messages_due")
    dedupe_key = models.CharField(max_length=200, unique=True)
    context = models.JSONField(default=dict)

    # Words that are made when it is posted, such as a link to sign in: never readable at rest.
    sealed = ConfidentialTextField(blank=True)

    lane = models.PositiveSmallIntegerField(choices=Lane.choices, default=Lane.NORMAL)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    status = models.CharField(
        max_length=10, choices=MessageStatus.choices, default=MessageStatus.DUE
    )
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    # A hint at it waits with the broker since then, unless the broker has lost it.
    hinted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ("due_at",)
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="messages_still_to_send",
                condition=Q(status__in=["due", "sending"]),
            ),
            models.Index(
                fields=["lane", "due_at"],
                name="messages_by_lane",
                condition=Q(status__in=["due", "sending"]),
            ),
            models.Index(
                fields=["due_at"],
                name="messages_in_trouble",
                condition=Q(status__in=["failed", "unknown"]),
            ),
            models.Index(fields=["recipient", "-due_at"], name="messages_by_recipient"),
        ]
        constraints: ClassVar = [
            one_of(
                "status",
                MessageStatus.values,
                name="message_status_known",
                message=_("This is not a message status."),
            ),
            one_of(
                "lane",
                Lane.values,
                name="message_lane_known",
                message=_("This is not a lane of messages."),
            ),
            in_order(
                "due_at",
                "expires_at",
                name="message_expires_after_due",
                message=_("A message expires after it is due."),
            ),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False)
                | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="message_sent_has_moment",
                violation_error_message=_("A sent message says when it was sent."),
            ),
            models.CheckConstraint(
                condition=Q(status="sending", lease_until__isnull=False)
                | (~Q(status="sending") & Q(lease_until__isnull=True)),
                name="message_sending_has_lease",
                violation_error_message=_("A message is being sent under a lease."),
            ),
        ]

    def __str__(self) -> str:
        return self.dedupe_key


class Sweep(models.Model):
    """When the messages that are due were last looked for: the worker's sign of life."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    at = models.DateTimeField()
    # One is at work, or has died at it.
    busy_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


class OutboxFigures(models.Model):
    """How many messages were planned and sent, as HR admins are told (``notifications.figures``).

    ``planned``: by sort. ``sent``: by day. Numbers only, counted at night.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    planned = models.JSONField(default=dict)
    sent = models.JSONField(default=dict)
    renewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.renewed_at:%Y-%m-%d %H:%M:%S}"


class Trouble(models.Model):
    """One record that a piece of background work could not handle: no words, only which and why."""

    work = models.CharField(max_length=80)
    record = models.CharField(max_length=120)
    error = models.CharField(max_length=80)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("work", "record")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["work", "record"], name="a_trouble_is_noted_once")
        ]

    def __str__(self) -> str:
        return f"{self.work}: {self.record}"


class KeyCanary(models.Model):
    """A sealed word for each field key that this database was ever used with."""

    key_id = models.PositiveSmallIntegerField(primary_key=True)
    sealed = models.BinaryField()
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.key_id}"
