"""Forms that would lose what is typed into them."""

import re

FORM = re.compile(r"<form.*?</form>", re.DOTALL)
# Samples, and a file.
NOT_KEPT = {"gallery", "skill_import"}


def unkept(name: str, page: str) -> bool:
    """Whether the ``page`` of a route has a form with a text area and no ticket of its words."""
    forms = FORM.findall(page) if name not in NOT_KEPT else []
    return any("<textarea" in form and 'name="unsent"' not in form for form in forms)
