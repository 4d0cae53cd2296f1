"""A page for the staff of a program is found among the tabs of that program."""

import re

import pytest

from tests.cast import Cast
from tests.permission_matrix import ROUTES
from tests.product.test_permissions import ALL_ROUTES, World

TABS = re.compile(r'<div class="sub">.*?</nav>', re.S)
OF_ONE = {"program", "run", "relationship", "enrollment"}
OF_STAFF = sorted(
    name
    for name, access in ROUTES.items()
    if "G" in access.methods and "coordinator" in access.allowed
    if not access.allowed & {"mentor", "outsider"} and ALL_ROUTES[name] & OF_ONE
)


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def test_every_page_of_the_staff_has_the_tabs_of_its_program(world: World) -> None:
    assert {"phase_correct", "program_setup", "matching_run_detail"} <= set(OF_STAFF)
    lost, client = [], world.client("coordinator")
    for name in OF_STAFF:
        answer = client.get(world.url(name))
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        tabs = TABS.search(answer.text)
        if tabs is None or 'aria-current="page"' not in tabs.group(0):
            lost.append(name)
    assert lost == []
