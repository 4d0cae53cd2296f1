"""A program of each format, walked through by everybody: nothing speaks of another format."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from notifications import kinds
from notifications.models import Message
from programs import setup_steps
from programs.models import CriterionKey, Format, Program, ProgramStatus
from relationships.models import Relationship
from tests import gatherings
from tests.cast import Cast

SignIn = Callable[[Any], Client]
NEVER_OF = {
    Format.CLASSIC: "circles? peers? budd(?:y|ies) newcomers? host",
    Format.REVERSE: "circles? peers? budd(?:y|ies) newcomers? host",
    Format.CROSS_FUNCTIONAL: "circles? peers? budd(?:y|ies) newcomers? host",
    Format.EXTERNAL: "circles? peers? budd(?:y|ies) newcomers? host",
    Format.BUDDY: "circles? peers? host mentees?",
    Format.PEER: "circles? budd(?:y|ies) newcomers? host mentees?",
    Format.GROUP: "pairs? circles? partners? peers? budd(?:y|ies) newcomers? both",
    Format.CIRCLE: "pairs? partners? mentees? mentors? budd(?:y|ies) newcomers? both",
    Format.FLASH: "pairs? circles? peers? budd(?:y|ies) newcomers? host every~[0-9]+~days phases?",
}
"""Words, divided by spaces, that belong to other formats; ``~`` is a space."""


def foreign(text: str, kind: Format) -> list[str]:
    words = "|".join(NEVER_OF[kind].replace(" ", "|").replace("~", " ").split("|"))
    return re.findall(rf".{{0,50}}\b(?:{words})\b.{{0,30}}", text, re.IGNORECASE)


def seen(page: str) -> str:
    """What somebody reads in the main part of a page, without choices of a select and without the
    names of criteria, which the formats share."""
    main = page[page.find("<main") : page.find("</main>")]
    main = re.sub(r"<(script|style|svg|select).*?</\1>", " ", main, flags=re.DOTALL)
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
    return re.sub("|".join(str(label) for label in CriterionKey.labels), "", words)


def pages_of_the_coordinator(program: Program, record: Relationship) -> Iterator[str]:
    for route in ("program_dashboard", "program_attention", "program_pairs", "program_setup"):
        yield reverse(route, args=[program.pk])
    yield reverse("pair_detail", args=[program.pk, record.pk])
    for step in setup_steps.steps(program):
        if step.route in {"program_phases", "program_taking_part"}:
            yield reverse(step.route, args=[program.pk])


def pages_of_a_member(program: Program, record: Relationship) -> Iterator[str]:
    yield reverse("relationship_list")
    yield reverse("relationship_detail", args=[record.pk])


@pytest.mark.parametrize("status", [ProgramStatus.RUNNING, ProgramStatus.CLOSED])
@pytest.mark.parametrize("kind", Format)
def test_no_page_speaks_of_another_format(
    cast: Cast, sign_in: SignIn, kind: Format, status: ProgramStatus
) -> None:
    record = gatherings.started(cast, kind)
    program = record.program
    Program.objects.filter(pk=program.pk).update(status=status)
    program.refresh_from_db()
    ways = [(cast.coordinator, page) for page in pages_of_the_coordinator(program, record)]
    for member in record.memberships.select_related("user"):
        ways += [(member.user, page) for page in pages_of_a_member(program, record)]
    found = []
    for person, page in ways:
        answer = sign_in(person).get(page, follow=True)
        assert answer.status_code == 200
        found += [f"{person} on {page}: {hit}" for hit in foreign(seen(answer.text), kind)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", Format)
def test_no_join_page_speaks_of_another_format(cast: Cast, sign_in: SignIn, kind: Format) -> None:
    program = gatherings.program(cast, kind)
    page = sign_in(cast.outsider).get(reverse("join", args=[program.join_token])).text
    assert foreign(seen(page), kind) == []


@pytest.mark.parametrize("kind", Format)
def test_no_letter_speaks_of_another_format(cast: Cast, kind: Format) -> None:
    record = gatherings.started(cast, kind)
    found = []
    for message in Message.objects.filter(context__relationship=str(record.pk)):
        letter = kinds.get(message.kind).compose(message)
        words = " ".join([letter.subject, *letter.paragraphs, letter.footnote]) if letter else ""
        found += [f"{message.kind}: {hit}" for hit in foreign(words, kind)]
    assert not found, "\n".join(found)
