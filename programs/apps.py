from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        """Load what each room says of the closing of a program."""
        autodiscover_modules("program_closing")
