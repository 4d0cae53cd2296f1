"""Opening and stopping the address under which calendars read somebody's sessions."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import effects
from sessions.models import CalendarFeed


@transaction.atomic
def open_feed(*, by: User) -> CalendarFeed:
    """A new address for ``by``; the one before it, if there was one, stops working."""
    _remove(by)
    feed = CalendarFeed.objects.create(user=by)
    audit.record(by=by, verb="calendar.opened", target=feed)
    return feed


@transaction.atomic
def stop_feed(*, by: User) -> None:
    """The address of ``by`` stops working. Without one, nothing happens."""
    for feed in _remove(by):
        audit.record(by=by, verb="calendar.stopped", target=feed)


def _remove(by: User) -> list[CalendarFeed]:
    """The person is locked, so that two requests at once leave one feed."""
    User.objects.select_for_update().get(pk=by.pk)
    feeds = list(CalendarFeed.objects.filter(user=by))
    for feed in feeds:
        words = _("Calendars that use your address now no longer receive your sessions.")
        effects.note(effects.EffectKind.LOST, feed.pk, words)
    CalendarFeed.objects.filter(user=by).delete()
    return feeds
