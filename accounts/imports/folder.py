"""A folder that is watched: files of people put into it are imported at night.

Every file ends in ``done`` or ``refused`` beside a report in words. What was refused but can be
read waits in the product as well, where an HR admin looks at it and decides.
"""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.utils.translation import gettext as _

from accounts import audit
from accounts.imports import actions
from accounts.imports.findings import ImportFinding, ImportPlan, Severity
from accounts.imports.table_reader import MAX_BYTES
from accounts.models import FolderImport, PeopleImport, User
from core.errors import DomainError

logger = logging.getLogger(__name__)

WORKING, DONE, REFUSED = "working", "done", "refused"
ENDINGS = frozenset({".csv", ".txt", ".tsv"})
# A file that was touched just now may still be written; one that is being worked on for long was
# left by a worker that died.
SETTLED_AFTER = timedelta(minutes=1)
ABANDONED_AFTER = timedelta(hours=2)
COUNTED = ("new", "changed", "leavers")


@dataclass(frozen=True)
class Handled:
    """One file: where it went, and what it did or why not."""

    name: str
    place: str
    reason: str = ""
    upload: PeopleImport | None = None
    counts: dict[str, int] = field(default_factory=dict)
    findings: tuple[ImportFinding, ...] = ()

    @property
    def is_refused(self) -> bool:
        return self.place == REFUSED

    @property
    def is_news(self) -> bool:
        """Whether anybody needs to hear of it: nobody wants a letter about nothing each night."""
        errors = any(finding.severity == Severity.ERROR for finding in self.findings)
        return self.is_refused or errors or any(self.counts.get(key) for key in COUNTED)


def take_in(folder: Path, *, by: User, full_roster: bool, now: datetime) -> list[Handled]:
    """Import every file that waits in ``folder``, the oldest first, in the name of ``by``.

    ``full_roster``: each file lists everybody, so who is missing has left; more than a fifth of
    all people never leave this way. Raises OSError when the folder cannot be read or written.
    """
    for name in (WORKING, DONE, REFUSED):
        (folder / name).mkdir(exist_ok=True)
    return [_handle(file, folder, by, full_roster, now) for file in _claimed(folder, now)]


def _claimed(folder: Path, now: datetime) -> Iterator[Path]:
    """The files that are this worker's alone: moved aside in one step, which only one can do."""
    left = [file for file in _files(folder / WORKING) if _age(file, now) > ABANDONED_AFTER]
    fresh = [file for file in _files(folder) if _age(file, now) >= SETTLED_AFTER]
    for file in (*left, *fresh):
        claimed = _free(folder / WORKING, file.name)
        try:
            file.rename(claimed)
        except FileNotFoundError:
            continue
        os.utime(claimed)
        yield claimed


def _files(folder: Path) -> list[Path]:
    """Ordinary files of a table's ending, the oldest first; never what a link points to."""
    found = [
        entry
        for entry in folder.iterdir()
        if entry.suffix.lower() in ENDINGS
        and not entry.name.startswith(".")
        and not entry.is_symlink()
        and entry.is_file()
    ]
    return sorted(found, key=lambda file: (file.stat().st_mtime, file.name))


def _age(file: Path, now: datetime) -> timedelta:
    return timedelta(seconds=now.timestamp() - file.stat().st_mtime)


def _handle(file: Path, folder: Path, by: User, full_roster: bool, now: datetime) -> Handled:
    handled = _import(file, by, full_roster)
    target = _free(folder / handled.place, f"{now:%Y-%m-%d} {file.name}")
    file.rename(target)
    target.with_name(f"{target.name}.report.txt").write_text(_report(handled), encoding="utf-8")
    FolderImport.objects.create(
        file_name=file.name,
        is_imported=handled.place == DONE,
        reason=handled.reason,
        counts=handled.counts,
        upload=handled.upload,
    )
    audit.record(
        by=by,
        verb="people.folder_import",
        target=handled.upload or by,
        file=file.name,
        place=handled.place,
        reason=handled.reason,
        counts=handled.counts,
        upload=str(handled.upload.pk) if handled.upload else "",
    )
    return handled


def _import(file: Path, by: User, full_roster: bool) -> Handled:
    upload = None
    try:
        upload = actions.receive(
            content=_content(file), file_name=file.name, by=by, full_roster=full_roster
        )
        plan = _plan(upload, by)
        counts = _numbers(actions.apply(upload=upload, by=by))
    except DomainError as refusal:
        return Handled(file.name, REFUSED, str(refusal.message), upload)
    except Exception:
        logger.exception("The file %s could not be imported", file.name)
        return Handled(file.name, REFUSED, _("The file could not be imported."), upload)
    return Handled(file.name, DONE, "", upload, counts, tuple(plan.findings))


def _content(file: Path) -> bytes:
    """Raises DomainError for a file that is too large, before it is read."""
    if file.stat().st_size > MAX_BYTES:
        size = {"size": MAX_BYTES // 1024 // 1024}
        raise DomainError(_("The file is larger than %(size)s MB.") % size, "too_large")
    return file.read_bytes()


def _plan(upload: PeopleImport, by: User) -> ImportPlan:
    plan = actions.review(upload, by).plan
    if plan is None:
        raise DomainError(_("No column of the file holds the email address."), "no_email")
    return plan


def _numbers(summary: dict[str, object]) -> dict[str, int]:
    return {key: value for key, value in summary.items() if isinstance(value, int)}


def _free(folder: Path, name: str) -> Path:
    """A place in ``folder`` that nothing has taken."""
    place, number = folder / name, 1
    while place.exists():
        number += 1
        place = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
    return place


def _report(handled: Handled) -> str:
    """What happened, for whoever looks into the folder."""
    if handled.is_refused:
        return _("Not imported: %(reason)s") % {"reason": handled.reason} + "\n"
    lines = [_("Imported.")]
    lines += [f"{key}: {number}" for key, number in handled.counts.items()]
    lines += [
        _("Row %(row)s: %(what)s: %(value)s. %(advice)s")
        % {
            "row": finding.row,
            "what": finding.kind.label,
            "value": finding.value,
            "advice": finding.advice,
        }
        for finding in handled.findings
    ]
    return "\n".join(lines) + "\n"
