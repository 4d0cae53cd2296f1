"""What this room writes to people, by topic; loaded when the product starts."""

from sessions.letters import coordinator, questions, sessions, touchpoints

__all__ = ["coordinator", "questions", "sessions", "touchpoints"]
