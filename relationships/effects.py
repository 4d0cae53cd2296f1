"""What a change of status does to what this room keeps about a relationship."""

from core import clock
from notifications import outbox
from notifications.models import Message
from profiles.models import Enrollment
from relationships import member_loss, messages
from relationships.consequences import (
    OVER,
    ChangeKind,
    Consequence,
    Dependent,
    Occurrence,
    register,
)
from relationships.models import (
    Activity,
    Agreement,
    Closing,
    FollowUp,
    Goal,
    GoalMove,
    HistoryEntry,
    Membership,
    PauseRequest,
    PhaseProposal,
    SkillRating,
    Story,
    StoryConsent,
    SupportNote,
    WantedSkill,
)

LETS_GO_OF_A_DATE = ("sessions.called_off", "sessions.cancelled", "sessions.fell_away")
"""Letters that take a session out of a calendar: they are sent whatever happens afterwards."""

NOTHING_RUNS = (*OVER, ChangeKind.CLOSED)


# Messages that wait ------------------------------------------------------------------------------


def _cancel_waiting(what: Occurrence) -> None:
    """Nothing that waits is wanted any more: the letter about the change says what is true now.

    Only members' messages: that somebody would like to talk still reaches the coordinators.
    """
    people = [what.leaver.user_id] if what.leaver else _members(what)
    outbox.cancel_about(
        {"relationship": str(what.relationship.pk)}, to=people, spare=LETS_GO_OF_A_DATE
    )


def _members(what: Occurrence) -> list[int]:
    """Everybody but those who had left before, whose last letter is still theirs."""
    rows = what.relationship.memberships.filter(left_at=None)
    return list(rows.values_list("user_id", flat=True))


_NO_LETTER = Consequence(
    "canceled", "canceled, except those that take a session out of a calendar", _cancel_waiting
)
_NO_REMINDER = Consequence(
    "reminders_canceled",
    "reminders and questions are canceled; what somebody wrote is still told",
    lambda what: _cancel_reminders(what),
)


def _cancel_reminders(what: Occurrence) -> None:
    outbox.cancel_about(
        {"relationship": str(what.relationship.pk)}, to=_members(what), key_prefix="check-in:"
    )


def _cancel_answered(what: Occurrence) -> None:
    messages.take_back(what.relationship, "relationships.proposal_reminder")


register(
    Dependent(
        "messages that wait",
        (Message,),
        "each looks at the world again before it is sent",
        {
            **dict.fromkeys((*NOTHING_RUNS, ChangeKind.LEFT, ChangeKind.HELD), _NO_LETTER),
            ChangeKind.PAUSED: _NO_REMINDER,
            ChangeKind.STARTED: Consequence(
                "proposal_answered",
                "reminders to answer the proposal are canceled",
                lambda what: _cancel_answered(what),
            ),
        },
        order=0,
    )
)


# Places ------------------------------------------------------------------------------------------


def _free(what: Occurrence) -> None:
    what.relationship.memberships.update(is_open=False)


register(
    Dependent(
        "places",
        (Membership,),
        "a place is kept for as long as somebody belongs to it; who leaves a group gives up theirs",
        dict.fromkeys(
            NOTHING_RUNS, Consequence("freed", "everybody is free for somebody else", _free)
        ),
        order=10,
    )
)
register(
    Dependent(
        "the line of those who wait, and figures",
        (Enrollment,),
        "both are counted from places and states, so they follow by themselves",
    )
)


# What waits for an answer ------------------------------------------------------------------------


def _set_aside(what: Occurrence) -> None:
    rows = PhaseProposal.objects.filter(
        relationship=what.relationship, confirmed_at=None, closed_at=None
    )
    if what.leaver:
        rows = rows.filter(proposed_by=what.leaver)
    for proposal in rows:
        proposal.closed_by_id, proposal.closed_at = proposal.proposed_by_id, what.at
        proposal.save(update_fields=["closed_by", "closed_at"])


register(
    Dependent(
        "proposals of a phase",
        (PhaseProposal,),
        "it can be answered when the mentoring goes on",
        {
            **dict.fromkeys(
                (*NOTHING_RUNS, ChangeKind.MOVED),
                Consequence("set_aside", "set aside: nobody is asked any more", _set_aside),
            ),
            ChangeKind.LEFT: Consequence(
                "set_aside_of_leaver", "set aside if it came from the one who left", _set_aside
            ),
        },
    )
)


def _let_fall(what: Occurrence) -> None:
    rows = PauseRequest.objects.filter(relationship=what.relationship).waiting()
    if what.leaver:
        rows = rows.filter(asked_by=what.leaver)
    rows.update(is_agreed=False, decided_at=clock.now())


register(
    Dependent(
        "requests for a longer pause",
        (PauseRequest,),
        "the coordinator can still answer it",
        {
            **dict.fromkeys(OVER, Consequence("fell_away", "falls away", _let_fall)),
            ChangeKind.LEFT: Consequence(
                "fell_away_of_leaver", "that of the one who left falls away", _let_fall
            ),
        },
    )
)


# What is read afterwards -------------------------------------------------------------------------

register(
    Dependent(
        "agreements",
        (Agreement,),
        "it is read as what was agreed, or proposed; an ended record asks nobody to confirm it",
    )
)
register(
    Dependent(
        "goals and the plans towards them",
        (Goal, GoalMove, Activity, WantedSkill, SkillRating, SupportNote),
        "they are read as far as they got; an ended record asks nobody to go on",
    )
)
register(
    Dependent(
        "words for the end",
        (Closing,),
        "thanks and what is unfinished belong to the record",
    )
)
register(
    Dependent(
        "follow-ups",
        (FollowUp,),
        "only those who completed are asked, on the day they chose",
    )
)
register(
    Dependent(
        "stories",
        (Story, StoryConsent),
        "told only as long as everybody consents, which each takes back alone",
    )
)
register(
    Dependent(
        "history",
        (HistoryEntry,),
        "nothing in it is ever changed; each change adds a line",
    )
)


# Those who look after it -------------------------------------------------------------------------

register(
    Dependent(
        "what coordinators hear",
        (),
        "nobody is lost, so that there is nothing to do",
        dict.fromkeys(
            (ChangeKind.ENDED, ChangeKind.LEFT),
            Consequence(
                "coordinators_told", "they hear it the same day", member_loss.tell_coordinators
            ),
        ),
        order=90,
    )
)
register(
    Dependent(
        "what safeguarding contacts hear",
        (),
        "a hold that goes on is theirs already",
        dict.fromkeys(
            (ChangeKind.ENDED, ChangeKind.LEFT),
            Consequence(
                "safeguarding_told",
                "during a hold they hear it at once, and keep it on their page for 90 days",
                member_loss.tell_safeguarding,
            ),
        ),
        order=90,
    )
)
