"""Which version somebody began to change, so that two tabs lose nothing."""

from django.forms import Form
from django.http import QueryDict
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.errors import DomainError
from sessions.models import MentoringSession, Note


def of_session(session: MentoringSession) -> str:
    """A short text that changes with everything of the session that can be planned."""
    times = f"{session.starts_at.timestamp()}|{session.ends_at.timestamp()}"
    return _digest(times, session.mode, session.kind, session.place, session.agenda)


def of_note(note: Note) -> str:
    """The same for a note: its words and who reads them."""
    return _digest(note.visibility, note.words)


def check(seen: str, now: str) -> None:
    """Raises DomainError when ``seen`` is not what stands there ``now``; "" was not looked at."""
    if seen and seen != now:
        raise DomainError(
            _(
                "This was changed while you were writing. Nothing is lost: your text is in"
                " the form, and the current version is above it. Save again to replace it."
            ),
            "changed_meanwhile",
        )


def _digest(*parts: str) -> str:
    """Keyed, because the words are confidential; no text holds a NUL."""
    return salted_hmac("sessions.edit_conflict", "\0".join(parts), algorithm="sha256").hexdigest()[
        :32
    ]


def show_newer(form: Form, typed: QueryDict, now: str, name: str = "seen") -> bool:
    """Whether what stands ``now`` is newer than what ``form`` began with.

    The form then goes on from the newer one: saving it again replaces what its person has read.
    """
    if typed.get(name, "") in {"", now}:
        return False
    newer = typed.copy()
    newer[name] = now
    form.data = newer
    return True
