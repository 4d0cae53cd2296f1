"""What the formats call the things they bring together: whole sentences, so that each translates.

``programs.formats`` says which set a format has.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

Words = str | Promise


@dataclass(frozen=True)
class Nouns:
    """The words for pairs, groups, circles or talks; those with a ``count`` take it as a number."""

    units: Words
    counted: Any
    all_units: Words
    active: Words
    none_active: Words
    none_after_21_days: Words
    over: Words
    by_phase: Words
    more_proposed: Any
    needing_you: Any
    open_units: Any
    accepted: Words
    waiting: Words
    nobody_waiting: Words
    nothing_needs_you: Words
    come_up: Words
    weeks_to_come: Words
    none_yet: Words
    appear: Words
    none_found: Words
    show_all: Words
    how_they_do: Words
    invite: Words
    needs: Words
    find: Words
    find_how: Words
    number_waiting: Any


PAIRS = Nouns(
    units=_("Pairs"),
    counted=ngettext_lazy(
        "%(count)d pair",
        "%(count)d pairs",
        "count",
    ),
    all_units=_("All pairs"),
    active=_("Pairs that met recently"),
    none_active=_("no pair is active yet"),
    none_after_21_days=_("no pair has had 21 days yet"),
    over=_("the program is closed, and so are its pairs"),
    by_phase=_("Pairs by phase"),
    more_proposed=ngettext_lazy(
        "%(count)d more pair is proposed and not accepted yet.",
        "%(count)d more pairs are proposed and not accepted yet.",
        "count",
    ),
    needing_you=ngettext_lazy(
        "%(count)d pair, with what needs you first",
        "%(count)d pairs, those that need you first",
        "count",
    ),
    open_units=ngettext_lazy(
        "%(count)d open pair",
        "%(count)d open pairs",
        "count",
    ),
    accepted=_("Accepted, both"),
    waiting=_("Waiting for a mentor"),
    nobody_waiting=_("everybody who is looking has a mentor, or a proposal"),
    nothing_needs_you=_(
        "Nothing needs you. Pairs appear here when they have not met for a long time, when"
        " something they should have agreed on is missing, or when somebody would like to talk."
    ),
    come_up=_("Pairs come up here by themselves, with the reason."),
    weeks_to_come=_(
        "Once two full weeks have passed with active pairs, you see here how many sessions "
        "they held, beside how many the rhythm of the program asks for."
    ),
    none_yet=_("No pairs yet"),
    appear=_(
        "Pairs appear here as soon as a match is proposed. The matching proposes them, with"
        " reasons, and you decide."
    ),
    none_found=_("No pair matches these filters"),
    show_all=_("Show all open pairs"),
    how_they_do=_("Here you will see how the pairs of this program are doing."),
    invite=_("Nobody has enrolled yet: send the join link to mentors first, then to mentees."),
    needs=_("Matching needs at least one approved mentor and one approved mentee."),
    find=_("First, find pairs"),
    find_how=_(
        "Run the matching: it proposes pairs with reasons, and nobody is told until you publish."
    ),
    number_waiting=ngettext_lazy(
        "%(count)d mentee is waiting for a mentor.",
        "%(count)d mentees are waiting for a mentor.",
        "count",
    ),
)

PEERS = Nouns(
    units=_("Pairs"),
    counted=ngettext_lazy(
        "%(count)d pair",
        "%(count)d pairs",
        "count",
    ),
    all_units=_("All pairs"),
    active=_("Pairs that met recently"),
    none_active=_("no pair is active yet"),
    none_after_21_days=_("no pair has had 21 days yet"),
    over=_("the program is closed, and so are its pairs"),
    by_phase=_("Pairs by phase"),
    more_proposed=ngettext_lazy(
        "%(count)d more pair is proposed and not accepted yet.",
        "%(count)d more pairs are proposed and not accepted yet.",
        "count",
    ),
    needing_you=ngettext_lazy(
        "%(count)d pair, with what needs you first",
        "%(count)d pairs, those that need you first",
        "count",
    ),
    open_units=ngettext_lazy(
        "%(count)d open pair",
        "%(count)d open pairs",
        "count",
    ),
    accepted=_("Accepted, both"),
    waiting=_("Waiting for a peer"),
    nobody_waiting=_("everybody who is looking has a peer, or a proposal"),
    nothing_needs_you=_(
        "Nothing needs you. Pairs appear here when they have not met for a long time, when"
        " something they should have agreed on is missing, or when somebody would like to talk."
    ),
    come_up=_("Pairs come up here by themselves, with the reason."),
    weeks_to_come=_(
        "Once two full weeks have passed with active pairs, you see here how many sessions "
        "they held, beside how many the rhythm of the program asks for."
    ),
    none_yet=_("No pairs yet"),
    appear=_(
        "Pairs appear here as soon as two peers are proposed to each other. Drafts suggest "
        "them, and you decide."
    ),
    none_found=_("No pair matches these filters"),
    show_all=_("Show all open pairs"),
    how_they_do=_("Here you will see how the pairs of this program are doing."),
    invite=_("Nobody has enrolled yet: send the join link to everybody who may take part."),
    needs=_("It takes at least two approved peers."),
    find=_("First, find pairs"),
    find_how=_(
        "Arrange drafts of pairs: you decide which are proposed, and nobody is told until then."
    ),
    number_waiting=ngettext_lazy(
        "%(count)d peer is waiting for a partner.",
        "%(count)d peers are waiting for a partner.",
        "count",
    ),
)

BUDDIES = Nouns(
    units=_("Pairs"),
    counted=ngettext_lazy(
        "%(count)d pair",
        "%(count)d pairs",
        "count",
    ),
    all_units=_("All pairs"),
    active=_("Pairs that met recently"),
    none_active=_("no pair is active yet"),
    none_after_21_days=_("no pair has had 21 days yet"),
    over=_("the program is closed, and so are its pairs"),
    by_phase=_("Pairs by phase"),
    more_proposed=ngettext_lazy(
        "%(count)d more pair is proposed and not accepted yet.",
        "%(count)d more pairs are proposed and not accepted yet.",
        "count",
    ),
    needing_you=ngettext_lazy(
        "%(count)d pair, with what needs you first",
        "%(count)d pairs, those that need you first",
        "count",
    ),
    open_units=ngettext_lazy(
        "%(count)d open pair",
        "%(count)d open pairs",
        "count",
    ),
    accepted=_("Accepted, both"),
    waiting=_("Waiting for a buddy"),
    nobody_waiting=_("everybody who is looking has a buddy, or a proposal"),
    nothing_needs_you=_(
        "Nothing needs you. Pairs appear here when they have not met for a long time, when"
        " something they should have agreed on is missing, or when somebody would like to talk."
    ),
    come_up=_("Pairs come up here by themselves, with the reason."),
    weeks_to_come=_(
        "Once two full weeks have passed with active pairs, you see here how many sessions "
        "they held, beside how many the rhythm of the program asks for."
    ),
    none_yet=_("No pairs yet"),
    appear=_(
        "Pairs appear here as soon as a newcomer and a buddy are proposed to each other. The "
        "matching proposes them, with reasons, and you decide."
    ),
    none_found=_("No pair matches these filters"),
    show_all=_("Show all open pairs"),
    how_they_do=_("Here you will see how the pairs of this program are doing."),
    invite=_("Nobody has enrolled yet: send the join link to buddies first, then to newcomers."),
    needs=_("Matching needs at least one approved buddy and one approved newcomer."),
    find=_("First, find pairs"),
    find_how=_(
        "Run the matching: it proposes pairs with reasons, and nobody is told until you publish."
    ),
    number_waiting=ngettext_lazy(
        "%(count)d newcomer is waiting for a buddy.",
        "%(count)d newcomers are waiting for a buddy.",
        "count",
    ),
)

GROUPS = Nouns(
    units=_("Groups"),
    counted=ngettext_lazy(
        "%(count)d group",
        "%(count)d groups",
        "count",
    ),
    all_units=_("All groups"),
    active=_("Groups that met recently"),
    none_active=_("no group is active yet"),
    none_after_21_days=_("no group has had 21 days yet"),
    over=_("the program is closed, and so are its groups"),
    by_phase=_("Groups by phase"),
    more_proposed=ngettext_lazy(
        "%(count)d more group is proposed and not accepted yet.",
        "%(count)d more groups are proposed and not accepted yet.",
        "count",
    ),
    needing_you=ngettext_lazy(
        "%(count)d group, with what needs you first",
        "%(count)d groups, those that need you first",
        "count",
    ),
    open_units=ngettext_lazy(
        "%(count)d open group",
        "%(count)d open groups",
        "count",
    ),
    accepted=_("Accepted, all"),
    waiting=_("Waiting for a group"),
    nobody_waiting=_("everybody who is looking has a group, or a proposal"),
    nothing_needs_you=_(
        "Nothing needs you. Groups come up here when they have not met for long, when "
        "something they should have settled is missing, or when somebody asks for a talk."
    ),
    come_up=_("Groups come up here by themselves, with the reason."),
    weeks_to_come=_(
        "Once two full weeks have passed with active groups, you see here how many sessions "
        "they held, beside how many the rhythm of the program asks for."
    ),
    none_yet=_("No groups yet"),
    appear=_(
        "Groups appear here as soon as one is proposed to its members. Drafts suggest them, "
        "and you decide."
    ),
    none_found=_("No group matches these filters"),
    show_all=_("Show all open groups"),
    how_they_do=_("Here you will see how the groups of this program are doing."),
    invite=_("Nobody has enrolled yet: send the join link to mentors first, then to mentees."),
    needs=_("A group takes one approved mentor and at least three approved mentees."),
    find=_("First, form groups"),
    find_how=_(
        "Arrange drafts of groups: you decide which are proposed, and nobody is told until then."
    ),
    number_waiting=ngettext_lazy(
        "%(count)d mentee is waiting for a group.",
        "%(count)d mentees are waiting for a group.",
        "count",
    ),
)

CIRCLES = Nouns(
    units=_("Circles"),
    counted=ngettext_lazy(
        "%(count)d circle",
        "%(count)d circles",
        "count",
    ),
    all_units=_("All circles"),
    active=_("Circles that met recently"),
    none_active=_("no circle is active yet"),
    none_after_21_days=_("no circle has had 21 days yet"),
    over=_("the program is closed, and so are its circles"),
    by_phase=_("Circles by phase"),
    more_proposed=ngettext_lazy(
        "%(count)d more circle is proposed and not accepted yet.",
        "%(count)d more circles are proposed and not accepted yet.",
        "count",
    ),
    needing_you=ngettext_lazy(
        "%(count)d circle, with what needs you first",
        "%(count)d circles, those that need you first",
        "count",
    ),
    open_units=ngettext_lazy(
        "%(count)d open circle",
        "%(count)d open circles",
        "count",
    ),
    accepted=_("Accepted, all"),
    waiting=_("Waiting for a circle"),
    nobody_waiting=_("everybody who is looking has a circle, or a proposal"),
    nothing_needs_you=_(
        "Nothing needs you. Circles come up here when they have not met for long, when "
        "something they should have settled is missing, or when somebody asks for a talk."
    ),
    come_up=_("Circles come up here by themselves, with the reason."),
    weeks_to_come=_(
        "Once two full weeks have passed with active circles, you see here how many sessions "
        "they held, beside how many the rhythm of the program asks for."
    ),
    none_yet=_("No circles yet"),
    appear=_(
        "Circles appear here as soon as one is proposed to its members. Drafts suggest them, "
        "and you decide."
    ),
    none_found=_("No circle matches these filters"),
    show_all=_("Show all open circles"),
    how_they_do=_("Here you will see how the circles of this program are doing."),
    invite=_("Nobody has enrolled yet: send the join link to everybody who may take part."),
    needs=_("A circle takes at least four approved members."),
    find=_("First, form circles"),
    find_how=_(
        "Arrange drafts of circles: you decide which are proposed, and nobody is told until then."
    ),
    number_waiting=ngettext_lazy(
        "%(count)d member is waiting for a circle.",
        "%(count)d members are waiting for a circle.",
        "count",
    ),
)

TALKS = Nouns(
    units=_("Talks"),
    counted=ngettext_lazy(
        "%(count)d talk",
        "%(count)d talks",
        "count",
    ),
    all_units=_("All talks"),
    active=_("Talks held recently"),
    none_active=_("no talk is active yet"),
    none_after_21_days=_("no talk has had 21 days yet"),
    over=_("the program is closed, and so are its talks"),
    by_phase=_("Talks by phase"),
    more_proposed=ngettext_lazy(
        "%(count)d more talk is proposed and not accepted yet.",
        "%(count)d more talks are proposed and not accepted yet.",
        "count",
    ),
    needing_you=ngettext_lazy(
        "%(count)d talk, with what needs you first",
        "%(count)d talks, those that need you first",
        "count",
    ),
    open_units=ngettext_lazy(
        "%(count)d open talk",
        "%(count)d open talks",
        "count",
    ),
    accepted=_("Accepted, both"),
    waiting=_("Waiting for a talk"),
    nobody_waiting=_("everybody who is looking has a talk, or a proposal"),
    nothing_needs_you=_(
        "Nothing needs you. Talks come up here when the conversation has not taken place, or "
        "when somebody asks for a talk with you."
    ),
    come_up=_("Talks come up here by themselves, with the reason."),
    weeks_to_come=_(
        "Once two full weeks have passed, you see here how many sessions the talks held."
    ),
    none_yet=_("No talks yet"),
    appear=_("Talks appear here as soon as a mentor has agreed to one."),
    none_found=_("No talk matches these filters"),
    show_all=_("Show all open talks"),
    how_they_do=_("Here you will see how the talks of this program are doing."),
    invite=_("Nobody has enrolled yet: send the join link to mentors first, then to mentees."),
    needs=_("A talk takes one approved mentor and one approved mentee."),
    find=_("First, arrange talks"),
    find_how=_(
        "Mentees ask the mentors they would like to talk with; you see here which talks follow."
    ),
    number_waiting=ngettext_lazy(
        "%(count)d mentee has no talk yet.",
        "%(count)d mentees have no talk yet.",
        "count",
    ),
)
