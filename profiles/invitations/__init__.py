"""Inviting people to a program: by a list of addresses, or out of the directory."""
