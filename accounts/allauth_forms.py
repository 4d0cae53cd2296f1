"""What this product adds to allauth's own forms; apart, because allauth imports ``forms``."""

from typing import Any

from allauth.account.forms import ResetPasswordForm, ResetPasswordKeyForm
from django.http import HttpRequest

from accounts import addresses, limits
from accounts.actions import confirm_address
from accounts.models import User


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]  # allauth is not typed
    """Choosing a new password by the link in a mail, which proves the address."""

    def save(self) -> None:
        super().save()
        confirm_address(self.user)


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]  # allauth is not typed
    """Asking for a link to choose a new password; a few links an hour for each address."""

    users: list[User]

    def clean_email(self) -> str:
        """Somebody whose address HR has changed may still type the one they had."""
        email = str(super().clean_email())
        self.users = self.users or addresses.owners(email)
        return email

    def save(self, request: HttpRequest, **options: Any) -> str:
        email: str = self.cleaned_data["email"]
        if limits.take(limits.SIGN_IN_EMAILS, email.lower()):
            super().save(request, **options)
        return email
