"""What an HR admin sets up: the program, its phase plan, questions, match criteria and staff."""

from programs.models.admission import MOST_MENTORS, ManagerAsked, MentorsFirst, Needed, Silence
from programs.models.appointments import Appointment, Duty
from programs.models.briefing import BriefingReaders
from programs.models.program import (
    Choice,
    CriterionKey,
    Format,
    MatchCriterion,
    Phase,
    PhasePlan,
    Program,
    ProgramQuerySet,
    ProgramStatus,
    Shape,
    Side,
    Staff,
)
from programs.models.questions import (
    Audience,
    Question,
    QuestionKind,
    QuestionQuerySet,
    Reader,
)
from programs.models.setup import SettledStep
from programs.models.touchpoints import TouchpointChoice

__all__ = [
    "MOST_MENTORS",
    "Appointment",
    "Audience",
    "BriefingReaders",
    "Choice",
    "CriterionKey",
    "Duty",
    "Format",
    "ManagerAsked",
    "MatchCriterion",
    "MentorsFirst",
    "Needed",
    "Phase",
    "PhasePlan",
    "Program",
    "ProgramQuerySet",
    "ProgramStatus",
    "Question",
    "QuestionKind",
    "QuestionQuerySet",
    "Reader",
    "SettledStep",
    "Shape",
    "Side",
    "Silence",
    "Staff",
    "TouchpointChoice",
]
