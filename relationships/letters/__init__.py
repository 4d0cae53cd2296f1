"""What this room writes to people, by topic; loaded when the product starts. None carries a word
that was written in confidence."""

from relationships.letters import (
    agreed,
    coordinator,
    endings,
    holds,
    members,
    pauses,
    phases,
    proposals,
    thanks,
)

__all__ = [
    "agreed",
    "coordinator",
    "endings",
    "holds",
    "members",
    "pauses",
    "phases",
    "proposals",
    "thanks",
]
