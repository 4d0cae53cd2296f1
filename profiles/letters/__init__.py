"""What this room writes to people, by topic; loaded when the product starts."""

from profiles.letters import enrollment, invitations, managers

__all__ = ["enrollment", "invitations", "managers"]
