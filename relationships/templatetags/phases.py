"""Tags that show phases and statuses, on every page without ``load``."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programs.models import Phase
from relationships.models import Status

register = template.Library()

LABELS = dict(Phase.choices)
ON_HOLD = "on_hold"
TONES: dict[str, str] = {Status.PROPOSED: "info", Status.PAUSED: "warn", ON_HOLD: "warn"}


@register.simple_tag
def phase_tag(key: str) -> SafeString:
    """A phase or a status as a tag in its color."""
    label = {**LABELS, **dict(Status.choices), ON_HOLD: _("On hold")}.get(key, key)
    tone = key if key in LABELS else TONES.get(key, "")
    return format_html('<span class="tag {}">{}</span>', tone, label)


@register.inclusion_tag("components/phase_path.html")
def phase_path(current: str, details: Mapping[str, str] | None = None) -> dict[str, object]:
    """The four phases as a path; ``details`` are a few words under each."""
    order = list(LABELS)
    reached = order.index(current) if current in order else -1
    states = ["done" if index < reached else "" for index in range(len(order))]
    if reached >= 0:
        states[reached] = "now"
    words = details or {}
    steps = [
        {"label": LABELS[key], "state": state, "detail": words.get(key, "")}
        for key, state in zip(order, states, strict=True)
    ]
    return {"steps": steps}
