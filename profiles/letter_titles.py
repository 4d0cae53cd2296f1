"""What the letters of this room are called where nobody reads their words."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import entitle

entitle(
    {
        "profiles.submitted": _("People wait for approval"),
        "profiles.approved": _("Approved for a program"),
        "profiles.declined": _("Not approved for a program"),
        "profiles.let_go": _("Leaving a program, confirmed"),
        "profiles.invited": _("Invitation to a program"),
        "profiles.invited_reminder": _("Reminder of an invitation to a program"),
        "profiles.joining_opens": _("Mentees can join now"),
        "profiles.choice_opens": _("Mentees can choose now"),
        "profiles.manager_asked": _("Question to a line manager"),
        "profiles.manager_reminder": _("Reminder to a line manager"),
    }
)
