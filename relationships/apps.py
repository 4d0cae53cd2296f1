from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RelationshipsConfig(AppConfig):
    name = "relationships"

    def ready(self) -> None:
        """Collect from every room what a change of status does to what it keeps."""
        autodiscover_modules("effects")
        import_module("relationships.coordinator_letters")
