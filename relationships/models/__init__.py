"""The relationship record: two people, four phases, and what they agree on together."""

from relationships.models.agreement_and_goals import (
    Agreement,
    Confidence,
    Goal,
    GoalKind,
    GoalMove,
    GoalResult,
    Horizon,
)
from relationships.models.closing import Agreeing, Closing
from relationships.models.consent import TwoSided
from relationships.models.development import Activity, ActivityKind, ActivityState, Worth
from relationships.models.follow_up import Contact, FollowUp, Lasting
from relationships.models.pause_request import PauseRequest
from relationships.models.relationship import (
    OF_TWO,
    OPEN_STATUSES,
    RUNNING_STATUSES,
    ConcludedKind,
    Fit,
    Membership,
    Outcome,
    Relationship,
    RelationshipQuerySet,
    Status,
    Wish,
    end_after_pause,
)
from relationships.models.skills import SkillRating, WantedSkill
from relationships.models.steps import HistoryEntry, PhaseProposal
from relationships.models.story import Story, StoryConsent
from relationships.models.support import SupportNote

__all__ = [
    "OF_TWO",
    "OPEN_STATUSES",
    "RUNNING_STATUSES",
    "Activity",
    "ActivityKind",
    "ActivityState",
    "Agreeing",
    "Agreement",
    "Closing",
    "ConcludedKind",
    "Confidence",
    "Contact",
    "Fit",
    "FollowUp",
    "Goal",
    "GoalKind",
    "GoalMove",
    "GoalResult",
    "HistoryEntry",
    "Horizon",
    "Lasting",
    "Membership",
    "Outcome",
    "PauseRequest",
    "PhaseProposal",
    "Relationship",
    "RelationshipQuerySet",
    "SkillRating",
    "Status",
    "Story",
    "StoryConsent",
    "SupportNote",
    "TwoSided",
    "WantedSkill",
    "Wish",
    "Worth",
    "end_after_pause",
]
