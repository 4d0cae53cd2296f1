"""How allauth creates, recognizes and answers people here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import letters, zones
from accounts.actions import confirm_address, learn_zone
from accounts.models import User

BROWSER_ZONE = "browser_zone"
"""The hidden input of every form that signs somebody in; ``static/js/app.js`` fills it."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """People are named in full, not by user name; many are listed before they ever sign in."""

    def new_user(self, request: HttpRequest) -> User:
        """Somebody who signs up gets the language they read."""
        known = dict(settings.LANGUAGES)
        spoken = get_language() or settings.LANGUAGE_CODE
        language = spoken if spoken in known else settings.LANGUAGE_CODE
        return User(language=language)

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.full_name = form.cleaned_data.get("full_name", "")
        saved = super().save_user(request, user, form, commit)
        learn_zone(person=user, zone=request.POST.get(BROWSER_ZONE, ""))
        return saved

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
            messages.info(request, words % {"city": zones.city(user.time_zone)})

    def send_account_already_exists_mail(self, email: str) -> None:
        """Sign-up with a known address: who never signed in is invited; the page tells nothing."""
        person = User.objects.by_email(email)
        if person is None or not person.is_active:
            return
        if person.last_login:
            super().send_account_already_exists_mail(email)
        else:
            letters.invite(person, onward=get_next_redirect_url(self.request) or "")
