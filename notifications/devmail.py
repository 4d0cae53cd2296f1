"""The development inbox: every mail becomes a file that the browser can open."""

import email.policy
import re
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as ParsedMail
from email.parser import BytesParser
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import cast

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

NAME = re.compile(r"^[0-9]+-[0-9a-f]+$")
SEARCHED = 500
FRAME_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-top-navigation-by-user-activation"],
}

View = Callable[..., HttpResponse]
# The package declares its decorator for addresses without parts.
shut_in = cast(Callable[[View], View], csp_replace(FRAME_POLICY))


class EmailBackend(BaseEmailBackend):
    """Writes each mail to ``settings.DEV_MAIL_DIRECTORY`` instead of sending it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        box = _box()
        box.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns()}-{uuid.uuid4().hex[:6]}"
            partial = box / f"{name}.part"
            partial.write_bytes(message.message().as_bytes())
            partial.rename(box / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Mail:
    """One mail of the inbox, as its list shows it."""

    name: str
    parsed: ParsedMail

    @property
    def subject(self) -> str:
        return str(self.parsed["Subject"] or "")

    @property
    def to(self) -> str:
        return str(self.parsed["To"] or "")

    @property
    def at(self) -> datetime:
        """When it was written: its file is named for the nanosecond."""
        return datetime.fromtimestamp(int(self.name.split("-")[0]) / 1e9, UTC)

    @property
    def files(self) -> list[str]:
        """The names of what is attached."""
        return [part.get_filename() or "" for part in self.parsed.iter_attachments()]


def _box() -> Path:
    return Path(settings.DEV_MAIL_DIRECTORY)


def _load(path: Path, *, headers_only: bool = False) -> Mail:
    parser = BytesParser(ParsedMail, policy=email.policy.default)
    with path.open("rb") as file:
        return Mail(path.stem, parser.parse(file, headersonly=headers_only))


def development_only(view: View) -> View:
    """The page exists only where the demo does, and needs no sign-in there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **parts: object) -> HttpResponse:
        if not settings.MENTORING_DEMO:
            raise Http404
        return view(request, *args, **parts)

    return login_not_required(require_safe(guarded))


@development_only
def inbox(request: HttpRequest) -> HttpResponse:
    """Newest first, perhaps only what went to one address."""
    wanted = request.GET.get("to", "").strip().lower()
    paths = sorted(_box().glob("*.eml"), reverse=True)[:SEARCHED]
    mails = (_load(path, headers_only=True) for path in paths)
    found = [mail for mail in mails if wanted in mail.to.lower()]
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    return render(request, "notifications/devmail.html", {"page": page, "to": wanted})


@development_only
def letter(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "notifications/devmail_letter.html", {"mail": _find(name)})


def _find(name: str) -> Mail:
    path = _box() / f"{name}.eml"
    if not NAME.match(name) or not path.is_file():
        raise Http404
    return _load(path)


@development_only
@xframe_options_sameorigin
@shut_in
def body(request: HttpRequest, name: str) -> HttpResponse:
    """What the mail program would show, shut into a frame without scripts."""
    mail = _find(name)
    part = mail.parsed.get_body(("html", "plain"))
    if part is None:
        raise Http404
    words = part.get_content()
    if part.get_content_subtype() == "html":
        return HttpResponse(words)
    return render(request, "mail/plain.html", {"subject": mail.subject, "words": words})


@development_only
def attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One attached file, to be opened in the program it is for."""
    part = next(islice(_find(name).parsed.iter_attachments(), number, None), None)
    if part is None:
        raise Http404
    content, kind = part.get_payload(decode=True), part.get_content_type()
    disposition = content_disposition_header(True, part.get_filename() or "file")
    headers = {"Content-Disposition": str(disposition)}
    return HttpResponse(content, content_type=kind, headers=headers)
