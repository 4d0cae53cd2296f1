"""Which languages are offered: those the product can really speak."""

from collections.abc import Sequence
from pathlib import Path

from django.utils.functional import Promise

SOURCE = "en"
"""The language of the texts in the code; it needs no catalog."""

Named = tuple[str, str | Promise]


def with_catalog(known: Sequence[Named], folder: Path) -> list[Named]:
    """Those of ``known`` (code, name) for which ``folder`` holds a compiled catalog."""
    return [
        (code, name)
        for code, name in known
        if code == SOURCE or (folder / code / "LC_MESSAGES" / "django.mo").exists()
    ]
