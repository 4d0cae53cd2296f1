"""What the members of a record have said on whether a session took place."""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import dates
from relationships.models import Membership
from relationships.wording import names_of
from sessions.check_ins import QUESTIONS
from sessions.models import CheckIn, MentoringSession, SessionStatus

OF_A_PAIR = 2


def occasion(session: MentoringSession) -> str:
    """What a question about this session, as it is planned now, is asked for."""
    return f"session:{session.pk}:v{session.schedule_version}"


def session_of(check_in: CheckIn) -> MentoringSession | None:
    """The session a question "did you meet?" is about; None for other questions."""
    if check_in.kind != "held":
        return None
    return MentoringSession.objects.filter(pk=check_in.occasion.split(":")[1]).first()


def asked(check_in: CheckIn) -> str:
    """The question in words, on the clock of its reader."""
    return question(check_in.kind, session_of(check_in))


def question(kind: str, session: MentoringSession | None) -> str:
    """The same; "did you meet?" names ``session``."""
    if kind != "held" or session is None:
        return str(QUESTIONS[kind].text)
    return _("Did you meet as planned on %(when)s?") % {"when": dates.moment(session.starts_at)}


def about(check_in: CheckIn) -> str:
    """With whom the mentoring is that the question is about: a mentor may have several."""
    record = check_in.relationship
    members = record.memberships.present().exclude(pk=check_in.membership_id)
    names = names_of([one.user for one in members.select_related("user").order_by("role", "seat")])
    who = _("“%(name)s”") % {"name": record.name or record.program} if record.is_many else names
    return _("About your mentoring with %(name)s in %(program)s") % {
        "name": who,
        "program": record.program,
    }


def readers(check_in: CheckIn) -> str:
    """A key of the line that says who reads the answer, for two people or for a group."""
    key = QUESTIONS[check_in.kind].readers
    return f"{key}_of_many" if check_in.relationship.is_many else key


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
class AnswerDifference:
    """Answers about one session that do not agree, as ``mine`` reads them."""

    session: MentoringSession
    mine: bool | None
    met: int
    missed: int

    @property
    def words(self) -> str:
        """Neutral: how many say what, for which day, and nothing about who is right."""
        when = {"when": dates.moment(self.session.starts_at)}
        if self.met + self.missed == OF_A_PAIR:
            words = _("One of you says that you met on %(when)s, the other that you did not.")
            return words % when
        met = ngettext(
            "One of you says that you met on %(when)s",
            "%(n)d of you say that you met on %(when)s",
            self.met,
        ) % {"n": self.met, **when}
        missed = ngettext(
            "one says that you did not", "%(n)d say that you did not", self.missed
        ) % {"n": self.missed}
        return _("%(met)s, %(missed)s.") % {"met": met, "missed": missed}


def difference(session: MentoringSession, mine: Membership) -> AnswerDifference | None:
    """How the answers about an unsettled session differ; None where they do not."""
    said = of_session(session)
    met = sum(said.values())
    if not said or session.status != SessionStatus.PLANNED or met in {0, len(said)}:
        return None
    return AnswerDifference(session, said.get(mine.pk), met, len(said) - met)
