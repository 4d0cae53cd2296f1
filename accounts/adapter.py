"""How allauth creates, recognizes and answers people here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import addresses, audit, clients, devices, letters, limits, sign_up, time_zones
from accounts.actions import confirm_address, learn_zone
from accounts.models import User

BROWSER_ZONE = "browser_zone"
"""The hidden input of every form that signs somebody in; ``static/js/app.js`` fills it."""


def _too_many_passwords() -> str:
    minutes = limits.WRONG_PASSWORDS.seconds // 60
    return ngettext(
        "Too many wrong passwords. Wait %(minutes)d minute, then try again. If you have forgotten"
        " your password, choose a new one with “Forgot your password?”: then you do not have to"
        " wait.",
        "Too many wrong passwords. Wait %(minutes)d minutes, then try again. If you have forgotten"
        " your password, choose a new one with “Forgot your password?”: then you do not have to"
        " wait.",
        minutes,
    ) % {"minutes": minutes}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """People are named in full, not by user name; many are listed before they ever sign in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return sign_up.is_open()

    def pre_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse | None:
        """An address that the organization itself entered needs no confirmation."""
        if user.is_active and not EmailAddress.objects.filter(user=user).exists():
            confirm_address(user)
        self._learn_zone(request, user)
        answer: HttpResponse | None = super().pre_login(request, user, **details)
        return answer

    def _learn_zone(self, request: HttpRequest, user: User) -> None:
        """The browser says where somebody is whose time zone nobody has entered."""
        if learn_zone(person=user, zone=request.POST.get(BROWSER_ZONE, "")):
            words = _("Times are shown in your time zone, %(city)s. You can change it in settings.")
            messages.info(request, words % {"city": time_zones.city(user.time_zone)})

    def post_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse:
        """The browser is known from now on."""
        answer: HttpResponse = super().post_login(request, user, **details)
        devices.remember(answer, user)
        return answer

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        audit.record(by=user, verb="sign_in.done", target=user, address=clients.address(request))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many wrong passwords for one address, from one place or one known browser."""
        self._whom = self._from(request, credentials)
        if not limits.take(limits.WRONG_PASSWORDS, *self._whom):
            raise ValidationError(_too_many_passwords(), code="too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        """The password was right."""
        limits.give_back(limits.WRONG_PASSWORDS, *self._whom)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """A new password was chosen by email: nothing stands in the way of its owner."""
        limits.forget(limits.WRONG_PASSWORDS, *self._from(request, credentials))

    @staticmethod
    def _from(request: HttpRequest, credentials: dict[str, Any]) -> tuple[str, str]:
        email = str(credentials.get("email", "")).strip().lower()
        return email, devices.known_as(request, email) or clients.address(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Known and unknown addresses leave a row alike; an unknown one is not kept."""
        person = User.objects.by_email(str(credentials.get("email", "")))
        audit.record(
            by=None,
            verb="sign_in.failed",
            target=person or User(),
            address=clients.address(request),
        )

    def set_password(self, user: Any, password: str) -> None:
        super().set_password(user, password)
        audit.record(by=user, verb="password.changed", target=user)

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """The address of the directory belongs to HR."""
        if email_address.email.lower() == email_address.user.email.lower():
            return False
        return bool(super().can_delete_email(email_address))

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """To the address that is known to be theirs, whichever HR has entered since."""
        super().send_password_reset_mail(user, addresses.for_links(user, email), context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """What changed about signing in, to every address that may be theirs."""
        for address in [email] if email else addresses.for_notices(user):
            details = {**(context or {}), "user": user}
            super().send_notification_mail(template_prefix, user, details, address)

    def get_client_ip(self, request: HttpRequest) -> str:
        return clients.address(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Post what allauth writes to people like every message: nobody waits for a mail server.

        It holds links that sign somebody in, so its words are sealed. Nobody is written to who is
        not in the directory.
        """
        person = context.get("user") or _owner(email)
        if not isinstance(person, User):
            return
        written = self.render_mail(template_prefix, email, {"request": self.request} | context)
        letters.post_about_signing_in(person, email, written.subject, str(written.body))


def _owner(email: str) -> User | None:
    found = EmailAddress.objects.filter(email__iexact=email, verified=True).first()
    return found.user if found else User.objects.by_email(email)
