"""Files in a record: putting one in, taking one out, and letting go of them after the end."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import dates, effects
from core.errors import DomainError
from relationships.actions.steps import lock, member, running
from relationships.models import Relationship
from sessions import file_types, virus_scan
from sessions.file_types import FileType
from sessions.models import FileContent, MentoringSession, SharedFile

MB = 1024 * 1024
LARGEST = 10 * MB
ROOM = 50 * MB


def put_in(
    *,
    relationship: Relationship,
    by: User,
    name: str,
    content: bytes,
    session: MentoringSession | None = None,
) -> SharedFile:
    """Put a file into the record, for all its members to read.

    Raises DomainError when it is too large, not of a kind on the list, found to hold a virus, or
    when the record is full.
    """
    found = check(content)
    with transaction.atomic():
        relationship, membership = running(relationship, by)
        _refuse_when_full(relationship, len(content))
        file = SharedFile.objects.create(
            relationship=relationship,
            session=session,
            by=membership,
            name=file_types.safe_name(name, found),
            kind=found.key,
            size=len(content),
        )
        FileContent.objects.create(file=file, content=content)
        audit.record(
            by=by,
            verb="file.put_in",
            target=file,
            program_id=relationship.program_id,
            size=len(content),
        )
        return file


def check(content: bytes) -> FileType:
    """The type of a file that may be put in. Raises DomainError, in words that say what would."""
    if len(content) > LARGEST:
        raise DomainError(_("This file is larger than 10 MB. Send a link instead."), "too_large")
    found = file_types.recognize(content)
    if found is None:
        raise DomainError(
            _(
                "This kind of file cannot be added. You can add PDFs, pictures, text, and"
                " documents, spreadsheets and slides without macros."
            ),
            "unknown_type",
        )
    _refuse_a_virus(content)
    return found


def _refuse_a_virus(content: bytes) -> None:
    try:
        clean = virus_scan.is_clean(content)
    except virus_scan.Unavailable as error:
        raise DomainError(
            _("Files cannot be checked for viruses at the moment. Try again in a few minutes."),
            "not_scanned",
        ) from error
    if not clean:
        raise DomainError(
            _("The virus scanner warns of this file. It was not kept. Ask your IT support."),
            "virus",
        )


def _refuse_when_full(relationship: Relationship, more: int) -> None:
    taken = relationship.files.aggregate(sum=Sum("size"))["sum"] or 0
    if taken + more > ROOM:
        raise DomainError(
            _("Your record can hold 50 MB of files, and this one does not fit. Remove one first."),
            "full",
        )


@transaction.atomic
def take_out(*, file: SharedFile, by: User) -> None:
    """Whoever put a file in takes it out, for good and for everybody.

    Raises DomainError for anybody else.
    """
    if file.by.user_id != by.pk:
        raise DomainError(_("Only the person who added a file can remove it."), "not_the_owner")
    member(lock(file.relationship), by, ended_too=True)
    audit.record(by=by, verb="file.taken_out", target=file, program_id=file.relationship.program_id)
    words = _("The file is deleted for good, for everybody who can read it.")
    effects.note(effects.EffectKind.LOST, file.pk, words)
    file.delete()


def kept_until(relationship: Relationship) -> str:
    """The day on which the files of an ended relationship are deleted; "" while it runs."""
    if relationship.concluded_at is None:
        return ""
    return dates.day(relationship.concluded_at + _kept_for())


def let_go(*, now: datetime) -> int:
    """Delete the files of relationships that ended long enough ago; how many."""
    old = SharedFile.objects.filter(relationship__concluded_at__lt=now - _kept_for())
    _all, deleted = old.delete()
    return deleted.get(SharedFile._meta.label, 0)


def _kept_for() -> timedelta:
    return timedelta(days=settings.MENTORING_FILES_KEPT_DAYS)
