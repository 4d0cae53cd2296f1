"""Forms that would lose what is typed into them."""

import re

FORM = re.compile(r"<form.*?</form>", re.DOTALL)
IS_POSTED = re.compile(r'<form[^>]*\smethod="post"')
# What somebody types or picks with thought; a tick or a choice is made again in a moment.
TYPED = re.compile(r'<textarea|<input[^>]*\stype="(?:text|email|number|url|tel)"')
# Route: why nothing is kept there.
NOT_KEPT = {
    "gallery": "Samples.",
    "record_search": "A search, one line.",
    "safeguarding_room": "A search, one line.",
    "skill_import": "What is typed came from a file, which is sent again.",
    "account_email": "One line, in a form of the library that signs people in.",
    "account_login": "Passwords.",
    "account_reset_password": "One line, by somebody who is not signed in.",
    "account_signup": "One line, by somebody who is not signed in.",
    "invitation": "A password, by somebody who is not signed in.",
}


def unkept(name: str, page: str) -> bool:
    """Whether the ``page`` of a route has a form that is typed into, and no ticket of its words."""
    forms = FORM.findall(page) if name not in NOT_KEPT else []
    return any(
        IS_POSTED.search(form) and TYPED.search(form) and 'name="unsent"' not in form
        for form in forms
    )
