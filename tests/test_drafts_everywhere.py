"""Every form of the product that takes longer words keeps what is typed."""

import re

from tests.cast import Cast
from tests.permission_matrix import ROUTES, Access
from tests.test_permissions import World, ask

FORM = re.compile(r"<form.*?</form>", re.DOTALL)
ADDRESS = re.compile(r'action="([^"]*)"')
# Samples, and a file.
NOT_KEPT = {"gallery", "skill_import"}


def readers(access: Access) -> list[str]:
    return sorted(access.allowed - {"anonymous"})[:2] if "G" in access.methods else []


def test_every_text_area_stands_in_a_form_that_is_kept(cast: Cast) -> None:
    world, found = World(cast), set()
    for name in ROUTES.keys() - NOT_KEPT:
        for role in readers(ROUTES[name]):
            page = ask(world, role, name, "G").text
            found |= {(name, address) for address in unkept(page)}
    assert found == set()


def unkept(page: str) -> list[str]:
    """The addresses of forms with a text area and no ticket."""
    forms = [
        form for form in FORM.findall(page) if "<textarea" in form and 'name="unsent"' not in form
    ]
    return ["".join(ADDRESS.findall(form)) for form in forms]
