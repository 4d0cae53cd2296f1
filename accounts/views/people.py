"""The directory of people, for HR admins."""

from functools import reduce
from operator import and_

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, leaving, letters
from accounts.forms import PeopleSearchForm, PersonForm
from accounts.models import Role, User
from accounts.permissions import current_user, hr_admin_required
from core.confirmation import Confirmation, asks_first, confirmed
from core.effects import EffectKind
from core.keeping import keep
from core.web import attempt, submit

PER_PAGE = 50
# Who is paired with whom is not for HR admins: they read what ends in neutral words.
UNTOLD = frozenset(EffectKind)
REPORTS_SHOWN = 30
ROLE_TEXTS = {
    Role.HR_ADMIN: gettext_lazy("Keeps the directory, sets up programs and their staff."),
    Role.SAFEGUARDING: gettext_lazy("Receives the concerns that people raise in confidence."),
}


@require_safe
@hr_admin_required
def people(request: HttpRequest) -> HttpResponse:
    form = PeopleSearchForm(request.GET)
    found = _search(form)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    is_search = bool(request.GET.keys() & set(form.fields))
    context = {"form": form, "page": page, "is_search": is_search}
    return render(request, "accounts/people.html", context)


def _search(form: PeopleSearchForm) -> QuerySet[User]:
    form.is_valid()
    asked = form.cleaned_data
    found = User.objects.select_related("unit", "manager").prefetch_related("role_grants")
    if unit := asked.get("unit"):
        found = found.filter(unit=unit)
    if form.has_error("q"):
        return found.none()
    if words := asked.get("q", "").split():
        found = found.filter(reduce(and_, map(_mentions, words)))
    return found


def _mentions(word: str) -> Q:
    return Q(full_name__icontains=word) | Q(email__icontains=word) | Q(unit__name__icontains=word)


@require_http_methods(["GET", "HEAD", "POST"])
@hr_admin_required
def person_new(request: HttpRequest) -> HttpResponse:
    by = current_user(request)
    form = PersonForm(request.POST or None)
    form = keep(request, form, _("A new person"))
    listed: list[User] = []
    if submit(form, lambda: listed.append(actions.list_person(facts=form.facts, by=by))):
        messages.success(request, _("%(person)s is in the directory.") % {"person": listed[0]})
        return redirect("person_detail", person=listed[0].pk)
    return render(request, "accounts/person_form.html", {"form": form})


@require_safe
@hr_admin_required
def person_detail(request: HttpRequest, person: int) -> HttpResponse:
    somebody = _person(person)
    reports = somebody.reports.select_related("unit").order_by("full_name", "email")
    context = {
        "person": somebody,
        "reports": list(reports[:REPORTS_SHOWN]),
        "report_count": reports.count(),
        "facts": _facts(somebody),
        "roles": [
            (role, ROLE_TEXTS[role], role.value in somebody.organization_roles) for role in Role
        ],
        "invitation": letters.last_invited(somebody),
        "may_be_invited": somebody.is_active and not somebody.last_login,
        "is_oneself": somebody == request.user,
        "would_end": leaving.words(),
    }
    return render(request, "accounts/person_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@hr_admin_required
def person_edit(request: HttpRequest, person: int) -> HttpResponse:
    by, somebody = current_user(request), _person(person)
    form = PersonForm(request.POST or None, instance=_person(person))
    form = keep(request, form, _("A person"), changes_record=True)
    if submit(form, lambda: actions.change_person(person=somebody, facts=form.facts, by=by)):
        messages.success(request, _("Saved."))
        return redirect("person_detail", person=person)
    return render(request, "accounts/person_form.html", {"form": form, "person": somebody})


@require_POST
@hr_admin_required
def person_invite(request: HttpRequest, person: int) -> HttpResponse:
    by, somebody = current_user(request), _person(person)
    done = _("The invitation is on its way to %(email)s.") % {"email": somebody.email}
    attempt(request, lambda: actions.invite(person=somebody, by=by), done)
    return redirect("person_detail", person=person)


@require_POST
@hr_admin_required
@asks_first
def person_role(request: HttpRequest, person: int) -> HttpResponse:
    """Grant (``held=1``) or revoke (``held=0``) the role in ``role``."""
    by, somebody = current_user(request), _person(person)
    if request.POST.get("role") not in Role.values:
        return HttpResponseBadRequest(_("This role does not exist."))
    role = Role(request.POST["role"])
    names = {"person": somebody, "role": role.label}
    if request.POST.get("held") == "1":
        done = _("%(person)s now has the role %(role)s.") % names
        question = Confirmation(
            title=_("Give %(person)s the role %(role)s?") % names,
            button=_("Give the role"),
            back=reverse("person_detail", args=[person]),
            sentences=[
                _("%(person)s has the role in the whole organization.") % names,
                ROLE_TEXTS[role],
            ],
            undo=_("You can take the role away again. Whoever gets an email now gets one then."),
        )
        grant = confirmed(
            request, question, lambda: actions.grant(person=somebody, role=role, by=by)
        )
        attempt(request, grant, done)
    else:
        done = _("%(person)s no longer has the role %(role)s.") % names
        attempt(request, lambda: actions.revoke(person=somebody, role=role, by=by), done)
    return redirect("person_detail", person=person)


@require_POST
@hr_admin_required
@asks_first
def person_access(request: HttpRequest, person: int) -> HttpResponse:
    """Let the person sign in (``active=1``) or keep them out (``active=0``)."""
    by, somebody = current_user(request), _person(person)
    if request.POST.get("active") == "1":
        done = _("%(person)s can sign in again.") % {"person": somebody}
        attempt(request, lambda: actions.reactivate(person=somebody, by=by), done)
    else:
        done = _("%(person)s is signed out everywhere and cannot sign in.") % {"person": somebody}
        question = Confirmation(
            title=_("Deactivate %(person)s?") % {"person": somebody},
            button=_("Deactivate"),
            back=reverse("person_detail", args=[person]),
            sentences=[
                _("%(person)s is signed out everywhere and can no longer sign in.")
                % {"person": somebody},
                leaving.words(),
            ],
            undo=_("You can let them sign in again; what has ended stays ended."),
            untold=UNTOLD,
        )
        deactivate = confirmed(
            request, question, lambda: actions.deactivate(person=somebody, by=by)
        )
        attempt(request, deactivate, done)
    return redirect("person_detail", person=person)


def _person(pk: int) -> User:
    return get_object_or_404(User.objects.select_related("unit", "manager"), pk=pk)


def _facts(person: User) -> list[tuple[str, object]]:
    return [
        (_("What to call them"), person.get_short_name()),
        (_("Unit"), person.unit),
        (_("Job title"), person.job_title),
        (_("Grade"), person.grade),
        (_("Function"), person.function),
        (_("Location"), person.location),
        (_("Time zone"), person.zone_words),
        (_("Language"), person.get_language_display()),
    ]
