"""What the formats call the things they bring together: one table, a word for each kind of them.

Whole sentences, so that each translates. ``programs.formats`` says which column a format reads. A
word that is missing fails when the module is imported.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class ColumnWords:
    """One thing in the words of each column; an attribute of :class:`Nouns` that gives its own.

    Those with a ``count`` take it as a number.
    """

    def __init__(
        self,
        *,
        pairs: object,
        peers: object,
        buddies: object,
        groups: object,
        circles: object,
        talks: object,
    ) -> None:
        self.words = {
            "pairs": pairs,
            "peers": peers,
            "buddies": buddies,
            "groups": groups,
            "circles": circles,
            "talks": talks,
        }

    def __get__(self, nouns: "Nouns", _owner: object) -> Any:
        return self.words[nouns.column]


def by_shape(*, pairs: object, groups: object, circles: object, talks: object) -> ColumnWords:
    """The same for pairs of a mentor and a mentee, of peers, and of a buddy and a newcomer."""
    return ColumnWords(
        pairs=pairs, peers=pairs, buddies=pairs, groups=groups, circles=circles, talks=talks
    )


class Nouns:
    """The words of one column of the table."""

    def __init__(self, column: str) -> None:
        self.column = column

    units = by_shape(
        pairs=_("Pairs"),
        groups=_("Groups"),
        circles=_("Circles"),
        talks=_("Talks"),
    )
    counted = by_shape(
        pairs=ngettext_lazy("%(count)d pair", "%(count)d pairs", "count"),
        groups=ngettext_lazy("%(count)d group", "%(count)d groups", "count"),
        circles=ngettext_lazy("%(count)d circle", "%(count)d circles", "count"),
        talks=ngettext_lazy("%(count)d talk", "%(count)d talks", "count"),
    )
    all_units = by_shape(
        pairs=_("All pairs"),
        groups=_("All groups"),
        circles=_("All circles"),
        talks=_("All talks"),
    )
    active = by_shape(
        pairs=_("Pairs that met recently"),
        groups=_("Groups that met recently"),
        circles=_("Circles that met recently"),
        talks=_("Talks held recently"),
    )
    none_active = by_shape(
        pairs=_("no pair is active now"),
        groups=_("no group is active now"),
        circles=_("no circle is active now"),
        talks=_("no talk is active now"),
    )
    none_after_21_days = by_shape(
        pairs=_("no pair has had 21 days yet"),
        groups=_("no group has had 21 days yet"),
        circles=_("no circle has had 21 days yet"),
        talks=_("no talk has had 21 days yet"),
    )
    by_phase = by_shape(
        pairs=_("Pairs by phase"),
        groups=_("Groups by phase"),
        circles=_("Circles by phase"),
        talks=_("Talks by phase"),
    )
    more_proposed = by_shape(
        pairs=ngettext_lazy(
            "%(count)d more pair is proposed and not accepted yet.",
            "%(count)d more pairs are proposed and not accepted yet.",
            "count",
        ),
        groups=ngettext_lazy(
            "%(count)d more group is proposed and not accepted yet.",
            "%(count)d more groups are proposed and not accepted yet.",
            "count",
        ),
        circles=ngettext_lazy(
            "%(count)d more circle is proposed and not accepted yet.",
            "%(count)d more circles are proposed and not accepted yet.",
            "count",
        ),
        talks=ngettext_lazy(
            "%(count)d more talk is proposed and not accepted yet.",
            "%(count)d more talks are proposed and not accepted yet.",
            "count",
        ),
    )
    needing_you = by_shape(
        pairs=ngettext_lazy(
            "%(count)d pair, with what needs you first",
            "%(count)d pairs, those that need you first",
            "count",
        ),
        groups=ngettext_lazy(
            "%(count)d group, with what needs you first",
            "%(count)d groups, those that need you first",
            "count",
        ),
        circles=ngettext_lazy(
            "%(count)d circle, with what needs you first",
            "%(count)d circles, those that need you first",
            "count",
        ),
        talks=ngettext_lazy(
            "%(count)d talk, with what needs you first",
            "%(count)d talks, those that need you first",
            "count",
        ),
    )
    open_units = by_shape(
        pairs=ngettext_lazy("%(count)d open pair", "%(count)d open pairs", "count"),
        groups=ngettext_lazy("%(count)d open group", "%(count)d open groups", "count"),
        circles=ngettext_lazy("%(count)d open circle", "%(count)d open circles", "count"),
        talks=ngettext_lazy("%(count)d open talk", "%(count)d open talks", "count"),
    )
    accepted = by_shape(
        pairs=_("Accepted, both"),
        groups=_("Accepted, all"),
        circles=_("Accepted, all"),
        talks=_("Accepted, both"),
    )
    waiting = ColumnWords(
        pairs=_("Waiting for a mentor"),
        peers=_("Waiting for a peer"),
        buddies=_("Waiting for a buddy"),
        groups=_("Waiting for a group"),
        circles=_("Waiting for a circle"),
        talks=_("Waiting for a talk"),
    )
    nobody_waiting = ColumnWords(
        pairs=_("everybody who is looking has a mentor, or a proposal"),
        peers=_("everybody who is looking has a peer, or a proposal"),
        buddies=_("everybody who is looking has a buddy, or a proposal"),
        groups=_("everybody who is looking has a group, or a proposal"),
        circles=_("everybody who is looking has a circle, or a proposal"),
        talks=_("everybody who is looking has a talk, or a proposal"),
    )
    nothing_needs_you = by_shape(
        pairs=_(
            "Nothing needs you. Pairs appear here when they have not met for a long time, when"
            " something they should have agreed on is missing, or when somebody would like to"
            " talk."
        ),
        groups=_(
            "Nothing needs you. Groups come up here when they have not met for long, when"
            " something they should have settled is missing, or when somebody asks for a talk."
        ),
        circles=_(
            "Nothing needs you. Circles come up here when they have not met for long, when"
            " something they should have settled is missing, or when somebody asks for a talk."
        ),
        talks=_(
            "Nothing needs you. Talks come up here when the conversation has not taken place,"
            " or when somebody asks for a talk with you."
        ),
    )
    come_up = by_shape(
        pairs=_("Pairs come up here by themselves, with the reason."),
        groups=_("Groups come up here by themselves, with the reason."),
        circles=_("Circles come up here by themselves, with the reason."),
        talks=_("Talks come up here by themselves, with the reason."),
    )
    weeks_to_come = by_shape(
        pairs=_(
            "Once two full weeks have passed with active pairs, you see here how many sessions"
            " they held, beside how many the rhythm of the program asks for."
        ),
        groups=_(
            "Once two full weeks have passed with active groups, you see here how many sessions"
            " they held, beside how many the rhythm of the program asks for."
        ),
        circles=_(
            "Once two full weeks have passed with active circles, you see here how many"
            " sessions they held, beside how many the rhythm of the program asks for."
        ),
        talks=_("Once two full weeks have passed, you see here how many sessions the talks held."),
    )
    none_yet = by_shape(
        pairs=_("No pairs yet"),
        groups=_("No groups yet"),
        circles=_("No circles yet"),
        talks=_("No talks yet"),
    )
    appear = ColumnWords(
        pairs=_(
            "Pairs appear here as soon as a match is proposed. The matching proposes them, with"
            " reasons, and you decide."
        ),
        peers=_(
            "Pairs appear here as soon as two peers are proposed to each other. Drafts suggest"
            " them, and you decide."
        ),
        buddies=_(
            "Pairs appear here as soon as a newcomer and a buddy are proposed to each other."
            " The matching proposes them, with reasons, and you decide."
        ),
        groups=_(
            "Groups appear here as soon as one is proposed to its members. Drafts suggest them,"
            " and you decide."
        ),
        circles=_(
            "Circles appear here as soon as one is proposed to its members. Drafts suggest"
            " them, and you decide."
        ),
        talks=_("Talks appear here as soon as a mentor has agreed to one."),
    )
    none_found = by_shape(
        pairs=_("No pair matches these filters"),
        groups=_("No group matches these filters"),
        circles=_("No circle matches these filters"),
        talks=_("No talk matches these filters"),
    )
    show_all = by_shape(
        pairs=_("Show all open pairs"),
        groups=_("Show all open groups"),
        circles=_("Show all open circles"),
        talks=_("Show all open talks"),
    )
    how_they_do = by_shape(
        pairs=_("Here you will see how the pairs of this program are doing."),
        groups=_("Here you will see how the groups of this program are doing."),
        circles=_("Here you will see how the circles of this program are doing."),
        talks=_("Here you will see how the talks of this program are doing."),
    )
    invite = ColumnWords(
        pairs=_("Nobody has enrolled yet: send the join link to mentors first, then to mentees."),
        peers=_("Nobody has enrolled yet: send the join link to everybody who may take part."),
        buddies=_(
            "Nobody has enrolled yet: send the join link to buddies first, then to newcomers."
        ),
        groups=_("Nobody has enrolled yet: send the join link to mentors first, then to mentees."),
        circles=_("Nobody has enrolled yet: send the join link to everybody who may take part."),
        talks=_("Nobody has enrolled yet: send the join link to mentors first, then to mentees."),
    )
    needs = ColumnWords(
        pairs=_("Matching needs at least one approved mentor and one approved mentee."),
        peers=_("It takes at least two approved peers."),
        buddies=_("Matching needs at least one approved buddy and one approved newcomer."),
        groups=_("A group takes one approved mentor and at least three approved mentees."),
        circles=_("A circle takes at least four approved members."),
        talks=_("A talk takes one approved mentor and one approved mentee."),
    )
    nobody_joins = by_shape(
        pairs="",
        groups=_(
            "Nobody can be added to a group that has begun. People who have left return to the"
            " waiting list and can be part of a new group."
        ),
        circles=_(
            "Nobody can be added to a circle that has begun. People who have left return to the"
            " waiting list and can be part of a new circle."
        ),
        talks="",
    )
    find = by_shape(
        pairs=_("First, find pairs"),
        groups=_("First, form groups"),
        circles=_("First, form circles"),
        talks=_("First, arrange talks"),
    )
    find_how = ColumnWords(
        pairs=_(
            "Run the matching: it proposes pairs with reasons, and nobody is told until you"
            " publish."
        ),
        peers=_(
            "Arrange drafts of pairs: you decide which are proposed, and nobody is told until then."
        ),
        buddies=_(
            "Run the matching: it proposes pairs with reasons, and nobody is told until you"
            " publish."
        ),
        groups=_(
            "Arrange drafts of groups: you decide which are proposed, and nobody is told until"
            " then."
        ),
        circles=_(
            "Arrange drafts of circles: you decide which are proposed, and nobody is told until"
            " then."
        ),
        talks=_(
            "Mentees ask the mentors they would like to talk with; you see here which talks follow."
        ),
    )
    number_waiting = ColumnWords(
        pairs=ngettext_lazy(
            "%(count)d mentee is waiting for a mentor.",
            "%(count)d mentees are waiting for a mentor.",
            "count",
        ),
        peers=ngettext_lazy(
            "%(count)d peer is waiting for a partner.",
            "%(count)d peers are waiting for a partner.",
            "count",
        ),
        buddies=ngettext_lazy(
            "%(count)d newcomer is waiting for a buddy.",
            "%(count)d newcomers are waiting for a buddy.",
            "count",
        ),
        groups=ngettext_lazy(
            "%(count)d mentee is waiting for a group.",
            "%(count)d mentees are waiting for a group.",
            "count",
        ),
        circles=ngettext_lazy(
            "%(count)d member is waiting for a circle.",
            "%(count)d members are waiting for a circle.",
            "count",
        ),
        talks=ngettext_lazy(
            "%(count)d mentee has no talk yet.", "%(count)d mentees have no talk yet.", "count"
        ),
    )
    completed = by_shape(
        pairs=_("Pairs that came to a planned end"),
        groups=_("Groups that came to a planned end"),
        circles=_("Circles that came to a planned end"),
        talks=_("Talks that were held and thanked for"),
    )
    none_started = by_shape(
        pairs=_("no pair has started"),
        groups=_("no group has started"),
        circles=_("no circle has started"),
        talks=_("no talk has started"),
    )
    now = by_shape(
        pairs=_("Pairs now, with those on pause"),
        groups=_("Groups now, with those on pause"),
        circles=_("Circles now, with those on pause"),
        talks=_("Talks now"),
    )
    in_all = by_shape(
        pairs=_("Pairs that have started"),
        groups=_("Groups that have started"),
        circles=_("Circles that have started"),
        talks=_("Talks that have been agreed to"),
    )
    back = by_shape(
        pairs=_("Back to the pair"),
        groups=_("Back to the group"),
        circles=_("Back to the circle"),
        talks=_("Back to the talk"),
    )
    criterion_need_experience = ColumnWords(
        pairs=_("The mentor has what the mentee wants to learn"),
        peers=_("Each has what the other wants to learn"),
        buddies=_("The buddy knows what the newcomer wants to learn"),
        groups=_("The mentor has what the mentees want to learn"),
        circles=_("The members have what others want to learn"),
        talks=_("The mentor has what the mentee wants to learn"),
    )
    criterion_situation = ColumnWords(
        pairs=_("The mentor has lived through the mentee’s situation"),
        peers=_("They are in the same situation"),
        buddies=_("The buddy has lived through the newcomer’s situation"),
        groups=_("The mentees are in the same situation"),
        circles=_("The members are in the same situation"),
        talks=_("The mentor has lived through the mentee’s situation"),
    )
    criterion_learning_focus = by_shape(
        pairs=_("Both care about the same learning focus"),
        groups=_("They care about the same learning focus"),
        circles=_("They care about the same learning focus"),
        talks=_("Both care about the same learning focus"),
    )
    criterion_two_way = ColumnWords(
        pairs=_("The mentor can learn from the mentee too"),
        peers=_("Each can learn from the other"),
        buddies=_("The buddy can learn from the newcomer too"),
        groups=_("The mentor can learn from the mentees too"),
        circles=_("The members can learn from one another"),
        talks=_("The mentor can learn from the mentee too"),
    )
    criterion_functions = by_shape(
        pairs=_("The support wanted is the support offered"),
        groups=_("The support wanted is the support offered"),
        circles=_("The support wanted is the support offered"),
        talks=_("The support wanted is the support offered"),
    )
    criterion_style = by_shape(
        pairs=_("They like to work in the same way"),
        groups=_("They like to work in the same way"),
        circles=_("They like to work in the same way"),
        talks=_("They like to work in the same way"),
    )
    criterion_field = ColumnWords(
        pairs=_("Same or different field, as the mentee prefers"),
        peers=_("Same or different field, as they prefer"),
        buddies=_("Same or different field, as the newcomer prefers"),
        groups=_("Same or different field, as the mentees prefer"),
        circles=_("Same or different field, as they prefer"),
        talks=_("Same or different field, as the mentee prefers"),
    )
    criterion_practicalities = by_shape(
        pairs=_("Time and channels fit"),
        groups=_("Time and channels fit"),
        circles=_("Time and channels fit"),
        talks=_("Time and channels fit"),
    )
    own = by_shape(
        pairs=_("You are part of this pair"),
        groups=_("You are part of this group"),
        circles=_("You are part of this circle"),
        talks=_("You are part of this talk"),
    )
    own_why = ColumnWords(
        pairs=_(
            "What your partner says to the coordinator alone is not shown to you, and decisions"
            " about this pair are for another coordinator."
        ),
        peers=_(
            "What your peer says to the coordinator alone is not shown to you, and decisions"
            " about this pair are for another coordinator."
        ),
        buddies=_(
            "What the other of you says to the coordinator alone is not shown to you, and"
            " decisions about this pair are for another coordinator."
        ),
        groups=_(
            "What the others say to the coordinator alone is not shown to you, and decisions"
            " about this group are for another coordinator."
        ),
        circles=_(
            "What the others say to the coordinator alone is not shown to you, and decisions"
            " about this circle are for another coordinator."
        ),
        talks=_(
            "What the other person says to the coordinator alone is not shown to you, and"
            " decisions about this talk are for another coordinator."
        ),
    )
    shown_from_above = by_shape(
        pairs=_(
            "This page says how many, and never who. Only the coordinators of the program can see"
            " what a single pair has done. A figure is shown when everything that can be worked"
            " out from it is about at least five people or pairs; smaller numbers are put"
            " together. Figures are counted at night, and one changes only when at least five"
            " people or pairs in it have changed. They describe; they do not prove a cause."
        ),
        groups=_(
            "This page says how many, and never who. Only the coordinators of the program can see"
            " what a single group has done. A figure is shown when everything that can be worked"
            " out from it is about at least five people or groups; smaller numbers are put"
            " together. Figures are counted at night, and one changes only when at least five"
            " people or groups in it have changed. They describe; they do not prove a cause."
        ),
        circles=_(
            "This page says how many, and never who. Only the coordinators of the program can see"
            " what a single circle has done. A figure is shown when everything that can be worked"
            " out from it is about at least five people or circles; smaller numbers are put"
            " together. Figures are counted at night, and one changes only when at least five"
            " people or circles in it have changed. They describe; they do not prove a cause."
        ),
        talks=_(
            "This page says how many, and never who. Only the coordinators of the program can see"
            " what a single talk has done. A figure is shown when everything that can be worked"
            " out from it is about at least five people or talks; smaller numbers are put"
            " together. Figures are counted at night, and one changes only when at least five"
            " people or talks in it have changed. They describe; they do not prove a cause."
        ),
    )
    remove = by_shape(
        pairs=_("Remove from the pair"),
        groups=_("Remove from the group"),
        circles=_("Remove from the circle"),
        talks=_("Remove from the talk"),
    )
    mentors_first = ColumnWords(
        pairs=_("Mentors first: mentees can join once enough mentors are approved."),
        peers=_("Everybody joins at the same time."),
        buddies=_("Buddies first: newcomers can join once enough buddies are approved."),
        groups=_("Mentors first: mentees can join once enough mentors are approved."),
        circles=_("Everybody joins at the same time."),
        talks=_("Mentors first: mentees can join once enough mentors are approved."),
    )
    choose_later = ColumnWords(
        pairs=_("Everybody joins at once; mentees choose once enough mentors are approved."),
        peers=_("Everybody joins at the same time."),
        buddies=_("Everybody joins at once; newcomers choose once enough buddies are approved."),
        groups=_("Everybody joins at once; mentees choose once enough mentors are approved."),
        circles=_("Everybody joins at the same time."),
        talks=_("Everybody joins at once; mentees choose once enough mentors are approved."),
    )
    led = ColumnWords(
        pairs=_("%(mentee)s with mentor %(mentor)s"),
        peers="",
        buddies=_("%(mentee)s with buddy %(mentor)s"),
        groups=_("%(mentee)s with mentor %(mentor)s"),
        circles="",
        talks=_("%(mentee)s with mentor %(mentor)s"),
    )
    invite_first = ColumnWords(
        pairs=_("Invite mentors first, then mentees."),
        peers=_("Invite everybody who may take part."),
        buddies=_("Invite buddies first, then newcomers."),
        groups=_("Invite mentors first, then mentees."),
        circles=_("Invite everybody who may take part."),
        talks=_("Invite mentors first, then mentees."),
    )


PAIRS = Nouns("pairs")
PEERS = Nouns("peers")
BUDDIES = Nouns("buddies")
GROUPS = Nouns("groups")
CIRCLES = Nouns("circles")
TALKS = Nouns("talks")
