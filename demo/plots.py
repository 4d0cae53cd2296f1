"""What can happen to a pair. A plot is told of a pair that has just been proposed.

Days count from the start of the pair (:meth:`DemoPair.day`) or back from today
(:meth:`DemoPair.ago`).
"""

from collections.abc import Callable
from datetime import timedelta

from demo import chapters, endings, meetings, steps, talks, touchpoints
from demo.meetings import Meeting
from demo.pair import DemoPair
from relationships.models import Fit, Membership, Outcome, Wish
from sessions.models import SessionKind

Plot = Callable[[DemoPair], None]


# Proposals ----------------------------------------------------------------------------------


def waits_for_both(pair: DemoPair) -> None:
    chapters.proposed(pair)


def waits_for_mentor(pair: DemoPair) -> None:
    """The mentee has said yes; the mentor has not answered."""
    chapters.proposed(pair)
    pair.at(chapters.awake(pair, pair.mentee, 1), steps.accept, pair, pair.mentee)


def with_reminders_due(plot: Plot) -> Plot:
    """The same, but no letter has been sent since the proposal itself."""

    def story(pair: DemoPair) -> None:
        pair.sent_until = pair.moment + timedelta(hours=1)
        plot(pair)

    return story


def declined(pair: DemoPair) -> None:
    chapters.proposed(pair)
    pair.at(chapters.awake(pair, pair.mentee, 2), steps.accept, pair, pair.mentee)
    pair.at(chapters.awake(pair, pair.mentor, 4), steps.decline, pair, pair.mentor)


def lapsed(pair: DemoPair) -> None:
    chapters.proposed(pair)
    pair.at(pair.record.answer_by, steps.lapse, pair)


# The first weeks ----------------------------------------------------------------------------


def well_begun(pair: DemoPair) -> None:
    """Some sessions, an agreement, a goal, the next session planned."""
    chapters.accepted(pair)
    chapters.get_started(pair, until=20, goals=1)
    chapters.plan_next(pair, pair.ahead(pair.dice.randint(3, 8)), decided=pair.ago(4))


def begun(pair: DemoPair) -> None:
    """One or two sessions, and no more yet."""
    chapters.accepted(pair)
    for topic, number in zip(talks.FIRST_TALKS[:2], (6, 14), strict=True):
        meetings.meet(pair, Meeting(pair.day(number), topic, ahead=4))
    chapters.plan_next(pair, pair.ahead(pair.dice.randint(1, 6)), decided=pair.ago(2))


def agreement_waits(pair: DemoPair) -> None:
    """The mentee has written an agreement that the mentor has not confirmed."""
    begun(pair)
    pair.at(pair.ago(3), steps.agree, pair, talks.RULES[0])


def first_session_planned(pair: DemoPair) -> None:
    chapters.accepted(pair)
    chapters.plan_next(pair, pair.ahead(2), decided=pair.ago(5))


def not_met_yet(pair: DemoPair) -> None:
    """Both said yes, and nothing has happened since."""
    chapters.accepted(pair, within=1)


def ready_to_cultivate(pair: DemoPair) -> None:
    """Everything is there; one has proposed to begin cultivation, the other has not answered."""
    chapters.accepted(pair)
    chapters.get_started(pair)
    for member in pair.both:
        pair.at(pair.ago(5), chapters.be_sure, pair, member)
    words = "We have a plan, an agreement and a goal. Shall we start?"
    pair.at(pair.ago(3), steps.propose_step, pair, "begin_cultivation", pair.mentee, words)
    chapters.plan_next(pair, pair.ahead(5), decided=pair.ago(4))


def without_agreement(pair: DemoPair) -> None:
    """They meet, and have settled nothing."""
    chapters.accepted(pair)
    for topic, number in zip(talks.FIRST_TALKS, (6, 15, 24, 33), strict=True):
        meetings.meet(pair, Meeting(pair.day(number), topic, ahead=4))
    chapters.plan_next(pair, pair.ahead(4), decided=pair.ago(6))


def no_good_fit(pair: DemoPair) -> None:
    """The mentee has told the coordinator that it does not fit."""
    chapters.accepted(pair)
    for topic, number in zip(talks.FIRST_TALKS[:3], (6, 14, 27), strict=True):
        meetings.meet(pair, Meeting(pair.day(number), topic, ahead=4))
    chapters.agree(pair, pair.day(16, hour=17))
    pair.at(pair.ago(4), steps.say_fit, pair, pair.mentee, Fit.NOT_GOOD)
    pair.at(pair.ago(3), touchpoints.ask_for_help, pair, pair.mentee)


def just_settled(pair: DemoPair) -> None:
    """Six weeks in, and cultivation has just begun."""
    chapters.accepted(pair, within=3)
    chapters.get_started(pair)
    chapters.cultivate(pair, pair.day(40, hour=12))
    chapters.plan_next(pair, pair.ahead(9), decided=pair.ago(3))


