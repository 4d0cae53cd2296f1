"""The form that names somebody for a program."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programs.models import Duty

COORDINATOR = "coordinator"


class StaffForm(forms.Form):
    """Finds the person to name, by e-mail address, and says as what."""

    email = forms.EmailField(
        label=_("Email address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The person must be listed in the people directory."),
    )
    part = forms.ChoiceField(
        label=_("In what role?"),
        choices=[
            (COORDINATOR, _("Coordinator: approves, matches, and supports the pairs")),
            (Duty.SPONSOR, _("Sponsor: speaks up for the program, and sees only its figures")),
            (
                Duty.SAFEGUARDING,
                _("Safeguarding contact: listens to concerns, independent of the program"),
            ),
        ],
        initial=COORDINATOR,
        widget=forms.RadioSelect,
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if User.objects.by_email(email) is None:
            raise forms.ValidationError(
                _("Nobody with this address is listed. Check it, or add the person first.")
            )
        return email

    def person(self) -> User:
        return User.objects.get(email__iexact=self.cleaned_data["email"])

    def duty(self) -> Duty | None:
        """The duty that was chosen; None for a coordinator."""
        part = self.cleaned_data["part"]
        return None if part == COORDINATOR else Duty(part)
