from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from core import sweeps


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Let every app declare its letters; keep what fails."""
        autodiscover_modules("letters")
        from notifications.troubles import Troubles

        sweeps.report_to(Troubles())
