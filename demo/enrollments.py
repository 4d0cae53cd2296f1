"""Who takes part in a program, and what they told it about themselves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from demo import words
from demo.cohorts import Cohort
from demo.dice import Dice
from demo.ledger import RowLedger
from notifications.models import Message
from notifications.models import MessageStatus as MessageStatus
from profiles.models import (
    Answer,
    Avoid,
    Channel,
    Direction,
    Enrollment,
    EnrollmentSkill,
    EnrollmentStatus,
    FieldPreference,
    Function,
    LearningFocus,
    PartOfWeek,
    Situation,
    Style,
)
from programs.models import Audience, Question, Side
from skills.models import Skill

OWN_LANGUAGE = {"Rome": "it", "Warsaw": "pl", "Oslo": "nb", "Ho_Chi_Minh": "vi"}
SITUATIONS = {Side.MENTEE: (1, 2), Side.MENTOR: (3, 4)}
USUAL_FUNCTIONS = (
    Function.EXPOSURE.value,
    Function.COACHING.value,
    Function.CHALLENGE.value,
    Function.ROLE_MODEL.value,
    Function.ACCEPTANCE.value,
)
USUAL_CHANNELS = (Channel.VIDEO.value, Channel.IN_PERSON.value, Channel.PHONE.value)


@dataclass
class Registrar:
    """Writes enrollments into ``cohort``; everything is decided unless a caller says otherwise."""

    ledger: RowLedger
    dice: Dice
    cohort: Cohort
    skills: list[Skill]
    now: datetime

    def enroll(
        self, people: Iterable[User], side: Side, change: Callable[[Enrollment], None] | None = None
    ) -> list[Enrollment]:
        """An approved enrollment for each; ``change`` touches it before it is kept."""
        return [self._enroll(user, side, change) for user in people]

    def _enroll(
        self, user: User, side: Side, change: Callable[[Enrollment], None] | None
    ) -> Enrollment:
        row = Enrollment(
            id=self.dice.uuid(), program=self.cohort.program, user=user, role=side.value
        )
        self._date(row)
        self._describe(row, side)
        self._practical(row, side)
        if change:
            change(row)
        user.last_login = row.submitted_at or row.created_at
        self.ledger.add(row)
        self._add_skills(row, side)
        self._add_answers(row, side)
        self._tell(row)
        return row

    def _date(self, row: Enrollment) -> None:
        """Sent in the first weeks of enrollment, decided on a few days later."""
        first = -self.cohort.outline.open_before
        latest = max((self.now - self.cohort.day(first)).days - 3, 2)
        sent = self.cohort.day(first, hour=8) + timedelta(
            days=self.dice.randint(1, min(30, latest)), minutes=self.dice.randint(0, 540)
        )
        row.created_at = sent - timedelta(minutes=self.dice.randint(6, 90))
        row.submitted_at = sent
        row.status = EnrollmentStatus.APPROVED
        row.decided_by = self.cohort.coordinator
        row.decided_at = min(sent + timedelta(hours=self.dice.randint(4, 60)), self.now)

    def _describe(self, row: Enrollment, side: Side) -> None:
        dice = self.dice
        row.situations = dice.some(Situation.values[:-1], *SITUATIONS[side])
        row.learning_focus = dice.some(LearningFocus.values[:6], 2, 3)
        row.functions = dice.some(USUAL_FUNCTIONS, 2, 3)
        row.styles = dice.some(Style.values, 2, 3)
        row.expectations = dice.choice(words.EXPECTATIONS[side])
        row.ideal_partner = dice.choice(words.IDEAL_PARTNER[side])
        if row.user.language in words.OWN_LANGUAGE and dice.chance(0.25):
            row.expectations = words.OWN_LANGUAGE[row.user.language][side]
        if side == Side.MENTEE:
            row.field_preference = dice.choices(FieldPreference.values, (6, 2, 2))[0]

    def _practical(self, row: Enrollment, side: Side) -> None:
        dice = self.dice
        own = OWN_LANGUAGE.get(row.user.time_zone.split("/")[1])
        row.languages = ["en", own] if own else ["en"]
        row.channels = list(dict.fromkeys(["video", *dice.some(USUAL_CHANNELS, 1, 2)]))
        row.availability = dice.some(PartOfWeek.values, 4, 7)
        row.minutes_per_month = dice.choice((60, 60, 90, 120))
        if side == Side.MENTOR:
            row.capacity = dice.choices((1, 2, 3), (12, 5, 1))[0]

    def _add_skills(self, row: Enrollment, side: Side) -> None:
        most = self.dice.some(self.skills, 4, 5)
        other = self.dice.choice([skill for skill in self.skills if skill not in most])
        if side == Side.MENTOR:
            self._offer(row, most, 3)
            self._want(row, [other])
        else:
            self._want(row, most[:3])
            self._offer(row, [other], 2)

    def _offer(self, row: Enrollment, skills: Iterable[Skill], least: int) -> None:
        for skill in skills:
            level = self.dice.randint(least, 4)
            self._skill(row, skill, Direction.OFFERED, level, None)

    def _want(self, row: Enrollment, skills: Iterable[Skill]) -> None:
        for skill in skills:
            level = self.dice.randint(0, 2)
            self._skill(row, skill, Direction.WANTED, level, min(4, level + 2))

    def _skill(
        self, row: Enrollment, skill: Skill, direction: Direction, level: int, target: int | None
    ) -> None:
        self.ledger.add(
            EnrollmentSkill(
                enrollment=row,
                skill=skill,
                direction=direction,
                level=level,
                target=target,
                created_at=row.created_at,
            )
        )

    def _add_answers(self, row: Enrollment, side: Side) -> None:
        asked = [q for q in self.cohort.questions if q.audience in (side.value, Audience.BOTH)]
        own = [question for question in asked if question.audience != Audience.BOTH]
        for question in asked:
            if question.required or self.dice.chance(0.7):
                value = self._answer(question, own, side)
                at = row.created_at
                self.ledger.add(
                    Answer(enrollment=row, question=question, value=value, created_at=at)
                )

    def _answer(self, question: Question, own: list[Question], side: Side) -> str:
        if question.audience == Audience.BOTH:
            return self.dice.choice(words.WORKING_WITH_ME)
        return self.dice.choice(words.ANSWERS[side][own.index(question)])

    def _tell(self, row: Enrollment) -> None:
        """The audit trail, and the letter with the decision."""
        program = self.cohort.program.pk
        if row.submitted_at:
            self.ledger.note(row.submitted_at, row.user, "enrollment.submitted", row, program)
        if row.decided_at:
            by, kind = row.decided_by, f"enrollment.{row.status}"
            self.ledger.note(row.decided_at, by, kind, row, program)
            self.ledger.add(_letter(row, row.decided_at))

    def avoid(self, row: Enrollment, other: User) -> None:
        """A wish that stays secret: ``row`` is never paired with ``other``."""
        self.ledger.add(Avoid(enrollment=row, person=str(other.pk), created_at=row.created_at))


def _letter(row: Enrollment, at: datetime) -> Message:
    kind = f"profiles.{row.status}"
    return Message(
        kind=kind,
        recipient=row.user,
        dedupe_key=f"{kind}:{row.pk}:{at:%Y%m%d%H%M%S%f}",
        context={"enrollment": str(row.pk)},
        created_at=at,
        due_at=at,
        status=MessageStatus.SENT,
        sent_at=at + timedelta(seconds=20),
        attempts=1,
    )


def not_yet_decided(row: Enrollment) -> None:
    """Sent, and waiting for a coordinator."""
    row.status = EnrollmentStatus.SUBMITTED
    row.decided_by = row.decided_at = None


def not_yet_sent(row: Enrollment) -> None:
    row.status = EnrollmentStatus.DRAFT
    row.submitted_at = row.decided_by = row.decided_at = None


def not_admitted(row: Enrollment) -> None:
    row.status = EnrollmentStatus.DECLINED
