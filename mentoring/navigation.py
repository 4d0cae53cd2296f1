"""The bars at the top of every page: where this person can go, and where they are."""

import uuid
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.web import BELOW
from programs.models import Duty, Program, ProgramStatus
from relationships.models import Membership

PROGRAM_PAGES: tuple[tuple[str, str | Promise], ...] = (
    ("program_dashboard", _("Overview")),
    ("program_people", _("People")),
    ("matching_room", _("Matching")),
    ("program_pairs", _("Pairs")),
    ("program_setup", _("Setup")),
)
COORDINATOR = "coordinator"
COORDINATES = Value(COORDINATOR, output_field=CharField())
FIGURES_ONLY = ("program_dashboard", "program_setup")
BEFORE_CLOSING = ("matching_room",)
"""Pages about what comes next, of which there is none in a closed program."""


@dataclass(frozen=True)
class NavigationEntry:
    """One entry of a navigation bar."""

    label: str | Promise
    url: str
    current: bool = False


class Bars:
    """The navigation of one request, worked out only when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        # An error page may come before anybody looked who is there.
        self.user = getattr(request, "user", AnonymousUser())

    @cached_property
    def main(self) -> list[NavigationEntry]:
        if not isinstance(self.user, User):
            return []
        pages: list[tuple[str, str | Promise]] = [("relationship_list", _("My mentoring"))]
        if self._is_staff:
            pages.append(("program_list", _("Programs")))
        if self._programs_as(Duty.SPONSOR):
            pages.append(("figures_list", _("Figures")))
        if self.user.is_safeguarding_contact or self._programs_as(Duty.SAFEGUARDING):
            pages.append(("safeguarding_room", _("Safeguarding")))
        if self.user.is_hr_admin:
            pages += [("people", _("People")), ("outbox", _("Messages"))]
        return [self._place(label, reverse(route)) for route, label in pages]

    @cached_property
    def _is_staff(self) -> bool:
        return isinstance(self.user, User) and (self.user.is_hr_admin or bool(self._coordinated))

    @property
    def _coordinated(self) -> frozenset[uuid.UUID]:
        return self._programs_as(COORDINATOR)

    def _programs_as(self, part: str) -> frozenset[uuid.UUID]:
        return frozenset(program for program, own, _status in self._parts if own == part)

    @cached_property
    def _parts(self) -> list[tuple[uuid.UUID, str, str]]:
        """The programs this person stands for, as what, and their status: one query."""
        if not isinstance(self.user, User):
            return []
        status = "program__status"
        coordinates = self.user.coordinates.order_by().values_list(
            "program_id", COORDINATES, status
        )
        appointed = self.user.appointments.order_by().values_list("program_id", "duty", status)
        return list(coordinates.union(appointed, all=True))

    @cached_property
    def program(self) -> list[NavigationEntry]:
        """The pages of the program this request is about, for its staff."""
        program_id = self._program_id
        if program_id is None or not isinstance(self.user, User) or not self._is_staff:
            return []
        coordinates = program_id in self._coordinated
        left_out = BEFORE_CLOSING if program_id in self._closed else ()
        return [
            self._place(label, reverse(route, kwargs={"program": program_id}))
            for route, label in PROGRAM_PAGES
            if (coordinates or route in FIGURES_ONLY) and route not in left_out
        ]

    @property
    def _closed(self) -> frozenset[uuid.UUID]:
        parts = self._parts
        return frozenset(program for program, _own, at in parts if at == ProgramStatus.CLOSED)

    @property
    def _program_id(self) -> uuid.UUID | None:
        if self._below:
            return self._below[0]
        match = self.request.resolver_match
        value = match.kwargs.get("program") if match else None
        return value if isinstance(value, uuid.UUID) else None

    @property
    def _below(self) -> tuple[uuid.UUID, str] | None:
        """Where the view says that the page stands (``core.web.stand_below``)."""
        return BELOW.of(self.request)

    def _place(self, label: str | Promise, url: str) -> NavigationEntry:
        return NavigationEntry(label, url, self._is_here(url))

    def _is_here(self, url: str) -> bool:
        """The page itself or one below it; a program's overview stands above its other pages."""
        overview = self._program_id is not None and url.endswith(f"{self._program_id}/")
        path = self._below[1] if self._below else self.request.path
        return path == url or (path.startswith(url) and not overview)


def navigation(request: HttpRequest) -> dict[str, object]:
    """Two lists of places, worked out only on pages that show them."""
    bars = Bars(request)
    return {
        "navigation": SimpleLazyObject(lambda: bars.main),
        "subnavigation": SimpleLazyObject(lambda: bars.program),
    }


def landing_page(user: User | AnonymousUser) -> str:
    """Where somebody's work is: their one pair, their programs, or all they take part in."""
    if not isinstance(user, User):
        return reverse("account_login")
    pairs = _open_pairs(user)
    if len(pairs) == 1 and not user.coordinates.exists():
        return reverse("relationship_detail", kwargs={"relationship": pairs[0]})
    if not pairs and Program.objects.for_staff(user).exists():
        return reverse("program_list")
    if not pairs and user.appointments.filter(duty=Duty.SPONSOR).exists():
        return reverse("figures_list")
    return reverse("relationship_list")


def _open_pairs(user: User) -> list[uuid.UUID]:
    open_places = Membership.objects.filter(user=user, is_open=True)
    return list(open_places.values_list("relationship_id", flat=True))
