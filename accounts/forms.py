"""Forms about people."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class NameForm(forms.Form):
    """What sign-up asks beside e-mail and password."""

    full_name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """The adapter has stored the name already."""

    def clean_full_name(self) -> Any:
        return " ".join(self.cleaned_data["full_name"].split())
