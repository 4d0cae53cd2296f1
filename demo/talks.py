"""What pairs talk about, agree on and promise each other."""

from dataclasses import dataclass

from relationships.models import GoalKind, Horizon


@dataclass(frozen=True)
class Conversation:
    """One conversation: its agenda, a note for both, a note for oneself, and what follows."""

    agenda: str
    shared: str
    private: str
    promise: str


@dataclass(frozen=True)
class Aim:
    """A goal as the pair words it."""

    title: str
    success: str
    kind: GoalKind
    horizon: Horizon


@dataclass(frozen=True)
class AgreementWords:
    """The words of an agreement."""

    purpose: str
    confidentiality: str
    boundaries: str
    if_not_working: str


FIRST_TALKS = (
    Conversation(
        "Getting to know each other: where we come from, what we are proud of.",
        "We are both the first in our families to work abroad. Good start.",
        "Felt easier than I had feared.",
        "Send the other a short story of my work so far",
    ),
    Conversation(
        "What do we expect from each other? What must stay between us?",
        "We wrote down three things each. Most of them were the same.",
        "I should say less and ask more.",
        "Write the first draft of our agreement",
    ),
    Conversation(
        "Strengths and weaknesses, successes and challenges: one sheet each.",
        "Challenges: too much on the desk, too little said. Strengths: patience, structure.",
        "Brave to speak about the failed project at this point.",
        "Ask two colleagues what I do well",
    ),
    Conversation(
        "Which goal would make this year worthwhile?",
        "Two candidates. We take the one that is a little frightening.",
        "The safe goal would have bored us both.",
        "Word the goal so that we can see when it is reached",
    ),
)

TALKS = (
    Conversation(
        "A hard conversation I have been putting off.",
        "We played it through twice. Opening sentence: “I would like to talk about Tuesday.”",
        "The real fear is not the answer but the silence after it.",
        "Have the conversation before we meet again",
    ),
    Conversation(
        "How I spend my week, and what I would like to drop.",
        "A third of the week goes into meetings nobody misses. Two can go at once.",
        "I should do this exercise myself.",
        "Leave two regular meetings and see who asks",
    ),
    Conversation(
        "The presentation for the management meeting.",
        "One message, three pictures, no table. The first minute decides.",
        "Much more confident than last time.",
        "Rehearse the first minute with a colleague",
    ),
    Conversation(
        "Who decides about what, and whom should I know?",
        "We drew a map of eleven people. Four of them I have never spoken with.",
        "I can introduce two of them. Ask first.",
        "Ask one of the four for a coffee",
    ),
    Conversation(
        "Delegating: what stays with me, what goes.",
        "The rule we found: hand over the result, not the steps.",
        "Holding on has to do with trust, not with time.",
        "Hand over the monthly report for good",
    ),
    Conversation(
        "What did not work last month, and what did I learn from it?",
        "The estimate was wrong because nobody asked the people who do the work.",
        "Good to see how openly this can be said by now.",
        "Write down three sentences about it for the next project",
    ),
    Conversation(
        "Giving feedback so that it is heard.",
        "What I saw, what it did to me, what I wish. Within two days, never in the corridor.",
        "Also practiced it on me. It was fair.",
        "Give one piece of feedback this week",
    ),
    Conversation(
        "Staying or moving on: what would the next role have to offer?",
        "Five criteria, weighed. Salary is the fourth.",
        "There is a decision in the air, but it is not mine.",
        "Talk with somebody who has the job I think about",
    ),
    Conversation(
        "Working with colleagues in other countries.",
        "Not everything that sounds rude is meant so; not every yes is a yes.",
        "I learned at least as much as the other way round.",
        "Open the next call with a question instead of the agenda",
    ),
    Conversation(
        "Energy: what gives, what takes.",
        "Mornings for thinking, afternoons for people. Lunch away from the desk.",
        "Look after this. It sounded tired.",
        "Keep two mornings a week free of meetings",
    ),
    Conversation(
        "The budget for next year, explained line by line.",
        "Fixed, variable, and what we only call fixed.",
        "Quick to learn once the words are clear.",
        "Draft the budget of my project on one page",
    ),
    Conversation(
        "A colleague who says no to everything.",
        "What does he protect? Ask before arguing.",
        "I know who is meant. That stays here.",
        "Ask what would have to be true for a yes",
    ),
)

