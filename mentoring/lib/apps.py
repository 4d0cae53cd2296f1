from django.apps import AppConfig


class LibConfig(AppConfig):
    name = "mentoring.lib"
    label = "lib"
    verbose_name = "Shared building blocks"
