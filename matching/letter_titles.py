"""What the letters of this room are called where nobody reads their words."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import entitle

entitle(
    {
        "matching.request": _("A mentee asks a mentor"),
        "matching.request_talk": _("A mentor would like to talk first"),
        "matching.request_closed": _("A request was not accepted"),
        "matching.request_full": _("The last place has gone"),
        "matching.request_passed_on": _("A request went to the next wish"),
        "matching.request_taken_back": _("A request was taken back"),
        "matching.request_overtaken": _("A request was closed, the mentee has a match"),
        "matching.request_left": _("A request was closed, the mentee has left the program"),
        "matching.request_revived": _("A request was opened again"),
        "matching.talk": _("A mentee would like an introductory talk"),
        "matching.talk_agreed": _("An introductory talk was agreed"),
        "matching.talk_closed": _("A first talk did not work out"),
        "matching.talk_left": _("A first talk was closed, the mentee has left the program"),
        "matching.talk_overtaken": _("A first talk was closed, the mentee has a match"),
    }
)
