"""The pairs a visitor meets first: those of mentor@ and mentee@."""

from datetime import datetime, timedelta

from demo import chapters, days, growth, meetings, steps, talks
from demo.meetings import Meeting
from demo.pair import DemoPair
from demo.talks import AgreementWords, Aim, Conversation
from relationships.models import Fit, GoalKind, GoalResult, Horizon, Membership
from sessions.models import MentoringSession, NoteKind, SessionKind, SessionStatus, Visibility

OWN = Visibility.PRIVATE
OUTLINE = """# Churn analysis for the management meeting

1. One sentence: who leaves us, and when
2. Three reasons, with a number each
3. What we ask you to decide today
"""
RULES = AgreementWords(
    purpose="Linh finds out whether she wants to lead a team, and learns to be heard on the way.",
    confidentiality="What we say stays between us. We tell others that we meet, not what about.",
    boundaries="Tomasz does not speak with Linh's manager about her. Data models are not a topic.",
    if_not_working="We ask each other every third session. Either of us may stop.",
)
AIMS = (
    Aim(
        "Present the churn analysis to the management meeting myself",
        "One presentation given; at least one question I answer without looking at my manager",
        GoalKind.PROFESSIONAL,
        Horizon.LONG_TERM,
    ),
    Aim(
        "Say no to requests that are not ours, kindly and at once",
        "Five times; the log is in my notes",
        GoalKind.SKILL,
        Horizon.DAY_TO_DAY,
    ),
    Aim(
        "Decide whether to apply for the team lead role in spring",
        "A decision I can explain in three sentences",
        GoalKind.PROMOTION,
        Horizon.LONG_TERM,
    ),
)
THE_NEXT_AIM = Aim(
    "Coach the two new analysts through their first project",
    "Both present their own results",
    GoalKind.SKILL,
    Horizon.LONG_TERM,
)
FIRST_TALKS = (
    Conversation(
        "Getting to know each other. One picture each of where we come from.",
        "Tomasz was an analyst for six years before he led anybody. Linh has more questions than "
        "she had thought.",
        "She knows more than she shows. Ask about the pricing project.",
        "Write down three situations in which I wished I had spoken",
    ),
    Conversation(
        "Expectations, and what must stay between us.",
        "We keep our own notes. Mondays are bad for Linh, evenings are bad for Tomasz.",
        "The seven hours between us are fine if we keep to the mornings here.",
        "Draft the agreement",
    ),
    Conversation(
        "The three situations: what happened, what would have helped?",
        "In all three Linh had the number and somebody else said it. Next time: the number first, "
        "the doubt after it.",
        "This is the real topic. Not presenting, but being allowed to.",
        "Say the number first, once, this week",
    ),
)
TALKS = (
    Conversation(
        "The agreement, and which goals are worth the year.",
        "Three goals. The third one is open on purpose.",
        "I want the team lead role more than I said today.",
        "Ask Hanna how she decided",
    ),
    Conversation(
        "How to say no.",
        "“I can do it in March, or instead of the forecast. Which do you prefer?”",
        "Use this myself.",
        "Try the sentence twice and note what happened",
    ),
    Conversation(
        "First draft of the presentation.",
        "Eleven slides became three. The story is about customers, not about the model.",
        "The draft was good before I touched it. Say so next time.",
        "Rehearse the first minute with Minh",
    ),
    Conversation(
        "A conflict about the dashboards.",
        "Two teams, one number, two definitions. Linh invites both to one hour.",
        "I did not sleep well before this. It was worth it.",
        "Invite both teams, with one question in the invitation",
    ),
    Conversation(
        "What the hour with both teams was like.",
        "It took forty minutes. One definition, and Linh chaired it.",
        "She led a meeting of eleven people and thinks nothing of it. Point it out.",
        "Write down what I did, as if somebody else had done it",
    ),
    Conversation(
        "What does a team lead do all day?",
        "We went through one week of Tomasz's calendar. Less deciding and more listening than "
        "expected.",
        "I could do this. I would want to.",
        "Spend half a day with Tomasz's team lead in Gdańsk",
    ),
    Conversation(
        "Looking back at the half day, and forward to the management meeting.",
        "The date is fixed. Linh speaks second.",
        "Ask about her manager's view next time. Carefully.",
        "Send the three slides to Tomasz",
    ),
)
THE_MENTEE_REFLECTS_AFTER = {4, 7, 9}
REHEARSAL = Conversation(
    "The last rehearsal: the first minute, and the two questions we fear.",
    "",
    "",
    "",
)
SECOND_TALKS = (talks.FIRST_TALKS[0], talks.FIRST_TALKS[1])


def tomasz_and_linh(pair: DemoPair) -> None:
    """A rich relationship in cultivation: yesterday's session to confirm, a review coming up."""
    pair.hour = 15.0
    pair.sent_until = pair.ago(1)
    chapters.accepted(pair, within=2)
    _begin(pair)
    _work(pair)
    _this_week(pair)


def _begin(pair: DemoPair) -> None:
    for topic, number in zip(FIRST_TALKS, (6, 13, 21), strict=True):
        _meet(pair, pair.day(number), topic, ahead=5)
    pair.at(pair.day(22, hour=17), steps.agree, pair, RULES, cadence_days=21)
    pair.at(pair.day(24, hour=18), steps.confirm_agreement, pair)
    for aim, length in zip(AIMS, (200, 150, 260), strict=True):
        due_on = (pair.start + timedelta(days=length)).date()
        pair.at(pair.day(30, hour=17), steps.propose_goal, pair, aim, due_on)
    pair.at(pair.day(32, hour=17), steps.confirm_goals, pair)
    pair.at(pair.day(31, hour=17), growth.rate, pair, 0)
    chapters.cultivate(pair, pair.day(45, hour=12))


