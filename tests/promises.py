"""Every sentence that says who does not read or learn something, and what proves it.

A proof is a row of “What others can see” (``tests/product/test_visibility.py`` looks at every
reader), or a test by name. Sentences that only sound like it are under ``""``.
"""

PROMISES: dict[str, tuple[str, ...]] = {
    "": (
        "%(count)s row has no readable email address, so nobody can tell who is missing.",
        "%(count)s rows have no readable email address, so nobody can tell who is missing.",
        "A quotation mark in row %(row)s is never closed, so the rest of the file cannot be told"
        " apart.",
        "This text cannot be shown at the moment.",
        "Write “none” if there is none, so that everybody knows.",
        "You told us that you would like to leave the program, so nobody is proposed to you.",
        "You told us that you do not want a match now, so nobody is proposed to you.",
        "Until you tell us that it is over, nobody is proposed to you unless the coordinators"
        " decide otherwise.",
        "Do not name anybody.",
        "%(name)s cannot be both:",
        "You cannot name yourself.",
        "You cannot name yourself safeguarding contact.",
        "%(name)s may not sign in, so cannot stand for a program.",
        "Only people who completed their mentoring are asked to look back.",
        "%(name)s cannot be matched at the moment.",
        "Only who is here to learn rates their skills.",
        "Leave it empty if you do not know yet.",
        "Leave the days empty if you do not know them yet.",
        "A good moment to look at how things are between you, not only at the goals.",
        "Do not name anybody else, or mention anything that was said in confidence.",
        "You no longer belong to %(name)s, so this session is no longer one of yours.",
        "Nobody can choose “%(name)s” any more;",
        "%(by)s has entered this address as yours for %(name)s.",
        "If it is not yours, do not confirm it, and tell another HR admin or your safeguarding"
        " contact.",
        "If the new address is not yours, do not confirm it, and tell another HR admin or your"
        " safeguarding contact.",
        "The file does not say which character encoding it uses, so we read it as Windows-1252.",
        "No column is set as the name, so new people cannot be added.",
        "{{ name }} cannot be approved yet",
        "What it is, what it asks of you, and what is not yours to know.",
        "The matching page says why nobody fits somebody.",
        "People have already read what this program is, so its format cannot change.",
        "Only to the people who are there to learn.",
        "Ask here what only this program needs to know.",
        "Only an HR admin can name coordinators.",
        "Only {{ name }} rates them.",
        "Fewer than five people name it in a profile, or nobody does.",
        "it stays on the profiles that name it, but nobody can choose it any more.",
        "Fewer than five people name it, or nobody does.",
    ),
    # Rows of the table ---------------------------------------------------------------------
    "row:private_note": (
        "Only you read this.",
        "Only you read this, unless you share it.",
        "only you read this",
        "Private notes and takeaways can be read only by whoever wrote them.",
        "Private notes and takeaways can be read only by whoever wrote them;",
        "{{ number }} note only you read",
        "{{ number }} notes only you read",
    ),
    "row:agenda": (
        "Only the two of you can read this.",
        "Only the two of you can read it.",
        "Only the members can read this.",
        "Only the members can read it.",
        "Only the two of you can read agendas, shared notes, files and the words of your goals.",
        "Only the members can read agendas, shared notes and files.",
        "Only the two of you can read what you write here.",
        "What a pair writes, for example, only the two of them can read.",
        "None of them can read what pairs tell each other.",
        "Coordinators see whether you meet, never what you say.",
        "You see that people meet, never what they talk about.",
        "They see that you meet, never what you talk about.",
        "Nobody can read here what people talk about, write down or aim for.",
    ),
    "row:goal_words": ("Only they can read the words;",),
    "row:phase_words": ("Nobody outside your mentoring can read it.",),
    "row:story": (
        "Only the two of you can read this until you both consent.",
        "Only the members can read this until you all consent.",
        "Nobody else sees it unless you consent, and you can withdraw your consent at any time.",
        "Nobody but its members reads it now.",
        "Nobody else can read it before all of you consent, and each of you can withdraw your"
        " consent at any time.",
    ),
    "row:unsent": (
        "We keep it for {{ days }} day, and only you can read it.",
        "We keep it for {{ days }} days, and only you can read it.",
        "nobody else reads it before you send it.",
    ),
    "row:useful": ("Only you see this answer.", "Nobody but you sees this answer."),
    "row:independence": ("Only you can see it.",),
    "row:fit": (
        "Only your coordinator sees this answer.",
        "Only coordinators see these answers.",
        "The members do not know what the others answered.",
    ),
    "row:met": (
        "Your coordinator can see whether the session was held, not who answered what.",
        "Only the members can see this.",
        "Only the two of you can see this.",
        "nobody outside it learns of this.",
    ),
    "row:attendance": ("Coordinators see that you met, not who was there.",),
    "row:ready": (
        "They are not told who said so, but your partner can work it out.",
        "They are not told who said so.",
    ),
    "row:request_words": (
        "Only the person who asks and the person asked can read the words.",
        "They cannot read what you write.",
    ),
    "row:help": (
        "The others do not know.",
        "Nobody else is told.",
        "nobody else is told that you asked.",
        "Only coordinators see this · %(ago)s",
    ),
    "row:wish": ("Only coordinators see this · their mentoring ended on {{ day }}",),
    "row:invitation": (
        "Your answer is seen by the coordinators of the program and nobody else.",
        "The coordinators of the program see your answer, and nobody else.",
    ),
    "row:enrollment": (
        "They see that somebody wants to take part, never what they have answered.",
        "They see that you want to take part, never your answers.",
        "Line managers see that you want to take part, never your answers.",
        "Line managers see that somebody wants to take part, never their answers.",
        "only answers to questions that were asked for them to read",
    ),
    "row:avoid": ("Nobody can read this.",),
    "test_the_words_at_the_avoid_list_are_true": (
        "A coordinator may learn that a match is not possible, never why or who asked.",
    ),
    "row:calendar": ("We make one that only you know;",),
    # Tests of their own ----------------------------------------------------------------------
    "test_a_talk_is_thanked_for_and_what_one_alone_wishes_is_told_to_nobody": (
        "Only you can see your answer.",
        "Nobody else learns which.",
        "%(name)s is told of your yes only if both of you say yes.",
        "%(name)s is not told that you said no.",
    ),
    "test_what_a_mentee_writes_is_read_by_those_it_is_for_and_nobody_else": (
        "Only you and your mentor can read this, unless you share it.",
        "Only you and your mentor can read it, until you share it with the group.",
        "Only you and its owner can read it.",
    ),
    "test_a_goal_is_on_no_page_of_those_who_may_not_read_it": (
        "Only you can read it until you share it.",
        "you alone read it",
    ),
    "test_a_run_keeps_pairs_and_reasons_and_tells_nobody": (
        "nobody has been told.",
        "Nobody has been told.",
        "Nobody has been told about the others.",
        "Nothing is saved and nobody is told until you say so.",
        "Nobody is told anything until you publish.",
        "nobody is told anything.",
        "it proposes pairs with reasons, and nobody is told until you publish.",
    ),
    "test_drafts_of_groups": (
        "Nobody has been told;",
        "you decide which are proposed, and nobody is told until then.",
    ),
    "test_an_invitation_can_be_taken_back_while_nobody_has_answered": ("Nobody is told.",),
    "test_a_draft_is_its_author_s_alone": (
        "Nobody else can see them yet.",
        "Your answers were not sent, and nobody else can see them.",
        "Until they do, nobody else can see their answers.",
        "nobody in this program has seen it.",
    ),
    "test_leaving_ends_the_relationship_without_fault_and_without_a_name": (
        "Nobody is told why.",
        "then nothing that the product shows or sends names you.",
    ),
    "test_a_sponsor_may_open_nothing_but_the_figures": (
        "speaks up for the program, and sees only its figures",
        "They see its figures, never people or pairs.",
    ),
    "test_figures_are_those_of_the_night_for_sponsors_and_hr_alike": (
        "You see its figures, in groups of five and more, and never who is in them.",
        "This page says how many, and never who.",
        "Only the coordinators of the program can see what a single pair has done.",
        "Only the coordinators of the program can see what a single group has done.",
        "Only the coordinators of the program can see what a single circle has done.",
        "Only the coordinators of the program can see what a single talk has done.",
    ),
    "test_it_names_nobody_in_the_program": (
        "It says what the program is and asks of a team, and never who is in it.",
    ),
    "test_a_clone_has_the_same_setup_with_moved_dates_and_nobody_in_it": (
        "Nobody can see it yet.",
        "nobody sees it before you open it.",
        "Nobody sees it before you open it, and everything can be changed.",
    ),
    "test_nothing_anywhere_tells_who_ended_it_without_fault": (
        "no reason is asked or given, and nobody is told who ended it.",
        "A short email goes out that names nobody.",
        "Nobody is asked why, and nothing says who ended it.",
        "All of you get the same short email, and nothing that the product shows or sends names"
        " you.",
        "Both of you get the same short email, and nothing that the product shows or sends names"
        " you.",
        "No reason is asked, and nothing that the product shows or sends names you.",
    ),
    "test_an_ending_by_the_contact_looks_administrative_to_everybody": (
        "The history keeps the day, and names nobody.",
    ),
    "test_the_coordinator_is_not_told_who_asked": (
        "Nobody is asked why, and nothing here says who asked.",
        "They learn until when, not why, and not who asked.",
    ),
    "test_only_coordinators_of_the_program_see_them": (
        "Only coordinators of this program see them.",
    ),
    "test_a_coordinator_in_the_pair_does_not_learn_what_the_partner_says_alone": (
        "What your peer says to the coordinator alone is not shown to you, and decisions about this"
        " pair are for another coordinator.",
        "What the other of you says to the coordinator alone is not shown to you, and decisions"
        " about this pair are for another coordinator.",
        "What the other person says to the coordinator alone is not shown to you, and decisions"
        " about this talk are for another coordinator.",
        "What the others say to the coordinator alone is not shown to you, and decisions about"
        " this group are for another coordinator.",
        "What the others say to the coordinator alone is not shown to you, and decisions about"
        " this circle are for another coordinator.",
        "What your partner says to the coordinator alone is not shown to you, and decisions about"
        " this pair are for another coordinator.",
    ),
    "test_only_hr_admins_see_the_outbox_and_try_again": (
        "What they say and who they are for is never shown here, unless an address needs to be"
        " corrected.",
    ),
    "test_an_invitation_names_the_reader_and_nobody_else": ("Nobody sees who else was invited.",),
    "test_nobody_does_the_orientation_of_somebody_else": ("Nobody sees your answers;",),
    "test_coordinators_see_the_line_with_who_is_ahead": (
        "Each person sees their own place and nobody’s name.",
    ),
    "test_people_are_told_the_contact_of_the_organization": (
        "Nobody else learns of it from here:",
    ),
    "test_among_several_giver_and_author_read_a_note_and_every_sentence_says_so": (
        "Only the person who gave it and the person who noted it can read a note.",
        "Only you and the person who gave it can read this.",
    ),
    "test_the_coordinator_sees_the_hold_and_not_by_whom": (
        "Its members see that it is on hold, never why or by whom.",
    ),
    "test_a_dump_of_the_database_holds_no_confidential_word": (
        "people who look into the database or its backups cannot read it.",
    ),
    "test_among_several_it_is_never_said_who_chose_what": ("Nobody can see who has chosen what;",),
    "test_concluding_tells_nothing_of_the_other_s_choice": (
        "{{ name }} can see what you chose only once your mentoring is complete and nothing can be"
        " changed any more.",
    ),
}
