"""One page of one role: what is taken, and where its pictures are kept."""

from dataclasses import dataclass
from pathlib import Path

Viewport = dict[str, int]

WIDE: Viewport = {"width": 1280, "height": 900}
NARROW: Viewport = {"width": 320, "height": 720}
SHAPES: dict[str, tuple[Viewport, str]] = {
    "wide": (WIDE, "light"),
    "wide-dark": (WIDE, "dark"),
    "narrow": (NARROW, "light"),
    "narrow-dark": (NARROW, "dark"),
}
"""Viewport and color scheme of each picture of a page."""


@dataclass(frozen=True)
class Page:
    """``number`` counts the pages of one route that a role has seen, from 1."""

    organization: str
    role: str
    route: str
    path: str
    number: int = 1

    def file(self, shape: str) -> Path:
        """Where the picture is, below the folder of its round."""
        name = f"{self.route}.{self.role}.{self.number}.{shape}.png"
        return Path(self.organization) / name
