"""In which order people turn to the activities of a development plan."""

from relationships.models import Activity


def by_day(activity: Activity) -> tuple[bool, str]:
    """The nearest day first; undated activities come last."""
    day = activity.until_on or activity.starts_on
    return day is None, str(day)
