"""A short talk before anybody decides; it binds nobody."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import in_order, one_of
from core.models import Record
from profiles.models import Enrollment


class TalkStatus(models.TextChoices):
    ASKED = "asked", _("Waiting for an answer")
    AGREED = "agreed", _("Talk agreed")
    DECLINED = "declined", _("Did not work out")
    LAPSED = "lapsed", _("Not answered in time")
    OVER = "over", _("Over")
    OVERTAKEN = "overtaken", _("Matched in another way")


OPEN_TALKS = [TalkStatus.ASKED, TalkStatus.AGREED]


class IntroTalkQuerySet(models.QuerySet["IntroTalk"]):
    def open(self) -> "IntroTalkQuerySet":
        return self.filter(status__in=OPEN_TALKS)

    def waiting(self) -> "IntroTalkQuerySet":
        return self.filter(status=TalkStatus.ASKED)


class IntroTalk(Record):
    """A mentee asks a mentor for a short talk. It carries no words: they are for the talk."""

    mentee = models.ForeignKey(Enrollment, models.CASCADE, related_name="talks_asked")
    mentor = models.ForeignKey(Enrollment, models.CASCADE, related_name="talks_got")
    status = models.CharField(max_length=9, choices=TalkStatus.choices, default=TalkStatus.ASKED)
    asked_at = models.DateTimeField()
    answer_until = models.DateTimeField()

    objects: ClassVar = IntroTalkQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mentee", "mentor"],
                condition=Q(status__in=["asked", "agreed"]),
                name="one_open_talk_per_pair",
                violation_error_message=_("You have asked for this talk already."),
            ),
            one_of(
                "status",
                TalkStatus.values,
                name="talk_status_known",
                message=_("This is not a state of a talk."),
            ),
            in_order(
                "asked_at",
                "answer_until",
                name="talk_answer_after_asking",
                message=_("A talk can be agreed on after it was asked for."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_status_display()

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_TALKS
