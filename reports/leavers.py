"""People who would like to leave a program: a coordinator lets them go."""

from dataclasses import dataclass

from accounts.models import User
from core import dates
from profiles import ineligibility
from profiles.models import Enrollment
from profiles.waiting_list import WaitingList


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who said so after an ending, and since when."""

    enrollment: Enrollment
    since: str


def leavers(line: WaitingList, viewer: User) -> list[Leaver]:
    """Everybody of ``line`` who would like to leave, the longest first; not the former partners of
    ``viewer``, who chose it in confidence. No query for nobody."""
    leaving = {k: one for k, one in line.left_out.items() if ineligibility.wants_to_leave(one, ())}
    shared = ineligibility.relationships_of(viewer) if leaving else set()
    found = {k: one for k, one in leaving.items() if ineligibility.wants_to_leave(one, shared)}
    people = Enrollment.objects.select_related("user").in_bulk(found)
    return [Leaver(people[key], dates.day(one.since)) for key, one in found.items()]
