"""Taking part in a program: enrollments, and the invitations that lead to them."""

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
    "PartOfWeek",
    "Situation",
    "SkillLevel",
    "SpokenLanguage",
    "Style",
]
