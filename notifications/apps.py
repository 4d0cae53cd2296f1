from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Let every app declare its letters, and say what they are called."""
        autodiscover_modules("letters", "letter_titles")
