"""What pairs of the demonstration bring to their end: thanks, what stays open, and stories."""

from demo.pair import DemoPair
from relationships.models import Closing, Outcome, Story, StoryConsent

# For each of the two: what is unfinished, who helps from now on, thanks.
MENTEES = (
    (
        "The budget round comes in spring, without us. I know how to begin it.",
        "The two colleagues you introduced me to, and an hour a month with myself.",
        "You asked me what I would do if I were not afraid of the answer. I have asked myself that "
        "every week since.",
    ),
    (
        "I have not spoken at a conference yet. That is all right.",
        "Our network of new leads; we meet at lunch on the first Monday.",
        "Thank you for never finishing my sentences.",
    ),
    (
        "",
        "My own manager, since I have learned how to ask.",
        "You said “show me the draft, not the excuse”. It was kind, and it was what I needed.",
    ),
)
MENTORS = (
    ("", "Ask Ingrid when it is about money.", "I have started to ask before I answer. From you."),
    (
        "We never got to the difficult conversation with the other team. You will.",
        "",
        "You made me read my own advice from ten years ago. Some of it was even good.",
    ),
    ("Nothing that cannot wait.", "", "It was a pleasure to become unnecessary."),
)
STORIES = (
    (
        "From taking the minutes to leading the meeting",
        "I had been taking the minutes for six years when my mentor asked me why.\n\nI had no "
        "answer. We tried one thing: I would speak first, once a week. It was awful twice, and "
        "normal after that. In autumn I chaired the meeting.\n\nIf you think about joining: bring "
        "the small thing that annoys you, not the career plan.",
    ),
    (
        "An hour a month that I did not have",
        "We both thought we had no time. We met by phone, on the way home, for forty minutes.\n\n"
        "What changed: I stopped preparing for everything. What I would tell others: put the next "
        "date into the calendar before you say goodbye.",
    ),
    (
        "What a mentor learns",
        "I joined to pass something on. I left with a better question than I came with: “What "
        "have you thought of so far?” I ask it in every meeting now.",
    ),
)
# Which story pairs of last year tell, by what they have become.
TOLD_AFTER = {Outcome.COLLEAGUES: 1, Outcome.FRIENDSHIP: 2}


def write(pair: DemoPair) -> None:
    """Both write what they bring to the end. Which words depends on the pair alone."""
    number = pair.record.pk.int % len(MENTEES)
    for member, words in ((pair.mentee, MENTEES[number]), (pair.mentor, MENTORS[number])):
        unfinished, successor, thanks = words
        pair.ledger.add(
            Closing(
                member=member,
                unfinished=unfinished,
                successor=successor,
                thanks=thanks,
                thanked_at=pair.moment,
                created_at=pair.moment,
            )
        )


def tell(pair: DemoPair, number: int) -> None:
    """The pair tells story ``number``, and both consent."""
    title, words = STORIES[number]
    story = Story(
        relationship=pair.record,
        title=title,
        words=words,
        is_named=number == 0,
        written_by=pair.mentee,
        written_at=pair.moment,
        told_at=pair.moment,
        created_at=pair.moment,
    )
    pair.ledger.add(story)
    for member in pair.both:
        pair.ledger.add(StoryConsent(story=story, member=member, created_at=pair.moment))
    pair.ledger.note(pair.moment, pair.mentor.user, "story.told", story, pair.record.program_id)
