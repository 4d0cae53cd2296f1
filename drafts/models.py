"""What people have typed into a form and not sent, read by nobody else; and which forms arrived."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.fields import ConfidentialTextField
from core.models import Record


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts in business words."""

    def unsent_by(self, user: User) -> "DraftQuerySet":
        """What ``user`` has typed and neither sent nor discarded, the newest first."""
        return self.filter(user=user, closed_at=None).order_by("-changed_at")


class Draft(Record):
    """The content of one form on one open page.

    Each page that shows the form has a row of its own, so two tabs never overwrite each other.
    ``form`` is the address the form is sent to and ``page`` the one it stands on, "" once that
    takes no text any more. ``content`` is
    what a browser would send, ``seen`` what the form began with (:mod:`drafts.changes`). ``turn``
    grows with each saving, because a slow one may arrive last.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=400)
    page = models.CharField(max_length=400)
    title = models.CharField(_("what it is"), max_length=120)
    content = ConfidentialTextField(_("what was typed"))
    seen = models.CharField(max_length=32, blank=True, default="")
    turn = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(default=clock.now)
    # Sent or discarded. The empty row stays for a day, so that a late saving does not revive it.
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar = DraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "form"], name="drafts_of_a_form")]

    def __str__(self) -> str:
        return self.title

    @property
    def link(self) -> str:
        """The page with this text back in its form; the list of all, where that page is gone."""
        return f"{self.page}?unsent={self.pk}" if self.page else reverse("unsent_list")


class Arrival(Record):
    """A form that was received, and the address its answer led to.

    ``digest`` as in :func:`drafts.received_once.digest_of`. The row stays for a day, so that an
    equal form is known.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    # Sealed, because some addresses open a page to whoever knows them.
    location = ConfidentialTextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="form_received_once")
        ]

    def __str__(self) -> str:
        return self.digest
