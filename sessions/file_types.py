"""Which files may be put into a record, told by their content and never by their name.

Pure functions over bytes. What is not on this short list is refused: nothing here runs by itself
in a browser, and documents with macros are left out.
"""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_PARTS = 5000
LONGEST_NAME = 120
OPENDOCUMENT = "application/vnd.oasis.opendocument."
OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class FileType:
    """``ends`` are the endings a name may keep; the first is added where there is none."""

    key: str
    label: str | Promise
    mime: str
    ends: tuple[str, ...]


TYPES = {
    found.key: found
    for found in (
        FileType("pdf", _("PDF"), "application/pdf", ("pdf",)),
        FileType("png", _("picture"), "image/png", ("png",)),
        FileType("jpeg", _("picture"), "image/jpeg", ("jpg", "jpeg")),
        FileType("webp", _("picture"), "image/webp", ("webp",)),
        FileType("gif", _("picture"), "image/gif", ("gif",)),
        FileType("docx", _("document"), f"{OFFICE}wordprocessingml.document", ("docx",)),
        FileType("xlsx", _("spreadsheet"), f"{OFFICE}spreadsheetml.sheet", ("xlsx",)),
        FileType("pptx", _("slides"), f"{OFFICE}presentationml.presentation", ("pptx",)),
        FileType("odt", _("document"), f"{OPENDOCUMENT}text", ("odt",)),
        FileType("ods", _("spreadsheet"), f"{OPENDOCUMENT}spreadsheet", ("ods",)),
        FileType("odp", _("slides"), f"{OPENDOCUMENT}presentation", ("odp",)),
        FileType("text", _("text"), "text/plain; charset=utf-8", ("txt", "md", "csv")),
    )
}

_BEGINNINGS = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)
_OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"} | {
    "ppt/presentation.xml": "pptx"
}
_MACROS = re.compile(r"(^|/)(vbaProject\.bin|Basic/|Scripts/)", re.IGNORECASE)
_MARKUP = re.compile(rb"^\s*<(!doctype|html|script|svg|\?xml|head|body)", re.IGNORECASE)


def recognize(content: bytes) -> FileType | None:
    """The type of a file by what stands in it; None when it is not on the list."""
    for beginning, key in _BEGINNINGS:
        if content.startswith(beginning):
            return TYPES[key]
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return TYPES["webp"]
    if content.startswith(b"PK\x03\x04"):
        return TYPES.get(_in_archive(content))
    return TYPES["text"] if _is_text(content) else None


def _in_archive(content: bytes) -> str:
    """Which office document an archive is; "" for any other, and for one with macros.

    Only its list of contents is read, and a word of OpenDocument: nothing is ever unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > MOST_PARTS or any(_MACROS.search(name) for name in names):
                return ""
            return _open_document(archive) or _office(names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        return ""


def _open_document(archive: zipfile.ZipFile) -> str:
    first = next(iter(archive.infolist()), None)
    if first is None or first.filename != "mimetype" or first.file_size > 100:
        return ""
    # The format asks for it uncompressed, so that it can be read without unpacking.
    if first.compress_type != zipfile.ZIP_STORED:
        return ""
    kind = archive.read(first).decode("ascii", "replace").removeprefix(OPENDOCUMENT)
    return {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}.get(kind, "")


def _office(names: list[str]) -> str:
    if "[Content_Types].xml" not in names:
        return ""
    return next((key for part, key in _OFFICE_PARTS.items() if part in names), "")


def _is_text(content: bytes) -> bool:
    """Words in UTF-8; no markup, which some browser might run."""
    if not content or b"\x00" in content or _MARKUP.match(content):
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def safe_name(name: str, found: FileType) -> str:
    """The name as it is shown and downloaded: no path, no sign that hides another, true ending."""
    last = re.split(r"[\\/]", name)[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    words = " ".join(re.sub(r'[<>:"|?*]', " ", visible).split()).strip(". ")
    stem, _dot, end = words.rpartition(".")
    kept, end = (stem, end) if stem and end.lower() in found.ends else (words, found.ends[0])
    return f"{kept[:LONGEST_NAME].strip('. ') or found.key}.{end.lower()}"
