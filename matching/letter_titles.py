"""What the letters of this room are called where nobody reads their words."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import entitle

entitle(
    {
        "matching.request": _("Somebody asks to be matched with the reader"),
        "matching.request_talk": _("The person asked would like to talk first"),
        "matching.request_closed": _("A request was not accepted"),
        "matching.request_full": _("The last place has gone"),
        "matching.request_passed_on": _("A request went to the next wish"),
        "matching.request_taken_back": _("A request was taken back"),
        "matching.request_overtaken": _("A request was closed, the person who asked has a match"),
        "matching.request_left": _("A request was closed, the person has left the program"),
        "matching.request_revived": _("A request was opened again"),
        "matching.talk": _("Somebody would like an introductory talk"),
        "matching.talk_agreed": _("An introductory talk was agreed"),
        "matching.talk_closed": _("An introductory talk did not work out"),
        "matching.talk_left": _("A talk was closed, the person has left the program"),
        "matching.talk_overtaken": _("A talk was closed, the person who asked has a match"),
    }
)
