"""On pages that HR admins and coordinators share, “you” does what both of them may do."""

import re

import pytest

from programs.models import Format, MentorsFirst, Program
from tests import gatherings
from tests.cast import Cast
from tests.permission_matrix import ROUTES
from tests.product.test_permissions import ALL_ROUTES, World

OF_COORDINATORS = re.compile(r"\b[Yy]ou (?:approve|invited?|match|propose|arrange|pair)\b[^<]*")
"""What only coordinators do."""

SHARED = sorted(
    name
    for name, access in ROUTES.items()
    if "G" in access.methods and {"hr", "coordinator"} <= access.allowed
    if ALL_ROUTES[name] == {"program"}
)


def wrong(html: str) -> list[str]:
    return OF_COORDINATORS.findall(html.split("<main", 1)[-1])


@pytest.mark.parametrize("status", ["draft", "open", "running"])
@pytest.mark.parametrize("format_key", [Format.CLASSIC, Format.BUDDY, Format.PEER])
def test_no_shared_page_tells_hr_admins_that_they_do_what_coordinators_do(
    cast: Cast, format_key: Format, status: str
) -> None:
    assert {"program_setup", "program_joining", "program_dates"} <= set(SHARED)
    world = World(cast)
    program = gatherings.program(cast, format_key)
    Program.objects.filter(pk=program.pk).update(
        status=status, mentors_first=MentorsFirst.ENROLLMENT, mentees_open_at=None
    )
    world.values |= {"program": program.pk}
    client = world.client("hr")
    pages = {name: client.get(world.url(name), follow=True).text for name in SHARED}
    assert {name: wrong(html) for name, html in pages.items() if wrong(html)} == {}


def test_such_a_sentence_is_found() -> None:
    assert wrong("<main><p>You approve everybody before they take part.</p>") != []
    assert wrong("<main><p>The coordinators approve everybody.</p>") == []
