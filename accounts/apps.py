from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Collect what ends when somebody leaves from the rooms that know."""
        autodiscover_modules("leaving")
