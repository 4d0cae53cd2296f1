"""Peers, groups and circles: who is brought together where it is not one mentor and one mentee."""
