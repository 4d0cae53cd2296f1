"""When an answer of a mentor is due: the program's working days, without days away."""

from datetime import datetime

from core import clock
from matching.models.runs import Away
from matching.rules import after_working_days
from profiles.models import Enrollment


def deadline(mentor: Enrollment) -> datetime:
    """For something asked now; ``mentor`` comes with the program."""
    days, away = mentor.program.proposal_days, Away.objects.filter(enrollment=mentor).first()
    absence = away.absence if away else None
    return after_working_days(clock.now(), days, mentor.user.zone, absence)
