"""Asking once more before something final, in words that name what happens to whom.

A view marks itself with :func:`asks_first` and wraps its action in :func:`confirmed`. The first
press runs the action, collects its effects and rolls everything back; the page lists them. The
second press carries the answer to exactly that list: when it has changed, the page asks again.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import effects
from core.effects import Effect, EffectKind
from core.errors import DomainError

FIELD, BACK = "confirmed", "back_to_form"
NAMED = 4
_NOT_SENT_ON = {FIELD, BACK, "csrfmiddlewaretoken"}
Result = TypeVar("Result")
View = TypeVar("View", bound=Callable[..., HttpResponse])


@dataclass(frozen=True)
class Confirmation:
    """What is asked. ``back`` is the address of who decides otherwise.

    ``sentences`` come before the effects. ``undo`` says how it can be undone; without it the page
    says that it cannot. ``untold`` are effects that this person may not learn. With ``has_form``
    the way back leads to the form, with everything typed. ``is_harmless``: nothing is lost by it,
    so the button does not warn.
    """

    title: object
    button: object
    back: str
    sentences: Collection[object] = ()
    undo: object = ""
    untold: frozenset[EffectKind] = field(default_factory=frozenset)
    has_form: bool = False
    is_harmless: bool = False


class Unconfirmed(Exception):
    """Somebody has still to confirm; raised after the action ran, so that it is rolled back."""

    def __init__(self, question: Confirmation, found: list[Effect]) -> None:
        super().__init__(str(question.title))
        self.question, self.effects = question, found


def confirmed(
    request: HttpRequest, question: Confirmation, action: Callable[[], Result]
) -> Callable[[], Result]:
    """``action``, done only when ``request`` confirms its effects. It raises what ``action`` does,
    ``Unconfirmed`` otherwise, and DomainError "not_confirmed" on the way back to a form."""

    def run() -> Result:
        if BACK in request.POST:
            raise DomainError(_("Nothing has been done yet. You can change your answers."), BACK)
        with transaction.atomic(), effects.watched() as found:
            result = action()
            told = [one for one in found if one.kind not in question.untold]
            if request.POST.get(FIELD) != _digest(question, told):
                raise Unconfirmed(question, told)
        return result

    return run


def asks_first(view: View) -> View:
    """The view answers with the question while its action has not been confirmed."""

    @wraps(view)
    def ask(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Unconfirmed as asked:
            return _page(request, asked)

    vars(ask)["asks_first"] = True
    return ask  # type: ignore[return-value]  # a view of the same shape as the one it wraps


def _page(request: HttpRequest, asked: Unconfirmed) -> HttpResponse:
    context = {
        "question": asked.question,
        "sentences": [*asked.question.sentences, *lines(asked.effects, request.user.pk)],
        "digest": _digest(asked.question, asked.effects),
        "action": request.get_full_path(),
        "typed": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in _NOT_SENT_ON
            for value in values
        ],
    }
    return render(request, "confirm.html", context)


def lines(found: Iterable[Effect], reader: object = None) -> list[str]:
    """The effects as sentences for ``reader`` (an id): what ends first, who is told last."""
    rows = sorted(found, key=lambda one: list(EffectKind).index(one.kind))
    told = [str(one.words) for one in rows if one.kind is not EffectKind.EMAILED]
    letters = {one.key: str(one.words) for one in rows if one.kind is EffectKind.EMAILED}
    if letters.pop(str(reader), ""):
        letters[""] = _("you")
    return [*dict.fromkeys(told), *_emailed(list(letters.values()))]


def _emailed(people: list[str]) -> list[str]:
    if not people:
        return []
    if len(people) > NAMED:
        words = ngettext("%(n)d person gets an email.", "%(n)d people get an email.", len(people))
        return [words % {"n": len(people)}]
    return [_("These people get an email: %(people)s.") % {"people": ", ".join(people)}]


def _digest(question: Confirmation, found: Iterable[Effect]) -> str:
    """Which question and which effects somebody has read."""
    read = [str(question.title), *map(str, question.sentences)]
    read += sorted(f"{one.kind.value} {one.key}" for one in found)
    return hashlib.sha256("\n".join(read).encode()).hexdigest()[:20]
