from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RelationshipsConfig(AppConfig):
    name = "relationships"

    def ready(self) -> None:
        """Collect from every room what a change of status does, and what keeps people apart."""
        autodiscover_modules("effects", "refusals")
