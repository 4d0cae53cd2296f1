"""What the letters of this room are called where nobody reads their words."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import entitle

entitle(
    {
        "programs.named": _("Named for a program"),
        "programs.named_oneself": _("An HR admin coordinates a program"),
    }
)
