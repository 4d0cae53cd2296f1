"""What the letters of this room are called where nobody reads their words."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import entitle
from programs.touchpoints import TOUCHPOINTS
from sessions.coordinator_letters import TALK_WANTED

entitle({f"sessions.{point.key}": point.title for point in TOUCHPOINTS})
entitle(
    {
        "sessions.planned": _("A session was planned"),
        "sessions.planned_ahead": _("Sessions were planned ahead"),
        "sessions.moved": _("A session was moved"),
        "sessions.cancelled": _("A session was called off"),
        "sessions.called_off": _(
            "A session was called off: calendar update for the person who did it"
        ),
        "sessions.fell_away": _("A session was called off"),
        "sessions.not_held": _("A session did not take place"),
        "sessions.differ": _("Answers differ on whether a session took place"),
        "sessions.reminder": _("Reminder of a session"),
        "sessions.check_in": _("A short question"),
        TALK_WANTED: _("Somebody would like to talk to a coordinator"),
    }
)
