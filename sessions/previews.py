"""How the letters of a program look, written to two people who do not exist."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import clock
from notifications.kinds import Letter
from programs import formats
from programs import queries as program_queries
from programs.models import Phase, Program, Side
from programs.touchpoints import BY_KEY, TOUCHPOINTS
from relationships.letter_context import LetterContext
from relationships.letters import proposals
from relationships.letters.declaration import Write
from relationships.models import Membership, Relationship, Status
from sessions.check_ins import QUESTIONS
from sessions.letters.questions import question_letter
from sessions.letters.touchpoints import TOUCHPOINT_LETTERS
from sessions.models import CheckIn, MentoringSession

ALWAYS: dict[str, tuple[str | Promise, Write]] = {
    "proposed": (gettext_lazy("The proposal"), proposals.proposed),
    "introduction": (gettext_lazy("The introduction"), proposals.introduction),
}
"""The letters no program can do without, by key, with what they are called."""
KEYS = frozenset([*ALWAYS, *(point.key for point in TOUCHPOINTS)])


@dataclass(frozen=True)
class LetterPreview:
    """One letter as somebody reads it; ``reader`` says who, "" when all read the same."""

    reader: str
    letter: Letter


def title(key: str) -> str | Promise:
    """What the letter ``key`` is called in the set-up."""
    return ALWAYS[key][0] if key in ALWAYS else BY_KEY[key].title


def of(program: Program, key: str) -> list[LetterPreview]:
    """The letter ``key`` (one of ``KEYS``) of ``program``, once for each side that reads another
    text. Writes nothing."""
    written = [LetterPreview(scene.me.role_name, _write(key, scene)) for scene in _scenes(program)]
    texts = {(row.letter.subject, row.letter.paragraphs) for row in written}
    return written if len(texts) > 1 else [LetterPreview("", written[0].letter)]


def _write(key: str, scene: LetterContext) -> Letter:
    if key in QUESTIONS:
        asked = CheckIn(kind=key, membership=scene.me, relationship=scene.me.relationship)
        planned = MentoringSession(starts_at=clock.now() - timedelta(hours=2))
        return question_letter(asked, scene, planned)
    write = ALWAYS[key][1] if key in ALWAYS else TOUCHPOINT_LETTERS[key]
    letter = write(scene)
    if letter is None:
        raise ValueError(f"A preview meets every condition, but {key} is not written.")
    return letter


def _scenes(program: Program) -> list[LetterContext]:
    relationship = Relationship(
        program=program,
        shape=formats.of(program.format).shape,
        status=Status.ACTIVE,
        phase=Phase.INITIATION,
        started_at=clock.now(),
        planned_end_on=program_queries.planned_end(program),
        answer_by=clock.now() + timedelta(days=program.proposal_days),
    )
    sides = formats.of(program.format).sides
    ana = _member(relationship, sides[0], _("Ana Costa"), "ana.costa@example.org")
    minh = _member(relationship, sides[-1], _("Minh Tran"), "minh.tran@example.org")
    if not relationship.is_many:
        return [LetterContext(ana, [minh]), LetterContext(minh, [ana])]
    liv = _member(relationship, sides[-1], _("Liv Berg"), "liv.berg@example.org")
    return [LetterContext(ana, [minh, liv]), LetterContext(minh, [ana, liv])]


def _member(relationship: Relationship, side: Side, name: str, email: str) -> Membership:
    return Membership(relationship=relationship, role=side, user=User(full_name=name, email=email))
