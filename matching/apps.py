from importlib import import_module

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        """Declare the letters that stand beside their topic, and what keeps people apart."""
        import_module("matching.talks.letters")
        import_module("matching.refusals")
