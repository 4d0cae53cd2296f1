"""Introductory talks: mentees get to know a few mentors before they decide (S3-33)."""
