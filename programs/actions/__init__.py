"""Everything that changes a program. Dates are days, lengths are days or weeks as named."""

from programs.actions.creation import clone, create_from_template
from programs.actions.lifecycle import (
    archive,
    close_enrollment,
    close_program,
    open_enrollment,
    reopen,
    unarchive,
)
from programs.actions.messages import TouchpointSetting, change_messages
from programs.actions.participation import TakingPart, change_format, change_taking_part, keep_step
from programs.actions.plan import (
    Basics,
    change_basics,
    change_criteria,
    change_phase_plan,
)
from programs.actions.questions import (
    QuestionWords,
    add_from_library,
    add_question,
    change_question,
    move_question,
    remove_question,
)
from programs.actions.staff import (
    NOBODY_NAMED,
    appoint,
    dismiss,
    name_coordinator,
    remove_coordinator,
)

__all__ = [
    "NOBODY_NAMED",
    "Basics",
    "QuestionWords",
    "TakingPart",
    "TouchpointSetting",
    "add_from_library",
    "add_question",
    "appoint",
    "archive",
    "change_basics",
    "change_criteria",
    "change_format",
    "change_messages",
    "change_phase_plan",
    "change_question",
    "change_taking_part",
    "clone",
    "close_enrollment",
    "close_program",
    "create_from_template",
    "dismiss",
    "keep_step",
    "move_question",
    "name_coordinator",
    "open_enrollment",
    "remove_coordinator",
    "remove_question",
    "reopen",
    "unarchive",
]
