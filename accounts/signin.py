"""What this product adds to allauth's own forms; apart, because allauth imports ``forms``."""

from allauth.account.forms import ResetPasswordKeyForm

from accounts.actions import confirm_address


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]  # allauth is not typed
    """Choosing a new password by the link in a mail, which proves the address."""

    def save(self) -> None:
        super().save()
        confirm_address(self.user)
