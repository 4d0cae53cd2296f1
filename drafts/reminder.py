"""Telling people that unsent text waits, when they come back."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.permissions import current_user
from drafts.models import Draft

TOLD = "unsent_text_was_told"


def tell_once(request: HttpRequest) -> None:
    """Say it once in a sign-in, with a link to all of it; nothing when nothing waits."""
    if TOLD in request.session:
        return
    request.session[TOLD] = True
    newest = Draft.objects.unsent_by(current_user(request)).defer("content").first()
    if newest:
        words = _("You have unsent text: %(title)s.") % {"title": newest.title}
        link = format_html('<a href="{}">{}</a>', reverse("unsent_list"), _("Open it"))
        messages.info(request, format_html("{} {}", words, link))
