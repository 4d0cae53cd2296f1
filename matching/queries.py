"""What the pages of a mentee who chooses read."""

import uuid

from django.shortcuts import get_object_or_404

from matching.models.runs import MentorRequest, MentorWish
from profiles.models import Enrollment
from programs.models import Side


def mentor_of(mentee: Enrollment, mentor_id: uuid.UUID) -> Enrollment:
    """A mentor of the same program. Raises Http404 for anybody else."""
    people = Enrollment.objects.select_related("user", "program")
    found = people.filter(program=mentee.program_id, role=Side.MENTOR)
    return get_object_or_404(found.approved(), pk=mentor_id)


def wishes_of(mentee: Enrollment) -> list[MentorWish]:
    return list(mentee.mentor_wishes.select_related("mentor__user"))


def open_request(mentee: Enrollment) -> MentorRequest | None:
    """The request that waits for an answer, without its words."""
    rows = MentorRequest.objects.open().filter(mentee=mentee).defer("words")
    return rows.select_related("mentor__user").first()
