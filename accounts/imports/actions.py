"""Taking a file of people in, and applying it: the only writes of an import."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import time_zones
from accounts.actions import change_address, deactivate_leavers
from accounts.audit import record
from accounts.directory import hold_reporting_line
from accounts.imports.columns import Mapping, chosen, guess
from accounts.imports.comparison import Answer, Asked, examine
from accounts.imports.findings import ImportPlan, Known, PersonDraft
from accounts.imports.leavers import LARGEST_SHARE, Leavers, missing
from accounts.imports.table_reader import Table, read
from accounts.models import PeopleImport, Unit, User
from core import clock, sweeps
from core.errors import DomainError

BATCH = 2000
# A file holds personal data of everybody in it, so that it does not lie about.
KEPT = timedelta(days=14)
# The names put in are our own; only values come from outside, as parameters.
SET_COLUMN = """
    UPDATE accounts_user SET {column} = new.content
    FROM unnest(%s::bigint[], %s::{kind}[]) AS new(person, content)
    WHERE accounts_user.id = new.person
"""
TEXT_FIELDS = (
    "full_name",
    "short_name",
    "job_title",
    "grade",
    "function",
    "location",
    "time_zone",
    "language",
)


@dataclass(frozen=True)
class Review:
    """An upload as it stands: its table, its mapping, and what applying it would do.

    ``leavers`` is None unless the file is said to list everybody.
    """

    table: Table
    mapping: Mapping
    plan: ImportPlan | None
    leavers: Leavers | None = None


def receive(*, content: bytes, file_name: str, by: User, full_roster: bool = False) -> PeopleImport:
    """Keep an uploaded file with a first guess of its columns.

    Raises :class:`DomainError` when it cannot be read; nothing is kept then.
    """
    mapping = guess(read(content))
    return PeopleImport.objects.create(
        uploaded_by=by,
        file_name=_printable(file_name)[-200:],
        content=content,
        mapping=_as_kept(mapping, full_roster),
    )


def remap(*, upload: PeopleImport, targets: Sequence[str], full_roster: bool = False) -> None:
    """Say which column holds what: one value per column, "" for "do not import".

    ``full_roster`` says that the file lists everybody, so that who is missing has left.
    """
    with _waiting(upload) as waiting:
        mapping = chosen(read(bytes(waiting.content)), targets)
        answers = {"answers": said} if (said := waiting.mapping.get("answers")) else {}
        waiting.mapping = _as_kept(mapping, full_roster) | answers
        waiting.save(update_fields=["mapping"])


def answer(*, upload: PeopleImport, email: str, of: str, is_same: bool | None) -> None:
    """Say whether the row with the address ``email`` is about the known person with ``of``; None
    takes the answer back."""
    with _waiting(upload) as waiting:
        answers = dict(waiting.mapping.get("answers", {}))
        answers.pop(email, None)
        if is_same is not None:
            answers[email] = {"of": of, "is_same": is_same}
        waiting.mapping = {**waiting.mapping, "answers": answers}
        waiting.save(update_fields=["mapping"])


def _answers(upload: PeopleImport) -> dict[str, Answer]:
    return {
        email: Answer(is_same=said["is_same"], of=said["of"])
        for email, said in upload.mapping.get("answers", {}).items()
    }


def discard(*, upload: PeopleImport, by: User) -> None:
    """Delete an upload that was not applied."""
    with _waiting(upload) as waiting:
        record(by=by, verb="people.import_discarded", target=waiting, file=waiting.file_name)
        waiting.delete()


def forget_old() -> int:
    """Delete the uploads that nobody has applied for :data:`KEPT`; how many."""
    old = PeopleImport.objects.filter(applied_at=None, created_at__lte=clock.now() - KEPT)
    return sweeps.each("accounts.forget_uploads", old.defer("content"), _forget)


def _forget(upload: PeopleImport) -> bool:
    waiting = PeopleImport.objects.select_for_update().filter(pk=upload.pk, applied_at=None)
    if not waiting.exists():
        return False
    record(by=None, verb="people.import_forgotten", target=upload, file=upload.file_name)
    upload.delete()
    return True


def review(upload: PeopleImport, by: User) -> Review:
    """Look at an upload again, beside the people who are known now. Writes nothing.

    ``by`` is who would apply it: they are never among the leavers.
    """
    table = read(bytes(upload.content))
    mapping = chosen(table, upload.mapping["targets"])
    if not mapping.is_usable:
        return Review(table, mapping, None)
    units, people = Unit.objects.values_list("name", flat=True), known_people()
    asked = Asked(bool(upload.mapping.get("full_roster")), _answers(upload))
    plan = examine(table, mapping, people, units, asked)
    leavers = missing(plan, people, by.pk) if asked.full_roster else None
    return Review(table, mapping, plan, leavers)


def apply(
    *,
    upload: PeopleImport,
    by: User,
    leavers_seen: int | None = None,
    confirmed: bool = False,
) -> dict[str, object]:
    """Create and change people as :func:`review` says now; the counts.

    Of a full roster, ``leavers_seen`` is how many leavers ``by`` was shown (None: nobody looked)
    and ``confirmed`` lets more than a fifth of all active people go.

    All or nothing. Rows with errors are left out, columns that are not mapped and empty cells
    change nothing. The uploaded file is forgotten. Raises :class:`DomainError` when the upload
    was applied or discarded before, lacks an e-mail column, or somebody else is faster.
    """
    try:
        with _waiting(upload) as waiting:
            return _apply(waiting, by, leavers_seen, confirmed)
    except IntegrityError as error:
        raise DomainError(
            _("The directory changed in the meantime. Check the file again, then import it."),
            "changed_meanwhile",
        ) from error


def known_people() -> list[Known]:
    """Everybody in the directory, in two queries.

    Managers and units are looked up here, not joined: right after a large import the database
    has no statistics yet and may choose a join that takes a minute.
    """
    units = dict(Unit.objects.order_by().values_list("pk", "name"))
    fields = ("pk", "email", "is_active", "unit_id", "manager_id", *TEXT_FIELDS)
    rows = list(User.objects.order_by().values_list(*fields))
    emails = {pk: email.lower() for pk, email, *_rest in rows}
    return [
        Known(
            pk,
            emails[pk],
            is_active,
            {
                **dict(zip(TEXT_FIELDS, texts, strict=True)),
                "unit": units.get(unit, ""),
                "manager": emails.get(manager, ""),
            },
        )
        for pk, _email, is_active, unit, manager, *texts in rows
    ]


@contextmanager
def _waiting(upload: PeopleImport) -> Iterator[PeopleImport]:
    """The upload, locked until the end of the transaction, if it still waits to be applied."""
    with transaction.atomic():
        waiting = PeopleImport.objects.select_for_update().filter(pk=upload.pk).first()
        if waiting is None:
            raise DomainError(_("This file was discarded. Upload it again."), "discarded")
        if waiting.applied_at:
            raise DomainError(_("This file has already been imported."), "already_applied")
        yield waiting


def _apply(
    upload: PeopleImport, by: User, leavers_seen: int | None, confirmed: bool
) -> dict[str, object]:
    hold_reporting_line()
    result = review(upload, by)
    plan, leavers = result.plan, result.leavers
    if plan is None:
        raise DomainError(_("First choose the column with the email addresses."), "no_email")
    if leavers:
        _check_leavers(leavers, leavers_seen, confirmed)
    units, made = _units(plan.units())
    ids = _create(plan.new, units)
    _change_addresses(plan, by)
    _change(plan, ids, units)
    summary: dict[str, object] = {
        **plan.counts,
        "units": made,
        "findings": {kind.value: count for kind, count in plan.by_kind()},
    }
    if leavers:
        summary["leavers"] = deactivate_leavers(people=leavers.ids, by=by)
    _close(upload, summary, by)
    return summary


def _check_leavers(leavers: Leavers, seen: int | None, confirmed: bool) -> None:
    if leavers.people and leavers.unreadable:
        raise DomainError(unreadable_rows(leavers), "unreadable_rows")
    if seen is not None and seen != len(leavers.people):
        raise DomainError(
            _("The list of people who would leave has changed. Check it again."),
            "leavers_changed",
        )
    if leavers.are_many and not confirmed:
        raise DomainError(
            _(
                "%(count)s of %(active)s people would leave, more than %(share)s%%. "
                "Check that the file is complete, and confirm it."
            )
            % {
                "count": len(leavers.people),
                "active": leavers.active,
                "share": LARGEST_SHARE,
            },
            "many_leavers",
        )


def unreadable_rows(leavers: Leavers) -> str:
    """Why nobody can be said to have left."""
    return ngettext(
        "%(count)s row has no readable email address, so nobody can tell who is missing."
        " Correct it and upload the file again.",
        "%(count)s rows have no readable email address, so nobody can tell who is missing."
        " Correct them and upload the file again.",
        leavers.unreadable,
    ) % {"count": leavers.unreadable}


def _units(names: set[str]) -> tuple[dict[str, Unit], int]:
    """Units by name, with those that are new, and how many these are."""
    units = {unit.name: unit for unit in Unit.objects.filter(name__in=names)}
    missing = [Unit(name=name) for name in sorted(names - units.keys())]
    Unit.objects.bulk_create(missing, batch_size=BATCH)
    return {**units, **{unit.name: unit for unit in missing}}, len(missing)


def _create(drafts: list[PersonDraft], units: dict[str, Unit]) -> dict[str, int]:
    """Create the new people, without managers; their ids by e-mail address."""
    people = [_person(draft, units) for draft in drafts]
    User.objects.bulk_create(people, batch_size=BATCH)
    return {person.email: person.pk for person in people}


def _person(draft: PersonDraft, units: dict[str, Unit]) -> User:
    texts = {name: draft.values[name] for name in TEXT_FIELDS if name in draft.values}
    return User(
        email=draft.email,
        password=_no_password(),
        unit=units.get(draft.values.get("unit", "")),
        **{"time_zone": time_zones.of_location(texts.get("location", "")), **texts},
    )


def _no_password() -> str:
    """What :func:`~django.contrib.auth.hashers.make_password` makes of None, with the same chance.

    It draws 40 letters one by one, which took half the time of a large import.
    """
    return UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30)


def _change_addresses(plan: ImportPlan, by: User) -> None:
    """Those that HR has said are new addresses of known people, with all that it entails."""
    moved = {
        draft.known.pk: draft.email
        for draft in plan.changed
        if draft.known and "email" in draft.changes
    }
    for person in User.objects.filter(pk__in=moved):
        change_address(person=person, email=moved[person.pk], by=by)


def _change(plan: ImportPlan, new_ids: dict[str, int], units: dict[str, Unit]) -> None:
    """Write each changed column of known people, and the managers of all."""
    ids = plan.known_ids | new_ids
    changes = [(draft.known.pk, draft.changes) for draft in plan.changed if draft.known]
    for name in TEXT_FIELDS:
        _write(name, "text", [(pk, change[name]) for pk, change in changes if name in change])
    units_of = [(pk, units[change["unit"]].pk) for pk, change in changes if "unit" in change]
    _write("unit_id", "uuid", units_of)
    managers = [(pk, ids[change["manager"]]) for pk, change in changes if "manager" in change]
    managers += [
        (new_ids[draft.email], ids[draft.values["manager"]])
        for draft in plan.new
        if "manager" in draft.values
    ]
    _write("manager_id", "bigint", managers)


def _write(column: str, kind: str, values: Sequence[tuple[int, object]]) -> None:
    """Set one column of many people in one statement: ten times faster than ``bulk_update``."""
    if not values:
        return
    people, contents = zip(*values, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(SET_COLUMN.format(column=column, kind=kind), [list(people), list(contents)])


def _close(upload: PeopleImport, summary: dict[str, object], by: User) -> None:
    upload.applied_by, upload.applied_at = by, clock.now()
    upload.summary, upload.content = summary, b""
    upload.save(update_fields=["applied_by", "applied_at", "summary", "content"])
    record(by=by, verb="people.imported", target=upload, file=upload.file_name, counts=summary)


def _as_kept(mapping: Mapping, full_roster: bool) -> dict[str, object]:
    targets = {"targets": list(mapping.targets)}
    return {**targets, "full_roster": True} if full_roster else {**targets}


def _printable(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable()).strip() or "people.csv"
