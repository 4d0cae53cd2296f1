"""What this room writes to people, by topic; loaded when the product starts."""

from matching.letters import requests, talks

__all__ = ["requests", "talks"]
