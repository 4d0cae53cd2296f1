"""Who a request comes from: the person with their roles, read together."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from accounts.models import RoleGrant, User


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is not typed
    """Signs in as allauth does. Every page asks for the roles, so they come with the person."""

    def get_user(self, user_id: int) -> User | None:
        """The person of a session; None when there is none, or they may not sign in any more."""
        roles = RoleGrant.objects.filter(user=OuterRef("pk")).values("role")
        found = User.objects.annotate(held_roles=ArraySubquery(roles)).filter(pk=user_id).first()
        if found is None or not self.user_can_authenticate(found):
            return None
        found.organization_roles = frozenset(found.held_roles)
        return found
