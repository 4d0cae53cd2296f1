"""What a change of status does to what the matching keeps: it stays."""

from matching.models.runs import IntroTalk, MentorRequest, Proposal
from relationships.consequences import Dependent, register

register(
    Dependent(
        "proposals of a run",
        (Proposal,),
        "a run is kept as it was calculated",
    )
)
register(
    Dependent(
        "requests and introductory talks",
        (MentorRequest, IntroTalk),
        "one that led to this relationship is closed already; one that waits with somebody else is"
        " closed by the matching once its mentee has found a mentor (matching.tasks)",
    )
)
