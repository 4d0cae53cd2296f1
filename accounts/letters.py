"""What is written to people about their own account.

The one module of this room that looks up to ``notifications``: an invitation is a message like
any other, with a row, a sweep and a retry.
"""

import json
import uuid
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from accounts import addresses, invitations
from accounts.models import AddressHold, Role, User
from core import clock
from core.web import absolute_url
from notifications import outbox
from notifications.kinds import Letter, Link, letter
from notifications.models import Message

INVITATION = "accounts.invitation"
FOLDER = "accounts.folder"
SIGN_IN = "accounts.sign_in"
ADDRESS = "accounts.address"
ADDRESS_ENTERED = "accounts.address_entered"
ROLE = "accounts.role"
SIGN_IN_USEFUL_FOR = timedelta(hours=24)
COUNTS = ("new", "changed", "left_out", "leavers")


def invite(person: User, *, onward: str = "", asked_by: User | None = None) -> bool:
    """Post an invitation; within one hour a second one to the same place is not sent.

    Returns whether this call posted it.
    """
    key = f"{INVITATION}:{person.pk}:{clock.now():%Y-%m-%dT%H}:{onward}"[:200]
    if Message.objects.filter(dedupe_key=key).exists():
        return False
    inviter = str(asked_by) if asked_by else ""
    outbox.post(kind=INVITATION, to=person, key=key, onward=onward, asked_by=inviter)
    return True


def post_about_signing_in(person: User, address: str, subject: str, body: str) -> None:
    """Post ready words to one of a person's addresses; they are sealed, for they hold links."""
    outbox.post(
        kind=SIGN_IN,
        to=person,
        key=f"{SIGN_IN}:{uuid.uuid4()}",
        expires_at=clock.now() + SIGN_IN_USEFUL_FOR,
        sealed=json.dumps({"address": address, "subject": subject, "body": body}),
    )


def tell_address_changed(held: AddressHold, by: User) -> None:
    """Tell somebody, at the address they had, that HR has changed it, and ask at the new one to
    confirm it: whose mailbox was renamed reads only there."""
    for kind in (ADDRESS, ADDRESS_ENTERED):
        outbox.post(
            kind=kind,
            to=held.user,
            key=f"{kind}:{uuid.uuid4()}",
            former=held.email,
            current=held.user.email,
            by=str(by),
        )


@letter(ADDRESS, gettext_lazy("Email address changed"), urgent=True)
def address_changed(message: Message) -> Letter:
    """Sent even where the address has changed once more: whoever had it is told of every change."""
    names = {**message.context, "name": settings.MENTORING_NAME}
    held = addresses.current(message.recipient)
    return Letter(
        subject=_("Your email address for %(name)s has been changed") % names,
        paragraphs=(
            _("%(by)s has changed your email address for %(name)s to %(current)s.") % names,
            _(
                "You have been signed out everywhere. Sign in with the new address and your"
                " password."
            ),
            _how_long(),
            _(
                "If the new address is not yours, do not confirm it. Choose a new password with"
                " “Forgot your password?”, and tell another HR admin or your safeguarding contact."
            ),
        ),
        button=Link(
            _("Confirm the new address"),
            absolute_url("account_address_link", token=addresses.token(held)),
        )
        if held
        else None,
        to=message.context["former"],
    )


def _how_long() -> str:
    days = addresses.HELD_FOR.days
    return ngettext(
        "Until you confirm the new address, and for %(days)s day at most, links to choose a"
        " password, emails you can answer from and emails about your mentoring come to this"
        " address only.",
        "Until you confirm the new address, and for %(days)s days at most, links to choose a"
        " password, emails you can answer from and emails about your mentoring come to this"
        " address only.",
        days,
    ) % {"days": days}


@letter(ADDRESS_ENTERED, gettext_lazy("Email address to be confirmed"), urgent=True)
def address_entered(message: Message) -> Letter | None:
    """It proves nothing and says nothing but that there is something to confirm, signed in."""
    held, person = addresses.current(message.recipient), message.recipient
    if held is None or person.email != message.context["current"]:
        return None
    names = {"by": message.context["by"], "name": settings.MENTORING_NAME}
    return Letter(
        subject=_("Confirm your email address for %(name)s") % names,
        paragraphs=(
            _("%(by)s has entered this address as yours for %(name)s.") % names,
            _(
                "Sign in and confirm it in your settings. Until then, emails about your mentoring"
                " and emails you can answer from go to the address you had before."
            ),
        ),
        button=Link(_("Open the settings"), absolute_url("account_settings")),
    )


def tell_role(person: User, role: Role, *, by: User | None, granted: bool) -> None:
    """Tell everybody whom a role concerns that ``person`` now has it, or no longer has it: all HR
    admins, the safeguarding contacts, who stand outside, and ``person``. ``by`` is None for the
    command line."""
    concerned = User.objects.filter(role_grants__role__in=list(Role), is_active=True)
    readers = {reader.pk: reader for reader in [*concerned, person]}
    occasion = uuid.uuid4()
    for reader in readers.values():
        if reader != by:
            outbox.post(
                kind=ROLE,
                to=reader,
                key=f"{ROLE}:{occasion}:{reader.pk}",
                person=str(person),
                role=role.value,
                by=str(by) if by else "",
                granted="yes" if granted else "",
            )