OWN_LANGUAGE = {
    "it": (
        Conversation(
            "Come dire di no senza chiudere la porta.",
            "Abbiamo provato tre frasi. La più breve funziona meglio.",
            "Più sicuro dell’ultima volta.",
            "Dire un no gentile entro venerdì",
        ),
    ),
    "pl": (
        Conversation(
            "Jak prowadzić spotkanie, na którym wszyscy milczą?",
            "Najpierw pytanie na piśmie, potem rozmowa w parach.",
            "Dobry pomysł, sam spróbuję.",
            "Wypróbować to na najbliższym spotkaniu zespołu",
        ),
    ),
    "nb": (
        Conversation(
            "Å lede tidligere kolleger.",
            "Si tydelig hva som er nytt, og hva som blir som før.",
            "Modig samtale i dag.",
            "Snakke med hver enkelt i gruppen denne måneden",
        ),
    ),
    "vi": (
        Conversation(
            "Trình bày ý tưởng với lãnh đạo.",
            "Một thông điệp, ba lý do, một đề nghị.",
            "Đã tự tin hơn nhiều.",
            "Tập nói phút đầu tiên với một đồng nghiệp",
        ),
    ),
}

REVIEW = Conversation(
    "Mid-point review: goals, rhythm, and does the end still fit?",
    "Both goals move. We keep the rhythm and the end. More honesty about what does not work.",
    "We have come further than I thought.",
    "Write down what has changed since the start",
)
CLOSING = Conversation(
    "Closing conversation: what each of us learned, and what comes next.",
    "Thank you, both. We have coffee in the spring, as colleagues.",
    "I will miss these hours.",
    "",
)

AIMS = (
    Aim(
        "Lead difficult conversations within a week instead of putting them off",
        "Three conversations held, each looked at together afterwards",
        GoalKind.SKILL,
        Horizon.DAY_TO_DAY,
    ),
    Aim(
        "Present our results to the management meeting myself",
        "One presentation given, and invited again",
        GoalKind.PROFESSIONAL,
        Horizon.LONG_TERM,
    ),
    Aim(
        "Decide whether to apply for a team lead role",
        "A decision I can explain in three sentences",
        GoalKind.PROMOTION,
        Horizon.LONG_TERM,
    ),
    Aim(
        "Hand over what others can do as well",
        "Two tasks handed over for good",
        GoalKind.SKILL,
        Horizon.DAY_TO_DAY,
    ),
    Aim(
        "Know ten people outside my unit well enough to call them",
        "Ten names, ten conversations",
        GoalKind.PROFESSIONAL,
        Horizon.LONG_TERM,
    ),
    Aim(
        "Leave work at a time I have chosen",
        "Four days out of five, for two months",
        GoalKind.PERSONAL,
        Horizon.DAY_TO_DAY,
    ),
    Aim(
        "Build and defend a budget",
        "My project's budget passes without my manager's help",
        GoalKind.SKILL,
        Horizon.LONG_TERM,
    ),
    Aim(
        "Lead a project across two countries",
        "The pilot runs in both offices",
        GoalKind.PROFESSIONAL,
        Horizon.LONG_TERM,
    ),
    Aim(
        "Speak up in large meetings",
        "One contribution in each of the next six",
        GoalKind.PERSONAL,
        Horizon.DAY_TO_DAY,
    ),
    Aim(
        "Give feedback regularly and early",
        "Everybody in my team has heard something true from me this quarter",
        GoalKind.SKILL,
        Horizon.DAY_TO_DAY,
    ),
)

RULES = (
    AgreementWords(
        "Growing into the new role, with somebody who has been there.",
        "Everything stays between us. We tell others that we meet, not what about.",
        "No talk about third persons' appraisals, and no intervening with managers.",
        "We say it in the next session, and if it stays difficult we ask the coordinator.",
    ),
    AgreementWords(
        "An honest view from outside the unit.",
        "What is said here stays here. Exceptions only when somebody is in danger.",
        "The mentor does not solve the mentee's tasks.",
        "Whoever notices it first says so. Nobody has to give a reason for ending.",
    ),
    AgreementWords(
        "Finding out what the next step should be, and taking it.",
        "Our notes are ours. Nothing goes to line managers.",
        "Private matters are welcome, therapy is not what we do.",
        "After three sessions we ask each other how it is going, and after that every quarter.",
    ),
)

WORDS_FOR_A_STEP = (
    "I think we are ready for this. What do you think?",
    "We have done what we said we would. Shall we?",
    "",
)
VIDEO = "Video call; the link is in the calendar"
ROOM = "Quiet room, third floor"
CAFE = "The café by the reception"
