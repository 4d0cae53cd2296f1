"""Choosing, asking and talking in a program of each format: nothing speaks of another format."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from core import clock
from core.errors import DomainError
from devtools import wording
from matching.actions import requests, wishes
from matching.actions.requests import Wording
from matching.models.runs import (
    OPEN_REQUESTS,
    IntroTalk,
    MentorRequest,
    MentorWish,
    RequestStatus,
    TalkStatus,
)
from matching.talks import actions as talks
from notifications import kinds
from notifications.models import Message
from profiles.models import Enrollment
from programs.models import Choice, Format, Program, Side
from relationships.actions import proposals
from relationships.models import Relationship
from tests import gatherings
from tests.cast import Cast, SignIn, enroll, make_users
from tests.foreign_words import foreign, read

CHOSEN = (Format.CLASSIC, Format.BUDDY, Format.FLASH)
"""One of each column of words, where people choose."""
NAMES = ("lena", "max", "nora", "otto", "pia", "quin", "rosa")


def choosing(cast: Cast, kind: Format) -> tuple[Enrollment, list[Enrollment]]:
    """Somebody who asks for themselves in a program of this format, and six who can be asked."""
    program = gatherings.program(cast, kind)
    Program.objects.filter(pk=program.pk).update(choice=Choice.REQUESTS)
    program.refresh_from_db()
    mentee, *mentors = make_users({name: {} for name in NAMES})
    return (
        enroll(mentee, program, Side.MENTEE),
        [enroll(user, program, Side.MENTOR) for user in mentors],
    )


@pytest.mark.parametrize("kind", CHOSEN)
def test_no_page_of_a_request_speaks_of_another_format(
    cast: Cast, sign_in: SignIn, kind: Format
) -> None:
    mentee, (mentor, *_others) = choosing(cast, kind)
    program = mentee.program
    asked = MentorRequest.objects.create(
        mentee=mentee,
        mentor=mentor,
        words="Please",
        asked_at=clock.now(),
        answer_until=clock.now() + timedelta(days=3),
    )
    detail = reverse("request_detail", args=[asked.pk])
    new = reverse("request_new", args=[program.pk, mentor.pk])
    of_mentee = [reverse("mentor_directory", args=[program.pk]), new, detail]
    of_mentor = [reverse("request_list", args=[program.pk]), detail]
    asks, answers, found = sign_in(mentee.user), sign_in(mentor.user), []
    for status in RequestStatus:
        become(asked, status)
        found += read(asks, of_mentee, kind) + read(answers, of_mentor, kind)
    assert not found, "\n".join(found)


def become(row: MentorRequest | IntroTalk, status: str) -> None:
    """Write a status that the database allows together with its moment."""
    changes: dict[str, Any] = {"status": status}
    if isinstance(row, MentorRequest):
        is_open = status in OPEN_REQUESTS
        changes["closed_at"] = None if is_open else clock.now()
    type(row).objects.filter(pk=row.pk).update(**changes)


def letters(asked: MentorRequest, talk: IntroTalk) -> Iterator[tuple[str, str]]:
    """Each letter about a request or a talk in every state in which it is written, with its
    words."""
    context = {"request": str(asked.pk), "talk": str(talk.pk)}
    states = [(asked, list(RequestStatus)), (talk, list(TalkStatus))]
    for name in [name for name in kinds._kinds if re.match(r"matching\.(request|talk)", name)]:
        message = Message(kind=name, context=context, recipient=asked.mentee.user)
        for row, known in states:
            for status in known:
                become(row, status)
                letter = kinds.get(name).compose(message)
                if letter:
                    labels = [letter.button.label] if letter.button else []
                    words = [letter.subject, *letter.paragraphs, letter.footnote, *labels]
                    yield name, " ".join(words)


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("kind", CHOSEN)
def test_no_letter_about_choosing_speaks_of_another_format(
    cast: Cast, kind: Format, first: bool
) -> None:
    mentee, (mentor, other, *_others) = choosing(cast, kind)
    moments = {"asked_at": clock.now(), "answer_until": clock.now() + timedelta(days=3)}
    asked = MentorRequest.objects.create(
        mentee=mentee, mentor=mentor, words="Please", talk_first=first, then_next_wish=first,
        **moments,
    )  # fmt: skip
    talk = IntroTalk.objects.create(mentee=mentee, mentor=other, **moments)
    written = list(letters(asked, talk))
    assert len({name for name, _words in written}) == 14
    found = [f"{name}: {hit}" for name, words in written for hit in foreign(words, kind)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", CHOSEN)
def test_no_refusal_speaks_of_another_format(cast: Cast, kind: Format) -> None:
    mentee, mentors = choosing(cast, kind)
    refused = [str(error) for error in refusals(mentee, mentors)]
    assert len(refused) == 8
    found = [hit for words in refused for hit in foreign(words, kind)]
    assert not found, "\n".join(found)


def refusals(mentee: Enrollment, mentors: list[Enrollment]) -> Iterator[DomainError]:
    """What somebody is told who asks or wishes at a time when they cannot."""
    program, person, by = mentee.program, mentors[0], mentee.user
    ways: list[Callable[[], object]] = [
        lambda: wishes.add_wish(mentee=mentee, mentor=person, by=by),
        lambda: requests.ask(mentee=mentee, mentor=person, wording=Wording("Please"), by=by),
        lambda: talks.ask(mentee=mentee, mentor=person, by=by),
    ]
    MentorWish.objects.bulk_create(
        MentorWish(mentee=mentee, mentor=one, rank=rank) for rank, one in enumerate(mentors[1:], 1)
    )
    yield refused(ways[0])
    Program.objects.filter(pk=program.pk).update(mentors_first="choice")
    program.refresh_from_db()
    yield from map(refused, ways)
    Program.objects.filter(pk=program.pk).update(mentors_first="nothing")
    program.refresh_from_db()
    Enrollment.objects.filter(pk=person.pk).update(capacity=1)
    enroll(newest := make_users({"sam": {}})[0], program, Side.MENTEE)
    other = program.enrollments.get(user=newest)
    gatherings.accept(matched(person, other))
    yield from map(refused, ways[1:])
    matched(mentors[1], mentee)
    yield from map(refused, ways[1:])


def matched(mentor: Enrollment, mentee: Enrollment) -> Relationship:
    by = mentor.program.staff.get().user
    return proposals.propose(
        program=mentor.program, mentor=mentor, mentee=mentee, reasons=[], by=by
    )


def refused(way: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as error:
        way()
    return error.value


WORDS_OF_SOME = re.compile(r"\b(?:mentors?|mentees?|budd(?:y|ies)|newcomers?)\b", re.IGNORECASE)
PLACEHOLDER = re.compile(r"\{\{.*?\}\}|%\(\w+\)[sd]")
ONLY_OF_GROUPS = ("matching/groups/view.py", "matching/groups/wording.py")
"""Words about groups, which have a mentor in every program that has groups."""


def test_the_rooms_of_the_matching_name_people_by_the_words_of_the_format() -> None:
    """A refusal or a line that no walk comes across is found all the same."""
    known = (*ONLY_OF_GROUPS, "matching/format_words.py")
    rooms = ("matching/", "templates/matching/")
    found = [
        f"{text.path}:{text.line}: {text.words}"
        for text in wording.texts()
        if text.path.startswith(rooms) and not text.path.startswith(("matching/models/", *known))
        and WORDS_OF_SOME.search(PLACEHOLDER.sub("", text.words))
    ]  # fmt: skip
    assert not found, "\n".join(found)
