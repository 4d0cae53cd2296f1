from django.apps import AppConfig

from core import forms


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Shared building blocks"

    def ready(self) -> None:
        """Give every form the product's own words."""
        forms.say_what_is_wrong()
        forms.read_texts_as_they_are_seen()
