"""Everything that changes what the matching has found, and what was ruled about it."""

from matching.actions.aims import change_aims
from matching.actions.publishing import Publication, publish
from matching.actions.rulings import clear_ruling, pin, reject, undo
from matching.actions.runs import run

__all__ = ["Publication", "change_aims", "clear_ruling", "pin", "publish", "reject", "run", "undo"]
