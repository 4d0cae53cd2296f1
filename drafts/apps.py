from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "drafts"

    def ready(self) -> None:
        """The rooms below keep their forms through ``core``."""
        from core import keeping
        from drafts.kept_forms import kept

        keeping.register(kept)
