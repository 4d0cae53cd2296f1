"""The product's own tags: icons, faces, dates, checklists and charts.

They are built into the template engine, so a template uses them without loading anything.
"""

import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField
from django.forms.widgets import ChoiceWidget
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lucide.templatetags.lucide import lucide

from core import dates, search
from core.charts import LineChart
from core.forms import full_label

register = template.Library()

TONES = ("", "tone-b", "tone-c", "tone-d")
# Names that lucide has changed, and its wheel does not know any more.
FORMER_ICONS = {"circle-help": "circle-question-mark", "file-signature": "file-pen-line"}
READERS: dict[str, tuple[str, str | Promise]] = {
    "author": ("lock", gettext_lazy("Only you read this, unless you share it.")),
    "mutual": (
        "lock",
        gettext_lazy("Only you can see your answer. If both of you say yes, we tell both of you."),
    ),
    "self": ("lock", gettext_lazy("Only you read this.")),
    "pair": ("lock", gettext_lazy("Only the two of you can read this.")),
    "members": ("lock", gettext_lazy("Only the members can read this.")),
    "giver": ("lock", gettext_lazy("Only you and the person who gave it can read this.")),
    "owner": ("lock", gettext_lazy("Only you and your mentor can read this, unless you share it.")),
    "consent": ("lock", gettext_lazy("Only the two of you can read this until you both consent.")),
    "consent_of_many": (
        "lock",
        gettext_lazy("Only the members can read this until you all consent."),
    ),
    "coordinator": ("eye", gettext_lazy("Your coordinator can read this. Your partner cannot.")),
    "coordinator_of_many": (
        "eye",
        gettext_lazy("Your coordinator can read this. The others cannot."),
    ),
    "partner": (
        "eye",
        gettext_lazy(
            "Coordinators can read this. So can your partner, once you have both accepted."
        ),
    ),
    "partner_of_many": (
        "eye",
        gettext_lazy("Coordinators can read this. So can the others, once you have all started."),
    ),
    "everyone": ("eye", gettext_lazy("Everybody in the program can read this.")),
    "matching": (
        "eye",
        gettext_lazy("Coordinators read this, and the matching uses it."),
    ),
    "sign": (
        "eye",
        gettext_lazy(
            "The record then says that it is time for the next phase. Your partner and your"
            " coordinator can see that. They are not told who said so, but your partner can work"
            " it out."
        ),
    ),
    "sign_of_many": (
        "eye",
        gettext_lazy(
            "The record then says that it is time for the next phase. Your group and your"
            " coordinator can see that. They are not told who said so."
        ),
    ),
    "met": (
        "eye",
        gettext_lazy(
            "The two of you can read this answer. Your coordinator can see whether the session"
            " was held, not who answered what."
        ),
    ),
    "met_of_many": (
        "eye",
        gettext_lazy(
            "The others can see how many say that you met. Your coordinator can see whether the"
            " session was held, not who answered what."
        ),
    ),
    "nobody": (
        "lock",
        gettext_lazy(
            "Nobody can read this. From now on, you and the people on your list are not proposed to"
            " each other. A coordinator may learn that a match is not possible, never why or who"
            " asked."
        ),
    ),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A lucide icon, drawn inline and hidden from screen readers: the words stand beside it."""
    return _drawn(FORMER_ICONS.get(name, name))


@cache
def _drawn(name: str) -> SafeString:
    return SafeString(lucide(name, size=20, **{"class": "icon", "aria-hidden": "true"}))


@register.simple_tag
def face(person: object, size: str = "", tone: str = "") -> SafeString:
    """The initials of a person in a soft circle. ``size`` is "large" or nothing."""
    tone = tone or TONES[zlib.crc32(str(person).encode()) % len(TONES)]
    return format_html(
        '<span class="face {} {}" aria-hidden="true">{}</span>', size, tone, initials(str(person))
    )


def initials(name: str) -> str:
    words = [word for word in name.replace("@", " ").split() if word[0].isalnum()]
    chosen = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0] for word in chosen).upper()


@register.simple_tag
def faces(one: object, other: object, size: str = "") -> SafeString:
    """Two overlapping faces: a pair."""
    return format_html(
        '<span class="faces">{}{}</span>', face(one, size, "tone-a"), face(other, size, "tone-b")
    )


FACES = 4


@register.simple_tag
def faces_of(people: Sequence[object], size: str = "") -> SafeString:
    """The overlapping faces of a pair or a group; of more than four, the others as a number."""
    shown = [
        (face(one, size, ("tone-a", "tone-b")[number % 2]),)
        for number, one in enumerate(people[:FACES])
    ]
    more = len(people) - FACES
    rest = format_html('<span class="quiet num">+{}</span>', more) if more > 0 else ""
    return format_html('<span class="faces">{}{}</span>', format_html_join("", "{}", shown), rest)


@register.inclusion_tag("components/who_sees.html")
def who_sees(key: str, id: str = "") -> dict[str, object]:
    """The line that says who reads something: a key of ``READERS``."""
    name, words = READERS[key]
    return {"icon_name": name, "words": words, "id": id}


@register.inclusion_tag("components/meter.html")
def meter(value: float, label: str = "") -> dict[str, object]:
    """A thin bar, ``value`` percent full, with an accessible name."""
    return {"value": f"{max(0, min(100, value)):g}", "label": label or f"{value:g} %"}


@register.inclusion_tag("components/bars.html")
def bars(rows: Iterable[Any]) -> dict[str, object]:
    """Bars: rows with ``label``, ``value`` and ``share`` (0 to 100), perhaps note, tone and url."""
    return {"rows": rows}


@register.inclusion_tag("components/line_chart.html")
def line_chart(chart: LineChart) -> dict[str, object]:
    """Lines over time, with the numbers as a table behind them."""
    return {"chart": chart}


@register.simple_tag
def when(moment: datetime) -> SafeString:
    """A moment on this person's clock, with the zone it is in; the year where it is another."""
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}">{} <span class="zone">{}</span></time>',
        local.isoformat(),
        dates.day_and_hour(moment),
        dates.zone_name(local),
    )


