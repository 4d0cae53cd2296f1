"""When somebody leaves a program, their open requests and introductory talks are closed."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from matching.actions import requests
from matching.talks import actions as talks
from profiles import program_exit, withdrawal
from profiles.models import Enrollment


def end(enrollment: Enrollment, by: User) -> None:
    """Close what waits on either side; whoever is left is told."""
    for asked in [*_of(enrollment.requests_made), *_of(enrollment.requests_got)]:
        requests.close_of_leaver(request=asked, leaver=enrollment, by=by)
    for talk in [*_of(enrollment.talks_asked), *_of(enrollment.talks_got)]:
        talks.close_of_leaver(talk=talk, leaver=enrollment, by=by)


def say_nothing_more(enrollment: Enrollment, by: User) -> None:
    """What is told here ends with the enrollment itself (:mod:`profiles.withdrawal`)."""


def describe(enrollment: Enrollment) -> list[str]:
    """What is closed, for the person who leaves and may read the names."""
    asked = _("Your request to %(name)s is closed; they are told, without a reason.")
    got = _("The request from %(name)s is closed; they are told, without a reason.")
    talk = _("The introductory talk with %(name)s is closed; they are told, without a reason.")
    return [
        *(asked % {"name": row.mentor.user} for row in _of(enrollment.requests_made)),
        *(got % {"name": row.mentee.user} for row in _of(enrollment.requests_got)),
        *(talk % {"name": row.mentor.user} for row in _of(enrollment.talks_asked)),
        *(talk % {"name": row.mentee.user} for row in _of(enrollment.talks_got)),
    ]


def _of(contacts: Any) -> Any:
    """The open ones of a related manager, with the names of both."""
    return contacts.open().select_related("mentor__user", "mentee__user")


withdrawal.register("matching", end)
program_exit.register("matching", program_exit.ExitConsequence(20, describe, say_nothing_more))
