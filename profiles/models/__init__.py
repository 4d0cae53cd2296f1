"""Taking part in a program: enrollments, invitations to it, and the line managers asked."""

from profiles.models.enrollment import (
    Answer,
    Avoid,
    Channel,
    Direction,
    Enrollment,
    EnrollmentQuerySet,
    EnrollmentSkill,
    EnrollmentStatus,
    FieldPreference,
    Function,
    LearningFocus,
    PartOfWeek,
    Situation,
    SkillLevel,
    SpokenLanguage,
    Style,
)
from profiles.models.invitation import Invitation, InvitationQuerySet, InvitationState
from profiles.models.manager_approval import ManagerAnswer, ManagerWord

__all__ = [
    "Answer",
    "Avoid",
    "Channel",
    "Direction",
    "Enrollment",
    "EnrollmentQuerySet",
    "EnrollmentSkill",
    "EnrollmentStatus",
    "FieldPreference",
    "Function",
    "Invitation",
    "InvitationQuerySet",
    "InvitationState",
    "LearningFocus",
    "ManagerAnswer",
    "ManagerWord",
    "PartOfWeek",
    "Situation",
    "SkillLevel",
    "SpokenLanguage",
    "Style",
]
