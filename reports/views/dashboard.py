"""How a program is doing, and what needs somebody today."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.web import stand_below
from profiles.waiting_list import line_of
from programs import formats
from programs.models import ProgramStatus
from relationships.models import Status
from reports import charts, figures, overview, weeks
from reports.attention import attention
from reports.facts import organization_now, pairs_to_look_at
from reports.from_above import from_above
from reports.leavers import leavers
from reports.permissions import ProgramAccess, require_figures, require_pairs

SHOWN_TODAY = 8


@require_safe
def program_dashboard(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """How a program is doing: for those who coordinate it, as it is now and pair by pair; for
    HR admins in the figures that sponsors see, of the last night."""
    room = require_figures(request, program)
    if not room.coordinates:
        return render(request, "reports/figures.html", _from_above(room))
    return render(request, "reports/dashboard.html", _dashboard(room))


def _from_above(room: ProgramAccess) -> dict[str, object]:
    counted = figures.of_program(room.program, [], organization_now())
    return from_above(room.program) | {
        "first_step": overview.first_step_for_others(room.program, counted),
        "from_programs": True,
    }


def _dashboard(room: ProgramAccess) -> dict[str, object]:
    now = figures.counted_at(room.program, organization_now())
    traits = formats.of(room.program.format)
    pairs, over = pairs_to_look_at(room.program, viewer=room.user, now=now)
    counted = figures.of_program(room.program, pairs, now, room.user)
    items, leaving = attention([*pairs, *over]), leavers(counted.line, room.user)
    by_week = weeks.of_program(room.program, now)
    is_closed = room.program.status == ProgramStatus.CLOSED
    return {
        "room": room,
        "program": room.program,
        "traits": traits,
        "nouns": traits.nouns,
        "is_closed": is_closed,
        "heading": overview.heading(room.program, counted, now.date()),
        "first_step": overview.first_step(room.program, counted),
        "figures": counted,
        "waiting": 0 if is_closed else counted.waiting_for_approval,
        "items": items[:SHOWN_TODAY],
        "leavers": leaving,
        "shown_today": len(items[:SHOWN_TODAY]) + len(leaving),
        "attention_count": len(items) + len(leaving),
        "chart": charts.sessions(by_week),
        "phases": charts.phases(counted),
        "funnel": charts.funnel(room.program, counted),
        "endings": charts.endings(counted.reached),
    }


@require_safe
def program_attention(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """The whole attention list."""
    room = require_pairs(request, program)
    stand_below(request, program, "program_dashboard")
    now = organization_now()
    pairs, over = pairs_to_look_at(room.program, viewer=room.user, now=now)
    traits = formats.of(room.program.format)
    items, leaving = attention([*pairs, *over]), leavers(line_of(room.program), room.user)
    context = {
        "program": room.program,
        "traits": traits,
        "nouns": traits.nouns,
        "items": items,
        "leavers": leaving,
        "things": len(items) + len(leaving),
        "open_pairs": len(pairs),
        "proposals": sum(pair.facts.status == Status.PROPOSED for pair in pairs),
    }
    return render(request, "reports/attention.html", context)
