"""What this room writes to people, by topic; loaded when the product starts."""

from profiles.letters import enrollment, invitations, manager_approval

__all__ = ["enrollment", "invitations", "manager_approval"]
