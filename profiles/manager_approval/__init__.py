"""Asking line managers whether somebody in their team can take the time."""