@register.simple_tag
def day(moment: date | datetime | None) -> SafeString:
    """A calendar day; of a moment, the day it is on this person's clock."""
    if moment is None:
        return SafeString("")
    machine = dates.local_day(moment).isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, dates.day(moment))


@register.filter
def as_day(moment: date | datetime | None) -> str:
    """The same day as bare words, to stand inside a sentence."""
    return dates.day(moment)


@register.filter
def as_weekday_and_hour(moment: datetime) -> str:
    return dates.weekday_and_hour(moment)


@register.filter
def as_iso_day(day: date) -> str:
    """A day as addresses and hidden inputs carry it: 2026-11-27."""
    return day.isoformat()


@register.inclusion_tag("components/checks.html")
def checks(conditions: Iterable[Any]) -> dict[str, object]:
    """A checklist of things with ``met`` and ``text``, perhaps ``url`` and ``link_text``."""
    return {"conditions": conditions}


@register.filter
def is_choice_group(field: BoundField) -> bool:
    """Is this a group of check boxes or radio buttons?"""
    return field.use_fieldset and isinstance(field.field.widget, ChoiceWidget)


@register.filter
def field_readers(field: BoundField) -> str:
    """Who reads the answer: a key of ``READERS``, or ""."""
    return getattr(field.field, "readers", "")


@register.filter
def described_by(field: BoundField) -> str:
    """The ids of the hint, the error, and the line that says readers of the answer."""
    own = field.field.widget.attrs.get("aria-describedby")
    readers = f"{field.auto_id}_readers" if field_readers(field) else ""
    return " ".join(filter(None, (own or field.aria_describedby, readers)))


@register.simple_tag
def answer(field: BoundField) -> SafeString:
    """The input itself, tied to the words around it; a label stays, a placeholder would not."""
    words = described_by(field) or False
    return field.as_widget(attrs={"aria-describedby": words, "placeholder": False})


@register.filter
def answer_id(field: BoundField) -> str:
    """The id of the first input of ``field``: where a link in the error summary leads."""
    return field.id_for_label or f"{field.auto_id}_0"


register.filter(full_label)


@register.filter
def counting(words: Any, count: int) -> str:
    """Words with a number in them, in the form that fits the number."""
    return str(words % {"count": count})


@register.filter
def lead_in(label: str) -> str:
    """A label with other words after it: a colon, unless it is a question or a sentence."""
    return label if str(label)[-1:] in "?!.:" else _("%(label)s:") % {"label": label}


@register.inclusion_tag("components/search_refusal.html")
def search_refusal(typed: str) -> dict[str, str]:
    """Below a search field: why nothing is looked for, if what was typed is too long."""
    return {"refusal": search.refusal(typed)}
