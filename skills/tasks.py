"""Counting at night how many people name each skill."""

from celery import shared_task

from skills import usage


@shared_task
def renew_figures() -> int:
    """What HR admins are told of each skill; how many numbers have changed. Safe to run twice."""
    return usage.renew()
