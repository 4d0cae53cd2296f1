"""Forms that lose nothing: what a view says about a form, and what the page shows of it."""

import uuid
from dataclasses import replace
from typing import TypeVar

from django.forms import BaseForm, FileField
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from accounts.permissions import current_user
from core.attached import Attached
from core.web import ARRIVED, REFUSED_BEFOREHAND
from drafts import form_data, tickets
from drafts.changes import Difference, differences, digest
from drafts.models import Draft
from drafts.tickets import FIELD, FormTicket

CHANGED = gettext_lazy(
    "This was changed while you were writing. Nothing is lost: your text is still in the"
    " form, and the current version is shown here. Send yours again to replace it."
)
AnyForm = TypeVar("AnyForm", bound=BaseForm)


class KeptForms:
    """All kept forms of one page, and what their person has not sent: one query for all."""

    def __init__(self, request: HttpRequest) -> None:
        self.user = current_user(request)
        self.is_opened = request.method in {"GET", "HEAD"}
        self.asked_for = request.GET.get(FIELD, "") if self.is_opened else ""
        self.forms: list[Kept] = []

    @cached_property
    def brought_back(self) -> Draft | None:
        """The draft the address asks for: ``?unsent=`` and its id."""
        try:
            wanted = uuid.UUID(self.asked_for)
        except ValueError:
            return None
        return Draft.objects.unsent_by(self.user).filter(pk=wanted).first()

    @property
    def has_arrived(self) -> bool:
        """What one of them says is where it belongs."""
        return any(ARRIVED.of(kept.form) for kept in self.forms)

    def draft_for(self, form: BaseForm, to: str) -> Draft | None:
        """The draft that was brought back, filled into ``form``, when it was typed into it."""
        draft = self.brought_back
        if draft is None or draft.form != to or form.is_bound:
            return None
        fill(form, form_data.unpack(draft.content))
        return draft

    def add(self, kept: "Kept") -> None:
        """Keep one more form; the templates that draw it read ``form.kept``."""
        self.forms.append(kept)
        vars(kept.form)["kept"] = kept

    @property
    def first_answer(self) -> str:
        """The id of the first field of the form with the words that were brought back; or ""."""
        forms = (kept.form for kept in self.forms if kept.draft)
        return next((str(form.visible_fields()[0].id_for_label) for form in forms), "")

    @property
    def is_gone(self) -> bool:
        """It was asked for, and is not there."""
        return bool(self.asked_for) and self.brought_back is None

    @cached_property
    def _elsewhere(self) -> list[Draft]:
        """What is not in a form of this page already, the newest first, without its words."""
        if not self.is_opened:
            return []
        rows = Draft.objects.unsent_by(self.user).exclude(page="").defer("content")
        here = rows.filter(form__in=[kept.ticket.form for kept in self.forms])
        return [row for row in here if row != self.brought_back]

    @cached_property
    def waiting(self) -> list[Draft]:
        """The newest for each form."""
        newest: dict[str, Draft] = {}
        for row in self._elsewhere:
            newest.setdefault(row.form, row)
        return list(newest.values())

    @property
    def has_older(self) -> bool:
        return len(self._elsewhere) > len(self.waiting)


class Kept:
    """How one form is kept: its ticket, and the unsent words that were brought back into it.

    ``is_back`` is a form that was sent and is shown again, with words that are nowhere else.
    ``changes`` is what was stored by others since it was opened.
    """

    def __init__(
        self,
        form: BaseForm,
        ticket: FormTicket,
        draft: Draft | None,
        *,
        is_back: bool,
        as_typed: bool,
    ) -> None:
        self.form, self.ticket, self.draft, self.is_back = form, ticket, draft, is_back
        self.as_typed = as_typed
        self.changes: list[Difference] = []

    def go_on_from(self, seen: str) -> None:
        """The form was opened, or comes back, before the record as it is ``seen``.

        Where something else was stored meanwhile than is sent now, that is shown and the form
        refused once: who has read it may replace it.
        """
        is_older = self.is_back and self.ticket.seen not in {"", seen}
        self.changes = differences(self.form) if is_older else []
        if self.changes:
            REFUSED_BEFOREHAND.put(self.form, CHANGED)
        if self.draft is None:
            self.ticket = replace(self.ticket, seen=seen)


KEPT: Attached[KeptForms] = Attached()
"""Of a request: the kept forms of its page."""


def unsent(request: HttpRequest) -> dict[str, object]:
    """The context of a page: its kept forms, for the line about words that were not sent."""
    return {"unsent": KEPT.of(request)}


def kept(
    request: HttpRequest,
    form: AnyForm,
    title: object,
    *,
    to: str = "",
    page: str = "",
    as_typed: bool = True,
    changes_record: bool = False,
) -> AnyForm:
    """Keep what is typed into ``form`` until it is sent; fill in what is brought back.

    ``title`` names it for its person ("A note"). ``to`` is the address the form is sent to and
    ``page`` the one it stands on, where they are not the address of ``request``. The templates
    ``components/form.html`` and ``components/kept.html`` do the rest. A form is kept once.

    A form of one line is not saved ``as_typed``: its words are kept when it is sent and does not
    arrive.

    A form that ``changes_record`` starts from what is stored (its ``initial``, when it is sent
    too). It is refused once when that was changed since it was opened, and shows how.
    """
    if "kept" in vars(form):
        return form
    forms = KEPT.of(request) or KEPT.put(request, KeptForms(request))
    to, page = to or request.path, page or request.path
    seen = digest(form) if changes_record else ""
    draft = forms.draft_for(form, to)
    same = _same_ticket(request, to)
    ticket = same or _new_ticket(forms, str(title), to, page, draft)
    own = Kept(form, ticket, draft, is_back=same is not None, as_typed=as_typed)
    own.go_on_from(seen)
    forms.add(own)
    return form


def _same_ticket(request: HttpRequest, to: str) -> FormTicket | None:
    """A form that comes back with errors goes on under the ticket it was sent with."""
    ticket = tickets.sent_with(request) if request.method == "POST" else None
    return ticket if ticket and ticket.form == to else None


def _new_ticket(
    forms: KeptForms, title: str, to: str, page: str, draft: Draft | None
) -> FormTicket:
    if draft is None:
        return FormTicket(forms.user.pk, to, page, title)
    origin = {"replaces": str(draft.pk), "as_of": draft.changed_at.isoformat(), "seen": draft.seen}
    return FormTicket(forms.user.pk, to, page, title, **origin)


def fill(form: BaseForm, answers: QueryDict) -> None:
    """Let an unsent form start with ``answers``, as they were typed."""
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if isinstance(field, FileField) or field.widget.value_omitted_from_data(answers, {}, key):
            continue
        form.initial[name] = field.widget.value_from_datadict(answers, MultiValueDict(), key)
