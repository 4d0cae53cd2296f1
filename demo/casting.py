"""Which stories the pairs of each program live through, and how often.

The first ones are told even when the matching finds fewer pairs; the last fills the rest.
"""

from collections.abc import Iterator, Sequence
from itertools import repeat

from demo import plots
from demo.plots import Plot
from relationships.models import Outcome, Wish

Roles = Sequence[tuple[Plot, int]]

LAST_YEAR: Roles = (
    (plots.ended_no_fault(64, Wish.LEAVE, Wish.LEAVE), 1),
    (plots.ended_no_fault(131, None, Wish.LEAVE), 1),
    (plots.mentor_left(170), 1),
    (plots.extended_year, 1),
    (plots.full_year(Outcome.FRIENDSHIP), 1),
    (plots.full_year(Outcome.CLEAN_END), 1),
    (plots.full_year(Outcome.PEER_MENTORING), 2),
    (plots.full_year(Outcome.INFORMAL), 3),
    (plots.full_year(Outcome.COLLEAGUES), 1),
)
ENDED_THIS_YEAR: Roles = (
    (plots.ended_no_fault(58, Wish.WAIT, Wish.REMATCH), 1),
    (plots.ended_no_fault(96, Wish.REMATCH, Wish.REMATCH), 1),
    (plots.ended_no_fault(110, None, Wish.REMATCH), 1),
    (plots.ended_no_fault(83, Wish.REMATCH, Wish.WAIT), 1),
    (plots.mentor_left(112), 2),
)
THIS_YEAR: Roles = (
    *ENDED_THIS_YEAR,
    (plots.silent_for(50), 2),
    (plots.silent_for(63), 2),
    (plots.silent_for(81), 1),
    (plots.called_off_twice, 1),
    (plots.asks_for_help, 2),
    (plots.paused, 2),
    (plots.paused_and_back, 1),
    (plots.recontracted, 1),
    (plots.stays_in_initiation, 1),
    (plots.slow_start, 2),
    (plots.separation_proposed, 1),
    (plots.separating, 2),
    (plots.separating_in_silence, 1),
    (plots.redefining, 1),
    (plots.completed_early, 1),
    (plots.close_rhythm, 3),
    (plots.steady, 1),
)
MATCHED_AGAIN: Roles = (
    (plots.ready_to_cultivate, 1),
    (plots.without_agreement, 1),
    (plots.no_good_fit, 1),
    (plots.just_settled, 1),
)
NEW_MANAGERS: Roles = (
    (plots.declined, 2),
    (plots.lapsed, 1),
    (plots.not_met_yet, 2),
    (plots.agreement_waits, 2),
    (plots.first_session_planned, 2),
    (plots.begun, 4),
    (plots.well_begun, 1),
)
WAITING: Roles = ((plots.waits_for_mentor, 1), (plots.waits_for_both, 1))


def casting(roles: Roles) -> Iterator[Plot]:
    """Each plot as often as it says, and the last one for ever."""
    for plot, times in roles:
        yield from repeat(plot, times)
    yield from repeat(roles[-1][0])
