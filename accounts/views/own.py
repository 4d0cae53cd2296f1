"""A person's own account: settings, and the first password after an invitation."""

from allauth.account import views as allauth_views
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url, perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, addresses, audit, invitations, limits, sign_up, time_zones
from accounts.forms import FirstPasswordForm, OwnSettingsForm, SignUpForm
from accounts.models import User
from accounts.permissions import current_user
from core import clock
from core.keeping import keep
from core.web import submit


@require_http_methods(["GET", "HEAD", "POST"])
def account_settings(request: HttpRequest) -> HttpResponse:
    person = current_user(request)
    form = OwnSettingsForm(request.POST or None, instance=User.objects.get(pk=person.pk))
    form = keep(request, form, _("Your settings"), changes_record=True)
    if submit(form, lambda: actions.choose_own_settings(person=form.instance, chosen=form.chosen)):
        with override(form.instance.page_language):
            messages.success(request, _("Saved."))
        return redirect("account_settings")
    context = {
        "form": form,
        "now": clock.now(),
        "city": time_zones.city(person.zone),
        "held": addresses.current(person),
    }
    return render(request, "accounts/settings.html", context)


@require_POST
def account_address(request: HttpRequest) -> HttpResponse:
    """Say, signed in, that the address HR has entered is one's own."""
    held = addresses.current(current_user(request))
    if held:
        addresses.confirm(held=held, by_link=False)
        messages.success(request, _("You have confirmed your email address."))
    return redirect("account_settings")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_address_link(request: HttpRequest, token: str) -> HttpResponse:
    """Say so by the link in the email to the address one had before; it takes one press."""
    held = addresses.found(token)
    if held is None:
        return render(request, "accounts/address_spent.html", status=410)
    if request.method == "POST":
        addresses.confirm(held=held, by_link=True)
        messages.success(request, _("You have confirmed your email address."))
        return redirect("home")
    return render(request, "accounts/address.html", {"held": held})


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
    chosen = form.cleaned_data
    actions.accept_invitation(
        person=person, password=chosen["password"], full_name=chosen.get("full_name", "")
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_signup(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and say the same whoever it belongs to."""
    onward = get_next_redirect_url(request) or ""
    if request.user.is_authenticated:
        return redirect(onward or "home")
    if not sign_up.is_open():
        return render(request, "account/signup_closed.html")
    form = SignUpForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if limits.take(limits.SIGN_IN_EMAILS, email):
            sign_up.ask(email, onward)
        return redirect("account_signup_sent")
    return render(request, "account/signup.html", {"form": form, "next": onward})


@login_not_required
@require_safe
def account_signup_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "account/signup_sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
def account_email(request: HttpRequest) -> HttpResponse:
    """Further addresses to sign in with. The main one is the directory's, which HR keeps."""
    person = current_user(request)
    if "action_primary" in request.POST:
        messages.error(request, _("Ask an HR admin to change your main address."))
        return redirect("account_email")
    before = _addresses(person)
    answer: HttpResponse = allauth_views.email(request)
    after = _addresses(person)
    for verb, changed in (("added", after - before), ("removed", before - after)):
        if changed:
            audit.record(by=person, verb=f"address.{verb}", target=person, count=len(changed))
    return answer


def _addresses(person: User) -> set[str]:
    return set(EmailAddress.objects.filter(user=person).values_list("email", flat=True))
