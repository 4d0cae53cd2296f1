"""What the product writes to people in this program, and when."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.web import submit
from drafts.kept_forms import kept
from programs import actions, formats
from programs.message_forms import MessagesForm
from programs.models import Shape
from programs.permissions import require_program, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def program_messages(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Every letter and question, each to be switched off or moved to another day."""
    row = require_program(request, program)
    form = MessagesForm(request.POST if request.method == "POST" else None, program=row)
    form = kept(request, form, _("Messages"), as_typed=False, changes_record=True)
    if request.method == "POST" and submit(
        form,
        lambda: actions.change_messages(program=row, wanted=form.wanted(), by=signed_in(request)),
    ):
        messages.success(request, _("The messages are saved. They apply from now on."))
        return redirect("program_setup", program)
    is_talk = formats.of(row.format).shape == Shape.TALK
    context = {"program": row, "form": form, "is_talk": is_talk}
    return render(request, "programs/messages.html", context)
