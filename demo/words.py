"""What people write when they enroll, by role. Some write in their own language."""

from programs.models import Side

EXPECTATIONS = {
    Side.MENTEE: (
        "I have just taken over a team of five former colleagues. I would like to learn how to "
        "lead them without losing them.",
        "My work has doubled since the reorganization. I want to decide what not to do, and say "
        "so.",
        "I know my craft, but nobody outside my team knows me. I want to be heard in the meetings "
        "that matter.",
        "I am thinking about moving from specialist to manager and do not know whether it is for "
        "me. I would like to find out before I apply.",
        "We start to work in new ways, and I am supposed to bring the others along. I need "
        "somebody who has done it.",
        "I want to learn to talk about money: budgets, business cases, what the board looks at.",
        "I moved to another country for this job. I want to understand how decisions are really "
        "made here.",
        "I give presentations only when I must. In a year I want to volunteer for one.",
        "I would like an honest mirror: what do I do well, what holds me back?",
        "I come back after a long leave and want to find my place again, at my own pace.",
        "I lead projects without being anybody's boss. How do people do that without pushing?",
        "I want to get better at hard conversations. So far I put them off until it is too late.",
    ),
    Side.MENTOR: (
        "I have been lucky with people who took time for me. I would like to give that on.",
        "I want to listen more than I talk, and to learn how the younger ones see our company.",
        "I have led teams through two reorganizations and made most mistakes that can be made. "
        "They may be useful to somebody.",
        "I would like to help somebody to find their own way, not mine.",
        "I am curious about other units. A mentee from elsewhere would open a window for me too.",
        "I like to think a difficult situation through with somebody, step by step.",
        "I would like to see somebody grow and to be there when it gets rough.",
        "Ten years abroad have taught me a lot about working across cultures. I am happy to share.",
        "I can open doors and explain who decides what, and then get out of the way.",
    ),
}

IDEAL_PARTNER = {
    Side.MENTEE: (
        "Somebody who asks good questions and does not hurry.",
        "A person who tells me plainly when I am wrong.",
        "Somebody from another unit, so that I can speak freely.",
        "A leader who has been a specialist before.",
        "Somebody patient, who also laughs now and then.",
        "",
    ),
    Side.MENTOR: (
        "Somebody who comes prepared and dares to try things between our sessions.",
        "Anybody who really wants it. The field does not matter.",
        "Somebody who disagrees with me.",
        "A person at a turning point, who has to decide something.",
        "",
        "",
    ),
}

OWN_LANGUAGE = {
    "it": {
        Side.MENTEE: "Da tre mesi guido un piccolo gruppo. Vorrei imparare a delegare senza "
        "controllare tutto e a dare un riscontro sincero.",
        Side.MENTOR: "Mi piace ascoltare e fare domande. Vorrei trasmettere quello che ho imparato "
        "sbagliando.",
    },
    "pl": {
        Side.MENTEE: "Chcę nauczyć się mówić o swojej pracy tak, żeby inni ją widzieli, i "
        "spokojnie prowadzić trudne rozmowy.",
        Side.MENTOR: "Chętnie podzielę się doświadczeniem z dwóch reorganizacji. Najbardziej lubię "
        "wspólne szukanie rozwiązań.",
    },
    "nb": {
        Side.MENTEE: "Jeg vurderer å søke en lederstilling og vil gjerne finne ut om det passer "
        "for meg før jeg bestemmer meg.",
        Side.MENTOR: "Jeg har hatt gode mentorer selv og vil gjerne gi noe videre. Jeg lytter mer "
        "enn jeg snakker.",
    },
    "vi": {
        Side.MENTEE: "Tôi muốn tự tin hơn khi trình bày trước lãnh đạo và hiểu rõ hơn cách "
        "công ty ra quyết định.",
        Side.MENTOR: "Tôi muốn chia sẻ kinh nghiệm làm việc với đồng nghiệp ở nhiều nước và học "
        "hỏi từ các bạn trẻ.",
    },
}

ANSWERS = {
    Side.MENTEE: (
        (
            "That I have led one difficult conversation well, and know why it went well.",
            "A clear decision about my next step, whichever way it goes.",
            "That people outside my team know what I stand for.",
            "That I leave on time on most days and still do what matters.",
        ),
        (
            "Two courses and a book. I know the theory; I do not do it.",
            "I have talked with my manager, but there we soon talk about tasks.",
            "Little so far. I have been waiting for a good moment.",
            "I keep a journal. It helps, but it does not answer.",
        ),
    ),
    Side.MENTOR: (
        (
            "That it pays to ask for help on the first day and not on the last.",
            "Delegating means letting go of how it is done, not only of the doing.",
            "That silence in a meeting is not agreement.",
            "Nobody sees good work that nobody talks about.",
        ),
        ("Not yet", "Once or twice", "Several times"),
    ),
}

WORKING_WITH_ME = (
    "I like to have the agenda a day ahead.",
    "I think aloud. Interrupt me.",
    "I need a moment before I answer; it does not mean that I disagree.",
    "Walking helps me to talk. If we are in the same city, let us walk.",
    "I am direct. If it is too much, tell me.",
)

PURPOSES = {
    "leadership": "For people who lead, or are about to. A year with somebody who has done it "
    "before, outside your reporting line. About one session a month, after a closer start.",
    "managers": "The first year as a manager is the hardest. New team leads meet somebody who "
    "remembers theirs.",
    "borders": "Mentors and mentees from different countries and units. To know the company beyond "
    "your own office, and to be known there.",
}
