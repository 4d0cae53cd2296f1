"""The project: settings, addresses and the Celery application."""

from mentoring.celery import app as celery_app

__all__ = ["celery_app"]
