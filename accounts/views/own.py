"""A person's own account: settings, and the first password after an invitation."""

from allauth.account.utils import get_next_redirect_url, perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import actions, invitations, zones
from accounts.forms import FirstPasswordForm, OwnSettingsForm
from accounts.models import User
from accounts.permissions import current_user
from mentoring.lib import clock
from mentoring.lib.web import submit


@require_http_methods(["GET", "HEAD", "POST"])
def account_settings(request: HttpRequest) -> HttpResponse:
    person = current_user(request)
    form = OwnSettingsForm(request.POST or None, instance=User.objects.get(pk=person.pk))
    if submit(form, lambda: actions.choose_own_settings(person=form.instance, chosen=form.chosen)):
        with override(form.instance.page_language):
            messages.success(request, _("Saved."))
        return redirect("account_settings")
    context = {"form": form, "now": clock.now(), "city": zones.city(person.zone)}
    return render(request, "accounts/settings.html", context)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password, be signed in, and go on to where the invitation leads."""
    person = invitations.invited(token)
    if person is None:
        return render(request, "accounts/invitation_spent.html", status=410)
    form = FirstPasswordForm(request.POST or None, person=person)
    if submit(form, lambda: _accept(person, form)):
        answer: HttpResponse = perform_login(
            request, person, redirect_url=get_next_redirect_url(request)
        )
        return answer
    context = {"form": form, "person": person, "next": get_next_redirect_url(request) or ""}
    return render(request, "accounts/invitation.html", context)


def _accept(person: User, form: FirstPasswordForm) -> None:
    actions.accept_invitation(person=person, password=form.cleaned_data["password"])
