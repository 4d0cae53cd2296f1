"""Who is mentored by whom: the best assignment under the rules, with a reason for every answer.

Pure: no Django, no database, no clock. :func:`solve` is the whole entrance; whoever replaces the
method inside keeps :class:`Problem` and :class:`Solution`.
"""

from matching.engine.model import (
    Pair,
    Person,
    Problem,
    RefusedPin,
    Remark,
    Solution,
    Unmatched,
    WantedSkill,
)
from matching.engine.rules import broken_rule
from matching.engine.solve import solve

__all__ = [
    "Pair",
    "Person",
    "Problem",
    "RefusedPin",
    "Remark",
    "Solution",
    "Unmatched",
    "WantedSkill",
    "broken_rule",
    "solve",
]