def _work(pair: DemoPair) -> None:
    moments = [pair.ago(number) for number in (148, 127, 105, 84, 63, 42, 21)]
    for place, (moment, topic) in enumerate(zip(moments, TALKS, strict=True)):
        _meet(pair, moment, topic, ahead=14)
        pair.at(moment + timedelta(hours=4), steps.move_goal, pair, 0, 10 + 11 * place)
        pair.at(moment + timedelta(hours=4), steps.move_goal, pair, 2, 7 * place)
    for place, moment in enumerate(moments[:5]):
        pair.at(moment + timedelta(hours=5), steps.move_goal, pair, 1, 20 * (place + 1))
    pair.at(pair.ago(104), growth.rate, pair, 1)
    pair.at(pair.ago(41), growth.rate, pair, 2)
    pair.at(pair.ago(60), growth.link, pair)
    pair.at(pair.ago(20), growth.act, pair)
    pair.at(pair.ago(20), growth.thank, pair)
    pair.at(pair.ago(40), steps.close_goal, pair, 1, GoalResult.ACHIEVED)


def _this_week(pair: DemoPair) -> None:
    meetings.meet(pair, Meeting(pair.ago(1), REHEARSAL, ahead=16, settled=False))
    review = Meeting(pair.ahead(4), talks.REVIEW, SessionKind.REVIEW, ahead=23, minutes=90)
    meetings.meet(pair, review)
    pair.at(pair.now - timedelta(hours=20), steps.propose_goal, pair, THE_NEXT_AIM)
    pair.at(pair.now - timedelta(hours=20), meetings.tick_everything_off, pair)
    pair.at(pair.now - timedelta(hours=19), _promises, pair)
    pair.at(pair.now - timedelta(hours=18), _afterthoughts, pair)


def _afterthoughts(pair: DemoPair) -> None:
    """What each took away lately, and the outline they talk about."""
    *_earlier, before, last = sorted(_held(pair), key=lambda session: session.starts_at)
    for session, owner, words, reader in (
        (before, pair.mentee, "I may ask for a decision instead of explaining the method.", OWN),
        (before, pair.mentor, "Silence after a question is not a gap to fill.", OWN),
        (last, pair.mentor, "I talk less when I have one question ready.", Visibility.SHARED),
    ):
        meetings.note(pair, session, owner, words, reader, NoteKind.TAKEAWAY)
    meetings.put_in(pair, last, pair.mentee, "Churn analysis, outline.md", OUTLINE)


def _promises(pair: DemoPair) -> None:
    """What is open between the two at the moment."""
    last = max(_held(pair), key=lambda session: session.starts_at)
    for owner, words, number in (
        (pair.mentee, "Send the invitation for the rehearsal with Minh and Hanna", 2),
        (pair.mentor, "Introduce Linh to the chair of the management meeting", 5),
        (pair.mentee, "Write down the two questions I fear, with an answer each", -1),
    ):
        _promise(pair, last, owner, words, number)


def _promise(
    pair: DemoPair, session: MentoringSession, owner: Membership, words: str, number: int
) -> None:
    meetings.promise(pair, session, owner, words)
    pair.actions[-1].due_on = (pair.now + timedelta(days=number)).date()


def _held(pair: DemoPair) -> list[MentoringSession]:
    return [session for session in pair.sessions if session.status == SessionStatus.HELD]


def _meet(pair: DemoPair, starts_at: datetime, topic: Conversation, ahead: int) -> None:
    """A session with the notes of both, the day after at the latest."""
    silent = Conversation(topic.agenda, "", "", topic.promise)
    meetings.meet(pair, Meeting(starts_at, silent, ahead=ahead))
    pair.at(starts_at + timedelta(hours=30), _note, pair, topic)


def _note(pair: DemoPair, topic: Conversation) -> None:
    """One of the two writes for both, and one for themselves."""
    number = len(_held(pair))
    session = max(_held(pair), key=lambda held: held.starts_at)
    writer = pair.mentee if number % 3 else pair.mentor
    meetings.note(pair, session, writer, topic.shared, Visibility.SHARED)
    thinker = pair.mentee if number in THE_MENTEE_REFLECTS_AFTER else pair.mentor
    meetings.note(pair, session, thinker, topic.private, Visibility.PRIVATE)


def second_mentee(pair: DemoPair) -> None:
    """Tomasz meets somebody new: two sessions, a question on the fit, another session soon."""
    pair.sent_until = pair.ago(2)
    pair.answers = 0.0
    chapters.accepted(pair, within=2)
    pair.at(pair.day(8), steps.say_fit, pair, pair.mentor, Fit.DECIDING)
    pair.at(pair.day(8), steps.say_fit, pair, pair.mentee, Fit.GOOD)
    _meet(pair, pair.day(6), SECOND_TALKS[0], ahead=4)
    meetings.meet(pair, Meeting(pair.ago(2), SECOND_TALKS[1], ahead=4))
    pair.at(pair.ago(1), steps.agree, pair, talks.RULES[2], cadence_days=14)
    soon = days.within_a_day(pair.now, pair.zone)
    meetings.meet(pair, Meeting(soon, talks.FIRST_TALKS[2], ahead=2))
