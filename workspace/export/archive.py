"""A whole record to take away: a zip with a text to read, data for programs, and the files."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict

from django.utils.translation import gettext as _

from core.dates import full_moment
from sessions.models import FileContent
from workspace.export.collect import Whole
from workspace.export.parts import ExportEntry, ExportSection, Words

FORMAT = 1


def packed(whole: Whole) -> bytes:
    """The zip: ``record.md``, ``record.json``, and each file under ``files/``."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("record.md", as_text(whole))
        archive.writestr("record.json", as_data(whole))
        for name, content in _files(whole):
            archive.writestr(f"files/{name}", content)
    return written.getvalue()


def _files(whole: Whole) -> Iterator[tuple[str, bytes]]:
    """Each file under a name of its own, opened one at a time."""
    taken: set[str] = set()
    for file in whole.files:
        name = file.name if file.name not in taken else f"{file.pk.hex[:8]} {file.name}"
        taken.add(name)
        yield name, FileContent.objects.get(file=file).content


def as_data(whole: Whole) -> str:
    """JSON: ``sections`` with a stable ``key`` each, entries with moments in UTC."""
    data = {
        "format": FORMAT,
        "title": whole.title,
        "written_for": str(whole.mine.user),
        "written_at": whole.now.isoformat(),
        "about": whole.about,
        "sections": [asdict(section) for section in whole.sections],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def as_text(whole: Whole) -> str:
    """Markdown, which any program opens as plain text."""
    written = _("Written for %(name)s on %(when)s.") % {
        "name": whole.mine.user,
        "when": full_moment(whole.now),
    }
    lines = [f"# {whole.title}", "", *(f"- {fact}" for fact in whole.about), "", f"*{written}*"]
    for section in whole.sections:
        lines += _section(section)
    return "\n".join(lines) + "\n"


def _section(section: ExportSection) -> list[str]:
    lines = ["", f"## {section.title}"]
    for entry in section.entries:
        lines += _entry(entry)
    return lines


def _entry(entry: ExportEntry) -> list[str]:
    facts = [" · ".join(entry.facts)] if entry.facts else []
    lines = ["", f"### {' '.join(entry.title.split())}", "", *facts]
    for words in entry.words:
        lines += _words(words)
    return lines


def _words(words: Words) -> list[str]:
    """Quoted, so that no sign at the beginning of a line becomes a heading of its own."""
    private = f" ({_('only you read this')})" if words.is_private else ""
    quoted = [f"> {line}".rstrip() for line in words.text.splitlines()]
    return ["", f"**{words.label}**{private}", "", *quoted]