@letter(ROLE, gettext_lazy("A role given or taken away"), urgent=True)
def role_changed(message: Message) -> Letter:
    """Sent even where it has been undone since: a role held for a minute is news, too."""
    facts = message.context
    names = {
        "person": facts["person"],
        "role": Role(facts["role"]).label,
        "by": facts["by"] or _("An administrator of the server"),
    }
    subject = (
        _("%(person)s is now %(role)s")
        if facts["granted"]
        else _("%(person)s is no longer %(role)s")
    )
    sentence = (
        _("%(by)s has given %(person)s the role %(role)s in the whole organization.")
        if facts["granted"]
        else _("%(by)s has taken the role %(role)s from %(person)s.")
    )
    return Letter(
        subject=subject % names,
        paragraphs=(
            sentence % names,
            _("If you did not expect this, ask them about it, or another HR admin."),
        ),
    )


def tell_signed_up(person: User) -> None:
    """Tell who wanted to sign up that they have an account already."""
    name = settings.MENTORING_NAME
    with override(person.language):
        words = (
            _("Somebody, probably you, asked to sign up with this email address.")
            + " "
            + _("It has an account already. If you have forgotten the password, choose a new one.")
        )
        subject = _("You already have an account for %(name)s") % {"name": name}
    link = absolute_url("account_reset_password")
    post_about_signing_in(person, person.email, subject, f"{words}\n\n{link}")


@letter(SIGN_IN, gettext_lazy("About signing in"), urgent=True)
def about_signing_in(message: Message) -> Letter:
    """The words as they were made; a link that stands alone becomes the button."""
    made = json.loads(message.sealed)
    parts = [part.strip() for part in made["body"].split("\n\n") if part.strip()]
    links = [part for part in parts if part.startswith(("http://", "https://"))]
    return Letter(
        subject=made["subject"],
        paragraphs=tuple(part for part in parts if part not in links),
        button=Link(made["subject"], links[0]) if links else None,
        to=made["address"],
    )


def last_invited(person: User) -> Message | None:
    """The newest invitation to this person that was sent or still will be."""
    wanted = ~Q(status__in=["cancelled", "failed"])
    return person.messages_due.filter(wanted, kind=INVITATION).order_by("-due_at").first()


@letter(INVITATION, gettext_lazy("Invitation to sign in"), urgent=True)
def invitation(message: Message) -> Letter | None:
    """Not wanted any more once the person has signed in or may not sign in."""
    person = message.recipient
    if not person.is_active or person.last_login:
        return None
    name = settings.MENTORING_NAME
    return Letter(
        subject=_("Choose your password for %(name)s") % {"name": name},
        paragraphs=(_reason(message, name), _what_next()),
        button=Link(
            _("Choose a password"),
            invitations.link(person, onward=message.context.get("onward", "")),
        ),
        footnote=_(
            "If you did not expect this, you do not have to do anything. Nobody can sign in"
            " as you without a password."
        ),
    )


def _reason(message: Message, name: str) -> str:
    if asked_by := message.context.get("asked_by"):
        return _("%(person)s invites you to %(name)s, where your organization runs mentoring.") % {
            "person": asked_by,
            "name": name,
        }
    return _(
        "Somebody, probably you, asked to sign up for %(name)s with this email address. Your"
        " organization has already added you, so all you need is a password."
    ) % {"name": name}


def _what_next() -> str:
    days = invitations.VALID_FOR.days
    return ngettext(
        "You can use the button once, within %(days)s day. After that, sign in with your"
        " email address.",
        "You can use the button once, within %(days)s days. After that, sign in with your"
        " email address.",
        days,
    ) % {"days": days}


def tell_imported(name: str, reason: str, counts: Mapping[str, int], upload: str) -> None:
    """Tell HR admins of a file of the watched folder: ``reason`` says why it was refused, "" when
    it was imported with these ``counts``. ``upload`` is its id, "" when it could not be read."""
    _tell_hr(upload or f"{name}:{clock.now():%Y-%m-%d}", name, reason, counts)


def tell_stopped(reason: str) -> None:
    """Tell HR admins, once a day, that the watched folder cannot be imported."""
    _tell_hr(f"stopped:{clock.now():%Y-%m-%d}", "", reason, {})


def _tell_hr(occasion: str, name: str, reason: str, counts: Mapping[str, int]) -> None:
    admins = User.objects.filter(is_active=True, role_grants__role=Role.HR_ADMIN).distinct()
    numbers = [str(counts.get(key, 0)) for key in COUNTS]
    for admin in admins:
        key = f"{FOLDER}:{occasion}"[:150]
        outbox.post(
            kind=FOLDER,
            to=admin,
            key=f"{key}:{admin.pk}",
            name=name,
            reason=reason,
            counts=" ".join(numbers),
        )


@letter(FOLDER, gettext_lazy("Report of the nightly import"))
def folder_imported(message: Message) -> Letter | None:
    """What became of a file in the watched folder; only while the reader is an HR admin."""
    if not message.recipient.is_hr_admin:
        return None
    name, reason = message.context["name"], message.context["reason"]
    button = Link(_("Look at the imports"), absolute_url("people_import"))
    if reason:
        subject = (
            _("Not imported: %(name)s") % {"name": name}
            if name
            else _("The nightly import of people did not run")
        )
        return Letter(subject=subject, paragraphs=(reason, _nothing_changed()), button=button)
    counts = dict(zip(COUNTS, message.context["counts"].split(), strict=True))
    return Letter(
        subject=_("Imported last night: %(name)s") % {"name": name},
        paragraphs=(
            _(
                "New: %(new)s. Changed: %(changed)s. Left out: %(left_out)s. Left the"
                " organization: %(leavers)s."
            )
            % counts,
            _("The report beside the file says row by row what was left out, and why."),
        ),
        button=button,
    )


def _nothing_changed() -> str:
    return _(
        "Nothing was changed. If the file could be read, you will find it under “Earlier files”."
    )
