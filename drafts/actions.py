"""Keeping words until they are sent, and forgetting them.

Nothing here is written to the audit trail: a draft changes no record, and nobody else's business
is whether somebody began to write.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import DomainError
from drafts import form_data
from drafts.models import Arrival, Draft, DraftQuerySet
from drafts.tickets import KEPT_FOR, FormTicket

CLOSED_FOR = timedelta(days=1)
MOST = 50


@transaction.atomic
def keep(*, ticket: FormTicket, content: str, turn: int | None = None, by: User) -> Draft:
    """Store what ``by`` has typed so far, unless a later ``turn`` is stored; None is the latest.

    DomainError "too_long" past one million bytes, "closed" when it was sent or discarded.
    """
    if not form_data.fits(content):
        raise DomainError(_("This is too long to save."), "too_long")
    new = _new(ticket, by, content=content, turn=turn or 0)
    row, is_new = Draft.objects.select_for_update().get_or_create(pk=new.pk, defaults=_values(new))
    if row.closed_at:
        raise DomainError(_("This has already been sent or discarded."), "closed")
    if is_new:
        _replace(ticket, by)
        _make_room(by)
    elif turn is None or turn >= row.turn:
        row.content, row.seen = content, ticket.seen
        row.turn, row.changed_at = turn or row.turn, clock.now()
        row.save()
    return row


def _new(ticket: FormTicket, by: User, **values: object) -> Draft:
    place = {"form": ticket.form, "page": ticket.page, "title": ticket.title, "seen": ticket.seen}
    return Draft(pk=ticket.draft, user=by, **place, **values)


def _values(row: Draft) -> dict[str, object]:
    names = ("user", "form", "page", "title", "seen", "content", "turn")
    return {name: getattr(row, name) for name in names}


def _replace(ticket: FormTicket, by: User) -> None:
    """Forget the draft these words came from, unless it was written on since."""
    if ticket.replaces:
        as_of = datetime.fromisoformat(ticket.as_of)
        Draft.objects.filter(pk=ticket.replaces, user=by, changed_at__lte=as_of).delete()


def _make_room(by: User) -> None:
    rows = Draft.objects.unsent_by(by)
    Draft.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[MOST:])).delete()


def nothing_typed(*, ticket: FormTicket, by: User) -> None:
    """The form is as it was when it was opened: there is nothing to keep."""
    Draft.objects.unsent_by(by).filter(pk=ticket.draft).delete()


@transaction.atomic
def sent(*, ticket: FormTicket, by: User, content: str = "") -> None:
    """The words have arrived where they belong; a saving still under way must not revive them.

    ``content``: all that was sent. Equal words of the same form, typed on a page that was left
    before, have arrived with it.
    """
    _replace(ticket, by)
    _forget_equal(ticket, by, content)
    closed = _new(ticket, by, content="", closed_at=clock.now())
    Draft.objects.bulk_create(
        [closed],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["content", "closed_at"],
    )


def _forget_equal(ticket: FormTicket, by: User, content: str) -> None:
    rows = Draft.objects.unsent_by(by).filter(form=ticket.form).exclude(pk=ticket.draft)
    for row in rows:
        if form_data.is_part_of(row.content, content):
            discard(draft=row, by=by)


def discard(*, draft: Draft, by: User) -> None:
    """Forget it for good. DomainError "not_the_author" for anybody else's."""
    if draft.user_id != by.pk:
        raise DomainError(_("Only its author can discard a text."), "not_the_author")
    draft.content, draft.closed_at = "", clock.now()
    draft.save(update_fields=["content", "closed_at"])


def cut_off(drafts: DraftQuerySet) -> None:
    """The page these were written on takes no text any more: their authors can read and copy
    them until they are forgotten, and bring them back nowhere."""
    drafts.filter(closed_at=None).update(page="")


def forget_old(*, now: datetime) -> int:
    """Remove what nobody came back for within 30 days, and the rows of what was sent or received
    more than a day ago; how many.
    """
    forgotten = Draft.objects.filter(closed_at=None, changed_at__lt=now - KEPT_FOR)
    closed = Draft.objects.filter(closed_at__lt=now - CLOSED_FOR)
    received = Arrival.objects.filter(created_at__lt=now - CLOSED_FOR)
    return forgotten.delete()[0] + closed.delete()[0] + received.delete()[0]
