"""Keeping what is typed, for the rooms below the one that does it: ``drafts`` registers itself."""

from typing import Protocol, TypeVar

from django.forms import BaseForm
from django.http import HttpRequest

AnyForm = TypeVar("AnyForm", bound=BaseForm)


class Keeper(Protocol):
    def __call__(
        self,
        request: HttpRequest,
        form: AnyForm,
        title: object,
        *,
        as_typed: bool = ...,
        changes_record: bool = ...,
    ) -> AnyForm: ...


_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Let ``keeper`` keep the forms of the rooms below it."""
    _keepers.append(keeper)


def keep(
    request: HttpRequest, form: AnyForm, title: object, *, changes_record: bool = False
) -> AnyForm:
    """The form, kept as :func:`drafts.kept_forms.kept` says, when it is sent and cannot arrive."""
    for keeper in _keepers:
        form = keeper(request, form, title, as_typed=False, changes_record=changes_record)
    return form
