"""Words on a page or in a letter that belong to another format of mentoring."""

import re
from html import unescape

from django.test import Client

from programs.models import Format

NEVER_OF = {
    Format.CLASSIC: "circles? peers?(?!~mentoring) budd(?:y|ies) newcomers? host",
    Format.REVERSE: "circles? peers?(?!~mentoring) budd(?:y|ies) newcomers? host",
    Format.CROSS_FUNCTIONAL: "circles? peers?(?!~mentoring) budd(?:y|ies) newcomers? host",
    Format.EXTERNAL: "circles? peers?(?!~mentoring) budd(?:y|ies) newcomers? host",
    Format.BUDDY: "circles? peers?(?!~mentoring) host mentees? mentors?",
    Format.PEER: "circles? budd(?:y|ies) newcomers? host mentees? mentors (?:a|your|with)~mentor",
    Format.GROUP: "pairs? circles? partners? peers?(?!~mentoring) budd(?:y|ies) newcomers? both"
    " either~of two~of~you",
    Format.CIRCLE: "pairs? partners? mentees? mentors? budd(?:y|ies) newcomers? both either~of"
    " two~of~you groups?",
    Format.FLASH: "pairs? circles? peers?(?!~mentoring) budd(?:y|ies) newcomers? host phases?"
    " every~[0-9]+~days",
}
"""Words, divided by spaces, that belong to other formats; ``~`` is a space."""


def foreign(text: str, kind: Format) -> list[str]:
    words = "|".join(NEVER_OF[kind].replace(" ", "|").replace("~", " ").split("|"))
    return re.findall(rf".{{0,50}}\b(?:{words})\b.{{0,30}}", text, re.IGNORECASE)


def seen(page: str) -> str:
    """What somebody reads in the main part of a page."""
    main = page[page.find("<main") : page.find("</main>")]
    main = re.sub(r"<(script|style|svg).*?</\1>", " ", main, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def read(client: Client, pages: list[str], kind: Format) -> list[str]:
    """What foreign words somebody reads on ``pages``."""
    texts = [(page, seen(client.get(page, follow=True).text)) for page in pages]
    return [f"{page}: {hit}" for page, text in texts for hit in foreign(text, kind)]
