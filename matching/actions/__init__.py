"""Everything that changes what the matching has found, and what was ruled about it."""

from matching.actions.publishing import Publication, publish
from matching.actions.rulings import clear_ruling, pin, reject, undo
from matching.actions.running import run

__all__ = ["Publication", "clear_ruling", "pin", "publish", "reject", "run", "undo"]
