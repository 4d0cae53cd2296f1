"""What the members of a record have said on whether a session took place."""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from relationships.models import Membership
from sessions.models import CheckIn, MentoringSession, SessionStatus


def occasion(session: MentoringSession) -> str:
    """What a question about this session, as it is planned now, is asked for."""
    return f"session:{session.pk}:v{session.schedule_version}"


def exist(session: MentoringSession) -> bool:
    """Whether anybody has answered, perhaps one who has left since."""
    rows = CheckIn.objects.filter(kind="held", occasion=occasion(session))
    return rows.exclude(answer="").exists()


def of_session(session: MentoringSession) -> dict[uuid.UUID, bool]:
    """Who of those who belong to it now says that they met, and who that they did not.

    Whoever logged the session has said so by that.
    """
    rows = CheckIn.objects.filter(kind="held", occasion=occasion(session)).exclude(answer="")
    rows = rows.filter(membership__in=session.relationship.memberships.present())
    said = {row.membership_id: row.answer == "yes" for row in rows}
    if session.status == SessionStatus.HELD and session.logged_by_id:
        said.setdefault(session.logged_by_id, True)
    return said


@dataclass(frozen=True)
class Difference:
    """Answers about one session that do not agree, as ``mine`` reads them."""

    session: MentoringSession
    mine: bool | None
    met: int
    missed: int

    @property
    def words(self) -> str:
        """Neutral: how many say what, and nothing about who is right."""
        met = ngettext(
            "%(n)d of you says that you met", "%(n)d of you say that you met", self.met
        ) % {"n": self.met}
        missed = ngettext(
            "%(n)d says that you did not", "%(n)d say that you did not", self.missed
        ) % {"n": self.missed}
        return _("%(met)s, %(missed)s.") % {"met": met, "missed": missed}


def difference(session: MentoringSession, mine: Membership) -> Difference | None:
    """How the answers about an unsettled session differ; None where they do not."""
    said = of_session(session)
    met = sum(said.values())
    if not said or session.status != SessionStatus.PLANNED or met in {0, len(said)}:
        return None
    return Difference(session, said.get(mine.pk), met, len(said) - met)
