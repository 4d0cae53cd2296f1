"""Everything that changes a person: their data, their roles, whether they may sign in."""

from collections.abc import Collection
from typing import TypedDict

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import addresses, leaving, letters, time_zones
from accounts.audit import record
from accounts.directory import hold_reporting_line, stands_above
from accounts.models import Role, RoleGrant, Unit, User
from core.errors import DomainError


class PersonDetails(TypedDict):
    """What HR admins keep about a person; ``unit`` is a name, new or known."""

    full_name: str
    short_name: str
    email: str
    unit: str
    manager: User | None
    job_title: str
    grade: str
    function: str
    location: str
    time_zone: str
    language: str


class OwnSettings(TypedDict):
    """What people choose for themselves."""

    full_name: str
    short_name: str
    time_zone: str
    language: str


@transaction.atomic
def list_person(*, facts: PersonDetails, by: User) -> User:
    """Add somebody to the directory; they cannot sign in before they are invited."""
    _refuse_known_address(facts["email"])
    person = User()
    person.set_unusable_password()
    zone = facts["time_zone"] or time_zones.of_location(facts["location"])
    _store(person, {**facts, "time_zone": zone})
    record(by=by, verb="person.listed", target=person)
    return person


@transaction.atomic
def change_person(*, person: User, facts: PersonDetails, by: User) -> list[str]:
    """Change what is kept about a person; the names of the fields that changed.

    Raises :class:`DomainError` for a circle in the reporting line or an e-mail address in use.
    """
    hold_reporting_line()
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    _refuse_circle(person, facts["manager"])
    before = _facts_of(person)
    if facts["email"] != before["email"]:
        _refuse_known_address(facts["email"], but=person)
    _store(person, facts)
    changed = [name for name, value in _facts_of(person).items() if before.get(name) != value]
    if "email" in changed:
        _move_address(person, str(before["email"]), by)
    if changed:
        record(by=by, verb="person.changed", target=person, fields=changed)
    return changed


@transaction.atomic
def change_address(*, person: User, email: str, by: User) -> None:
    """Give ``person`` another address, as a form would. Raises DomainError when it is in use."""
    former = person.email
    _refuse_known_address(email, but=person)
    person.email = email
    person.save(update_fields=["email"])
    _move_address(person, former, by)
    record(by=by, verb="person.changed", target=person, fields=["email"])


def _move_address(person: User, former: str, by: User) -> None:
    """Whoever has signed in is signed out, told at the address they had, and keeps it for links
    that choose a password; see :mod:`accounts.addresses`."""
    confirm_address(person)
    if not person.last_login:
        return
    person.sessions_ended += 1
    person.save(update_fields=["sessions_ended"])
    held = addresses.hold(person, former)
    if held.email.lower() == person.email.lower():
        held.delete()
    else:
        letters.tell_address_changed(held, by)


@transaction.atomic
def choose_own_settings(*, person: User, chosen: OwnSettings) -> None:
    """Save what somebody chose for themselves."""
    for name, value in chosen.items():
        setattr(person, name, value)
    person.save(update_fields=list(chosen))
    record(by=person, verb="person.chose_own_settings", target=person)


@transaction.atomic
def learn_zone(*, person: User, zone: str) -> bool:
    """Take the time zone of somebody's browser while nobody knows theirs; whether it was taken.

    A browser that hides where it is says "UTC", which is no place.
    """
    found = time_zones.recognize(zone[: time_zones.LONGEST]) if "/" in zone else None
    if person.time_zone or found is None:
        return False
    person.time_zone = found
    person.save(update_fields=["time_zone"])
    record(by=person, verb="person.zone_learned", target=person)
    return True


@transaction.atomic
def grant(*, person: User, role: Role, by: User) -> None:
    """Give a role in the whole organization; holding it already changes nothing.

    Everybody who holds the role, and every other HR admin, is told at once. Raises
    :class:`DomainError` for oneself: what a role opens is for somebody else to decide.
    """
    if person == by:
        raise DomainError(
            _("You cannot give yourself a role. Ask another HR admin."), "grants_oneself"
        )
    _grant, is_new = RoleGrant.objects.get_or_create(user=person, role=role)
    if is_new:
        record(by=by, verb="role.granted", target=person, role=role.value)
        letters.tell_role(person, role, by=by, granted=True)


@transaction.atomic
def revoke(*, person: User, role: Role, by: User) -> None:
    """Take a role away; the same people are told as of a grant.

    Raises :class:`DomainError` for the last HR admin.
    """
    if role == Role.HR_ADMIN:
        _refuse_without_hr_admin(person)
    deleted, _by_model = RoleGrant.objects.filter(user=person, role=role).delete()
    if deleted:
        record(by=by, verb="role.revoked", target=person, role=role.value)
        letters.tell_role(person, role, by=by, granted=False)


