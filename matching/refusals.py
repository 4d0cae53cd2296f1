"""Requests and introductory talks that ended in a no: only the two of them know.

The other half of ``relationships.kept_apart``, which asks here.
"""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from matching.models.runs import IntroTalk, MentorRequest, RequestStatus, TalkStatus
from relationships import kept_apart
from relationships.rematch_rules import Couple

CAME_TO_NOTHING = (RequestStatus.DECLINED, RequestStatus.LAPSED)
TALK_CAME_TO_NOTHING = (TalkStatus.DECLINED, TalkStatus.LAPSED)


def couples(users: Collection[int]) -> Iterable[Couple]:
    """Mentees and mentors of ``users`` of whom the mentor has said no. One query."""
    requests = _between(MentorRequest.objects.filter(status=RequestStatus.DECLINED), users)
    talks = _between(IntroTalk.objects.filter(status=TalkStatus.DECLINED), users)
    return requests.union(talks)


def _between(rows: "QuerySet[Any]", users: Collection[int]) -> "QuerySet[Any]":
    found = rows.order_by().filter(mentee__user__in=users, mentor__user__in=users)
    return found.values_list("mentee__user_id", "mentor__user_id")


kept_apart.register("matching", couples)


def asked_in_vain(requests: Iterable[MentorRequest], talks: Iterable[IntroTalk]) -> set[uuid.UUID]:
    """The mentors a mentee does not ask again: those who said no, and those who did not answer.

    The list of mentors treats both alike, so that it does not tell which it was.
    """
    asked = {one.mentor_id for one in requests if one.status in CAME_TO_NOTHING}
    return asked | {one.mentor_id for one in talks if one.status in TALK_CAME_TO_NOTHING}
