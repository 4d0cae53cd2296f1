from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SkillsConfig(AppConfig):
    name = "skills"

    def ready(self) -> None:
        """Learn from the rooms above where they name skills."""
        autodiscover_modules("skill_usage")
