from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """The label differs from the path because Django has an app labelled "sessions" of its own."""

    name = "sessions"
    label = "mentoring_sessions"
    verbose_name = "Mentoring sessions"