def stays_in_initiation(pair: DemoPair) -> None:
    """They like each other and meet, but agree on no goal: half a year in the first phase."""
    chapters.accepted(pair)
    chapters.agree(pair, pair.day(25, hour=17))
    chapters.work(pair, pair.day(8), pair.ago(9), every=21)
    chapters.plan_next(pair, pair.ahead(6), decided=pair.ago(7))


# A year at work -----------------------------------------------------------------------------


def settled(pair: DemoPair, *, cadence_days: int = 30, goals: int = 2) -> None:
    """Initiation, done well, and into cultivation."""
    chapters.accepted(pair)
    chapters.get_started(pair, cadence_days=cadence_days, goals=goals)
    chapters.cultivate(pair, pair.day(pair.dice.randint(38, 52), hour=12))


def steady(pair: DemoPair) -> None:
    """Once a month, the way it is meant; most have the next session in their calendars."""
    settled(pair)
    last = pair.dice.randint(4, 27)
    chapters.work(pair, pair.day(60), pair.ago(last))
    if pair.dice.chance(0.75):
        days_ahead = max(2, 30 - last + pair.dice.randint(-2, 4))
        chapters.plan_next(pair, pair.ahead(days_ahead), decided=pair.ago(max(1, last - 2)))


def close_rhythm(pair: DemoPair) -> None:
    """Every two weeks, because they want to."""
    settled(pair, cadence_days=14)
    chapters.work(pair, pair.day(54), pair.ago(5), every=14)
    chapters.plan_next(pair, pair.ahead(9), decided=pair.ago(4))


def slow_start(pair: DemoPair) -> None:
    """Holidays came in between: the first session was a month after the start."""
    chapters.accepted(pair)
    chapters.agree(pair, pair.day(30, hour=17))
    chapters.set_goals(pair, pair.day(38, hour=18), 1)
    chapters.work(pair, pair.day(27), pair.ago(12), every=26)
    chapters.cultivate(pair, pair.day(90, hour=12))
    chapters.plan_next(pair, pair.ahead(15), decided=pair.ago(10))


def called_off_twice(pair: DemoPair) -> None:
    """Two sessions in a row did not take place."""
    settled(pair)
    chapters.work(pair, pair.day(60), pair.ago(38))
    for number in (12, 4):
        chapters.call_off(pair, pair.ago(number))


def silent_for(number: int) -> Plot:
    """No session for ``number`` days, and none planned."""

    def silent(pair: DemoPair) -> None:
        settled(pair)
        chapters.work(pair, pair.day(58), pair.ago(number))

    return silent


def asks_for_help(pair: DemoPair) -> None:
    steady(pair)
    pair.at(pair.ago(2), touchpoints.ask_for_help, pair, pair.dice.choice(pair.both))


def paused(pair: DemoPair) -> None:
    settled(pair)
    chapters.work(pair, pair.day(58), pair.ago(32))
    resume_on = (pair.now + timedelta(days=pair.dice.randint(16, 45))).date()
    pair.at(pair.ago(18), steps.pause, pair, pair.mentee, resume_on)


def paused_and_back(pair: DemoPair) -> None:
    settled(pair)
    chapters.work(pair, pair.day(58), pair.ago(100))
    resume_on = (pair.now - timedelta(days=50)).date()
    pair.at(pair.ago(92), steps.pause, pair, pair.mentor, resume_on)
    pair.at(pair.ago(54), steps.resume, pair, pair.mentor)
    chapters.work(pair, pair.ago(50), pair.ago(16))
    chapters.plan_next(pair, pair.ahead(12), decided=pair.ago(14))


def recontracted(pair: DemoPair) -> None:
    """A new job for the mentee: back to a new agreement, and on again."""
    settled(pair)
    chapters.work(pair, pair.day(58), pair.ago(75))
    chapters.step(pair, "recontract", pair.ago(70))
    chapters.agree(pair, pair.ago(60))
    chapters.cultivate(pair, pair.ago(48))
    chapters.work(pair, pair.ago(64), pair.ago(11), every=25)
    chapters.plan_next(pair, pair.ahead(14), decided=pair.ago(10))


# Parting ------------------------------------------------------------------------------------


def _part_early(pair: DemoPair, ready: int, goals: int = 2) -> None:
    """The mentee stands on their own ``ready`` days ago, and separation begins soon after."""
    settled(pair, goals=goals)
    chapters.work(pair, pair.day(56), pair.ago(ready + 2), every=24)
    pair.at(pair.ago(ready), steps.mark_ready, pair, pair.mentee)


