"""Who may see and change the people of the organization."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from accounts.models import Role, User

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


def current_user(request: HttpRequest) -> User:
    """The signed-in person of a view that nobody else reaches."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def is_hr_admin(user: User | AnonymousUser) -> bool:
    """HR admins keep the directory of people and set up programs."""
    return isinstance(user, User) and user.is_hr_admin


def other_hr_admins(user: User) -> QuerySet[User]:
    """Active HR admins other than ``user``."""
    admins = User.objects.filter(is_active=True, role_grants__role=Role.HR_ADMIN)
    return admins.exclude(pk=user.pk)


def is_safeguarding_contact(user: User | AnonymousUser) -> bool:
    """Safeguarding contacts read the concerns people raise, and nothing else."""
    return isinstance(user, User) and user.is_safeguarding_contact


def hr_admin_required(view: View[Arguments]) -> View[Arguments]:
    """Answer 403 to a signed-in person who is no HR admin."""

    @wraps(view)
    def guarded(
        request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponse:
        if not is_hr_admin(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
