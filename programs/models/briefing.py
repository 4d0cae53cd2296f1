"""The page of one program for line managers: who may read it, and its address."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.constraints import one_of


class BriefingReaders(models.TextChoices):
    """Who reads the page for line managers of a program."""

    NOBODY = "nobody", _("Nobody: line managers read the general page")
    MANAGERS = "managers", _("Line managers of people in the program, when they are signed in")
    LINK = "link", _("Whoever has the link, without signing in")


class Briefing(models.Model):
    """The part of a program that concerns line managers."""

    briefing_readers = models.CharField(
        _("readers of the page for line managers"),
        max_length=8,
        choices=BriefingReaders.choices,
        default=BriefingReaders.NOBODY,
    )
    briefing_token = models.CharField(
        max_length=40, unique=True, null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True


BRIEFING_CONSTRAINTS = [
    one_of(
        "briefing_readers",
        BriefingReaders.values,
        name="program_briefing_readers_known",
        message=_("These are no readers of a page for line managers."),
    ),
]