@transaction.atomic
def deactivate(*, person: User, by: User) -> None:
    """Keep a person from signing in and end what :mod:`accounts.leaving` says; nothing is deleted.

    Raises :class:`DomainError` for oneself and for the last HR admin.
    """
    if person == by:
        raise DomainError(
            _("You cannot deactivate yourself. Ask another HR admin."), "deactivates_oneself"
        )
    _refuse_without_hr_admin(person)
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not person.is_active:
        return
    person.is_active = False
    person.sessions_ended += 1
    person.save(update_fields=["is_active", "sessions_ended"])
    addresses.forget_past(person)
    record(by=by, verb="person.deactivated", target=person)
    leaving.end([person.pk], by)


@transaction.atomic
def deactivate_leavers(*, people: Collection[int], by: User) -> int:
    """Deactivate those of ``people`` (ids) who are active, as :func:`deactivate` does; how many.

    Raises :class:`DomainError` when ``by`` is among them. ``by`` must be an HR admin, who stays.
    """
    if by.pk in people:
        raise DomainError(_("You cannot deactivate yourself."), "deactivates_oneself")
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=people, is_active=True)
    gone = list(rows.order_by("pk"))
    ids = [person.pk for person in gone]
    User.objects.filter(pk__in=ids).update(is_active=False, sessions_ended=F("sessions_ended") + 1)
    for person in gone:
        addresses.forget_past(person)
        record(by=by, verb="person.deactivated", target=person)
    leaving.end(ids, by)
    return len(ids)


@transaction.atomic
def reactivate(*, person: User, by: User) -> None:
    """Let a person sign in again."""
    if User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        record(by=by, verb="person.reactivated", target=person)
        if held := addresses.renew(person):
            letters.tell_address_changed(held, by)


@transaction.atomic
def invite(*, person: User, by: User) -> None:
    """Send the letter with the link to choose a password.

    Raises :class:`DomainError` for somebody who may not or need not be invited.
    """
    if not person.is_active:
        raise DomainError(_("Reactivate this person first."), "deactivated")
    if person.last_login:
        raise DomainError(
            _("This person has signed in before. They can choose a new password at sign-in."),
            "signed_in_before",
        )
    if not letters.invite(person, asked_by=by):
        raise DomainError(_("An invitation was sent within the last hour."), "invited_just_now")
    record(by=by, verb="person.invited", target=person)


@transaction.atomic
def accept_invitation(*, person: User, password: str, full_name: str = "") -> None:
    """Set the first password; the link came by mail, so the address is theirs. ``full_name`` is
    the name of somebody nobody has entered."""
    person.set_password(password)
    person.full_name = person.full_name or full_name
    person.save(update_fields=["password", "full_name"])
    confirm_address(person)
    record(by=person, verb="person.accepted_invitation", target=person)


def confirm_address(person: User) -> None:
    """Make the person's address the confirmed one by which they sign in."""
    email = person.email.lower()
    EmailAddress.objects.filter(email=email).exclude(user=person).delete()
    EmailAddress.objects.filter(user=person).exclude(email=email).delete()
    EmailAddress.objects.update_or_create(
        user=person, email=email, defaults={"verified": True, "primary": True}
    )


def _refuse_known_address(email: str, but: User | None = None) -> None:
    """``but`` may take back the address they had."""
    former = [owner for owner in addresses.owners(email) if owner != but]
    if User.objects.by_email(email) or former:
        raise DomainError(_("Somebody already has this email address."), "email_taken")


def _refuse_circle(person: User, manager: User | None) -> None:
    if manager and (manager == person or stands_above(person, manager)):
        raise DomainError(
            _(
                "%(manager)s reports to %(person)s, directly or through others, and so cannot be "
                "their line manager. Change the line manager of %(manager)s first."
            )
            % {"manager": manager, "person": person},
            "circle",
        )


def _refuse_without_hr_admin(person: User) -> None:
    """Hold the grants, so that two HR admins cannot revoke one another at the same moment."""
    held = RoleGrant.objects.select_for_update().filter(role=Role.HR_ADMIN)
    admins = set(held.filter(user__is_active=True).values_list("user_id", flat=True))
    if admins == {person.pk}:
        raise DomainError(
            _("%(person)s is the only HR admin. Make somebody else HR admin first.")
            % {"person": person},
            "last_hr_admin",
        )


def _facts_of(person: User) -> dict[str, object]:
    texts = {name: getattr(person, name) for name in PersonDetails.__annotations__}
    return {**texts, "unit": person.unit.name if person.unit else ""}


def _store(person: User, facts: PersonDetails) -> None:
    for name, value in facts.items():
        setattr(person, name, _unit(facts["unit"]) if name == "unit" else value)
    person.save()


def _unit(name: str) -> Unit | None:
    if not name:
        return None
    return Unit.objects.filter(name__iexact=name).first() or Unit.objects.create(name=name)
