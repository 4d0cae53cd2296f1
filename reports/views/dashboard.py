"""How a program is doing, and what needs somebody today."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programs import formats
from reports import charts, figures, overview, weeks
from reports.attention import attention
from reports.facts import counted_pairs, open_pairs, organization_now
from reports.permissions import Room, require_figures, require_pairs

SHOWN_TODAY = 8


@require_safe
def program_dashboard(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """The figures of a program; who coordinates it also sees which pairs need them."""
    room = require_figures(request, program)
    return render(request, "reports/dashboard.html", _dashboard(room))


def _dashboard(room: Room) -> dict[str, object]:
    now, traits = organization_now(), formats.of(room.program.format)
    pairs = counted_pairs(room.program, viewer=room.user, now=now)
    counted = figures.of_program(room.program, pairs, now)
    items = attention(pairs) if room.coordinates else []
    by_week = weeks.of_program(room.program, now)
    return {
        "room": room,
        "program": room.program,
        "traits": traits,
        "nouns": traits.nouns,
        "none_active": overview.none_active(room.program),
        "heading": overview.heading(room.program, counted, now.date()),
        "first_step": overview.first_step(room.program, counted, coordinates=room.coordinates),
        "figures": counted,
        "items": items[:SHOWN_TODAY],
        "attention_count": len(items),
        "chart": charts.sessions(by_week),
        "phases": charts.phases(counted),
        "funnel": charts.funnel(room.program, counted),
    }


@require_safe
def program_attention(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """The whole attention list."""
    room = require_pairs(request, program)
    pairs = open_pairs(room.program, viewer=room.user, now=organization_now())
    traits = formats.of(room.program.format)
    context = {
        "program": room.program,
        "traits": traits,
        "nouns": traits.nouns,
        "items": attention(pairs),
        "open_pairs": len(pairs),
    }
    return render(request, "reports/attention.html", context)
