"""The parts that most stories are made of: a beginning, getting started, working, parting."""

from datetime import date, datetime, timedelta

from demo import days, endings, meetings, steps, talks
from demo.meetings import Meeting
from demo.pair import DemoPair
from demo.talks import Conversation
from relationships.models import Fit, GoalResult, Membership, Outcome
from sessions.models import SessionKind

FIRST_DAYS = (5, 12, 20, 31)


def proposed(pair: DemoPair) -> None:
    """The coordinator publishes the proposal; what follows is up to the two."""
    pair.at(pair.moment, steps.propose, pair)


def accepted(pair: DemoPair, *, within: int = 6) -> None:
    """Both say yes ``within`` so many days of the proposal."""
    proposed(pair)
    answers = [(awake(pair, member, pair.dice.randint(0, within)), member) for member in pair.both]
    pair.start = max(moment for moment, _member in answers)
    for moment, member in answers:
        pair.at(moment, steps.accept, pair, member)


def awake(pair: DemoPair, member: Membership, number: int) -> datetime:
    """Some time in the waking hours of ``member``, ``number`` days after the proposal."""
    day = (pair.moment + timedelta(days=number)).date()
    moment = days.at(day, pair.dice.randint(16, 40) / 2, member.user.zone)
    return max(moment, pair.moment + timedelta(hours=pair.dice.randint(2, 8)))


def get_started(pair: DemoPair, *, until: int = 40, cadence_days: int = 30, goals: int = 2) -> None:
    """Initiation: the first sessions, the agreement and the goals, up to day ``until``."""
    for topic, number in zip(talks.FIRST_TALKS, FIRST_DAYS, strict=True):
        if number < until:
            meetings.meet(pair, Meeting(_about(pair, number), topic, ahead=5))
    agree(pair, pair.day(14, hour=17), cadence_days=cadence_days)
    set_goals(pair, pair.day(23, hour=18), goals)


def _about(pair: DemoPair, number: int) -> datetime:
    return pair.day(number + pair.dice.randint(-1, 2))


def agree(
    pair: DemoPair, at: datetime, *, cadence_days: int = 30, ends_on: date | None = None
) -> None:
    """The mentee writes an agreement, and the mentor confirms it within a few days."""
    rules = pair.dice.choice(talks.RULES)
    pair.at(at, steps.agree, pair, rules, cadence_days=cadence_days, ends_on=ends_on)
    pair.at(at + timedelta(hours=pair.dice.randint(5, 70)), steps.confirm_agreement, pair)


def set_goals(pair: DemoPair, at: datetime, count: int) -> None:
    """The mentee proposes ``count`` goals, and the mentor agrees to them."""
    for aim in pair.dice.some(talks.AIMS, count, count):
        due_on = (at + timedelta(days=pair.dice.choice((60, 90, 120, 180)))).date()
        pair.at(at, steps.propose_goal, pair, aim, due_on)
    pair.at(at + timedelta(hours=pair.dice.randint(4, 60)), steps.confirm_goals, pair)


def cultivate(pair: DemoPair, at: datetime) -> None:
    """Both find that they fit well, and begin to work."""
    for member in pair.both:
        pair.at(at - timedelta(hours=2), be_sure, pair, member)
    step(pair, "begin_cultivation", at)


def be_sure(pair: DemoPair, member: Membership) -> None:
    if member.fit != Fit.GOOD:
        steps.say_fit(pair, member, Fit.GOOD)


def step(pair: DemoPair, transition: str, at: datetime, new_end_on: date | None = None) -> None:
    """One proposes ``transition`` at ``at``, and the other confirms a little later."""
    proposer = pair.dice.choice(pair.both)
    words = pair.dice.choice(talks.WORDS_FOR_A_STEP)
    pair.at(at, steps.propose_step, pair, transition, proposer, words, new_end_on)
    pair.at(at + timedelta(hours=pair.dice.randint(3, 50)), steps.confirm_step, pair)


def work(pair: DemoPair, first: datetime, last: datetime, every: int = 30) -> None:
    """Sessions about ``every`` so many days from ``first`` to ``last``, and goals that move."""
    moments = _rhythm(pair, first, last, every)
    topics = _topics(pair)
    for place, moment in enumerate(moments):
        meetings.meet(pair, Meeting(moment, topics[place % len(topics)], ahead=every // 2))
        progress = round(70 * (place + 1) / len(moments) / 5) * 5
        for number in range(2):
            pair.at(moment + timedelta(hours=3), _move_goal, pair, number, progress)


def _move_goal(pair: DemoPair, number: int, progress: int) -> None:
    if number < len(pair.goals):
        behind = 15 * number
        steps.move_goal(pair, number, max(0, progress - behind))


def _rhythm(pair: DemoPair, first: datetime, last: datetime, every: int) -> list[datetime]:
    """Counted back from ``last``, with the irregularity of human calendars."""
    moments = []
    moment = last
    while moment >= first:
        moments.append(moment)
        back = every + pair.dice.randint(-every // 7, every // 5)
        day = days.last_working_day((moment - timedelta(days=back)).date())
        moment = days.at(day, pair.hour, pair.zone)
    return moments[::-1]


def _topics(pair: DemoPair) -> list[Conversation]:
    """In another order for each pair, sometimes in the language the two share."""
    topics = pair.dice.mixed(talks.TALKS)
    own = talks.OWN_LANGUAGE.get(pair.mentee.user.language, ())
    if pair.mentor.user.language == pair.mentee.user.language:
        topics[1:1] = own
    return topics


def plan_next(pair: DemoPair, at: datetime, *, decided: datetime) -> None:
    """A session still to come, planned at ``decided``."""
    topic = pair.dice.choice(talks.TALKS)
    meetings.meet(pair, Meeting(at, topic, ahead=max(1, (at - decided).days)))


def call_off(pair: DemoPair, starts_at: datetime) -> None:
    """A session that was planned for ``starts_at`` and did not take place."""
    topic = pair.dice.choice(talks.TALKS)
    meetings.meet(pair, Meeting(starts_at, topic, settled=False))
    pair.at(starts_at - timedelta(hours=pair.dice.randint(4, 30)), meetings.cancel, pair, starts_at)


def close(pair: DemoPair, closing: datetime, outcome: Outcome) -> None:
    """The closing conversation, and everything brought to an end."""
    meetings.meet(pair, Meeting(closing, talks.CLOSING, SessionKind.CLOSING, ahead=14, minutes=90))
    results = (GoalResult.ACHIEVED, GoalResult.ACHIEVED, GoalResult.PARTLY, GoalResult.DROPPED)
    pair.at(closing + timedelta(days=2), _close_goals, pair, pair.dice.choices(results, k=3))
    pair.at(closing + timedelta(days=2, hours=1), meetings.tick_everything_off, pair)
    pair.at(closing + timedelta(days=2, hours=2), steps.choose_outcome, pair, outcome)
    pair.at(closing + timedelta(days=2, hours=2), endings.write, pair)


def _close_goals(pair: DemoPair, results: list[GoalResult]) -> None:
    for number, goal in enumerate(pair.goals):
        if goal.closed_at is None:
            steps.close_goal(pair, number, results[number])


def complete(pair: DemoPair, at: datetime, outcome: Outcome) -> None:
    """The two say what they are to each other now, and conclude."""
    pair.at(at, steps.complete, pair, outcome)