def separation_proposed(pair: DemoPair) -> None:
    """One has proposed to part; the other has not answered yet."""
    _part_early(pair, ready=9)
    words = "I decide most things alone by now. Shall we plan the end?"
    pair.at(pair.ago(5), steps.propose_step, pair, "begin_separation", pair.mentee, words)
    chapters.plan_next(pair, pair.ahead(11), decided=pair.ago(6))


def separating(pair: DemoPair) -> None:
    """In separation, with the closing conversation in both calendars."""
    _part_early(pair, ready=40)
    chapters.step(pair, "begin_separation", pair.ago(36))
    meetings.meet(pair, Meeting(pair.ago(14), talks.TALKS[7], ahead=10))
    meetings.meet(
        pair, Meeting(pair.ahead(10), talks.CLOSING, SessionKind.CLOSING, ahead=22, minutes=90)
    )


def separating_in_silence(pair: DemoPair) -> None:
    """Everything is closed; the other has not answered for more than two weeks."""
    _part_early(pair, ready=64)
    chapters.step(pair, "begin_separation", pair.ago(60))
    chapters.close(pair, pair.ago(24), Outcome.COLLEAGUES)
    pair.at(pair.ago(17), steps.propose_step, pair, "begin_redefinition", pair.mentor)


def redefining(pair: DemoPair) -> None:
    """Past the closing, settling what they are from now on."""
    _part_early(pair, ready=70)
    chapters.step(pair, "begin_separation", pair.ago(66))
    chapters.close(pair, pair.ago(30), Outcome.PEER_MENTORING)
    chapters.step(pair, "begin_redefinition", pair.ago(22))


def completed_early(pair: DemoPair) -> None:
    _part_early(pair, ready=80)
    chapters.step(pair, "begin_separation", pair.ago(75))
    chapters.close(pair, pair.ago(40), Outcome.INFORMAL)
    chapters.step(pair, "begin_redefinition", pair.ago(33))
    chapters.complete(pair, pair.ago(9), Outcome.INFORMAL)
    pair.at(pair.ago(7), endings.tell, pair, 0)


def full_year(outcome: Outcome) -> Plot:
    """Twelve months through all four phases."""

    def story(pair: DemoPair) -> None:
        settled(pair)
        parting, closing = 288 + pair.dice.randint(0, 12), 338 + pair.dice.randint(0, 9)
        chapters.work(pair, pair.day(62), pair.day(parting - 6))
        chapters.step(pair, "begin_separation", pair.day(parting))
        chapters.work(pair, pair.day(parting + 10), pair.day(parting + 18))
        chapters.close(pair, pair.day(closing), outcome)
        chapters.step(pair, "begin_redefinition", pair.day(closing + 7))
        at = pair.day(closing + 14 + pair.dice.randint(0, 30))
        chapters.complete(pair, at, outcome)
        if outcome in endings.TOLD_AFTER:
            pair.at(at, endings.tell, pair, endings.TOLD_AFTER[outcome])

    return story


def extended_year(pair: DemoPair) -> None:
    """Almost parted, gone on for another two months, then parted for good."""
    settled(pair)
    chapters.work(pair, pair.day(62), pair.day(280))
    chapters.step(pair, "begin_separation", pair.day(290))
    new_end = (pair.day(0) + timedelta(days=395)).date()
    chapters.step(pair, "extend", pair.day(310), new_end)
    chapters.work(pair, pair.day(315), pair.day(345), every=28)
    chapters.step(pair, "begin_separation", pair.day(352))
    chapters.close(pair, pair.day(372), Outcome.NEW_CYCLE)
    chapters.step(pair, "begin_redefinition", pair.day(378))
    chapters.complete(pair, pair.day(386), Outcome.NEW_CYCLE)


# Ending early -------------------------------------------------------------------------------


def ended_no_fault(number: int, mentor: Wish | None, mentee: Wish | None) -> Plot:
    """After a few sessions, ``number`` days after the start; each says alone what they want."""

    def story(pair: DemoPair) -> None:
        chapters.accepted(pair)
        chapters.get_started(pair, until=min(number - 6, 40), goals=1)
        if number > 70:
            chapters.cultivate(pair, pair.day(48, hour=12))
            chapters.work(pair, pair.day(60), pair.day(number - 12))
        end = pair.day(number, hour=18)
        pair.at(end, steps.end_no_fault, pair)
        for member, choice in ((pair.mentor, mentor), (pair.mentee, mentee)):
            _wish(pair, number, member, choice)

    return story


def _wish(pair: DemoPair, number: int, member: Membership, choice: Wish | None) -> None:
    if choice:
        pair.at(pair.day(number + 2), steps.wish, member, choice)


def mentor_left(number: int) -> Plot:
    """The mentor has left the organization ``number`` days after the start."""

    def story(pair: DemoPair) -> None:
        settled(pair)
        chapters.work(pair, pair.day(60), pair.day(number - 15))
        pair.at(pair.day(number), steps.end_administratively, pair)

    return story
