"""What joining a program, and waiting in it, is called in the words of its format."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from programs import formats
from programs.format_words import ColumnWords, Nouns
from programs.models import ManagerAsked, MentorsFirst, Needed, Side


def _by_side(
    *, mentoring: object, buddies: object, peers: object = "", talks: object = ""
) -> ColumnWords:
    """The same wherever there are mentors; ``peers`` also for circles."""
    return ColumnWords(
        pairs=mentoring,
        peers=peers,
        buddies=buddies,
        groups=mentoring,
        circles=peers,
        talks=talks or mentoring,
    )


class JoiningWords(Nouns):
    """The words of one column of ``programs.format_words``, for those who join or would like to.

    A row about mentors or mentees has nothing to say where there are peers alone.
    """

    invited_mentor = _by_side(
        mentoring=_("Would you be a mentor in %(program)s?"),
        buddies=_("Would you be a buddy in %(program)s?"),
    )
    invited_mentee = _by_side(
        mentoring=_("Would you like a mentor in %(program)s?"),
        buddies=_("Would you like a buddy in %(program)s?"),
    )
    first = _by_side(mentoring=_("Mentors join first"), buddies=_("Buddies join first"))
    join_later = _by_side(
        mentoring=_("You can join as soon as enough mentors have joined. We will email you then."),
        buddies=_("You can join as soon as enough buddies have joined. We will email you then."),
    )
    enroll_later = _by_side(
        mentoring=_("Mentors join first. You can enroll as soon as enough of them have joined."),
        buddies=_("Buddies join first. You can enroll as soon as enough of them have joined."),
    )
    join_first = _by_side(
        mentoring=_(
            "Mentors join first, so that somebody is there for you. You can enroll as soon as"
            " enough of them have joined."
        ),
        buddies=_(
            "Buddies join first, so that somebody is there for you. You can enroll as soon as"
            " enough of them have joined."
        ),
    )
    choose_later = _by_side(
        mentoring=_(
            "You can choose a mentor as soon as enough of them have joined. We will email you then."
        ),
        buddies=_(
            "You can choose a buddy as soon as enough of them have joined. We will email you then."
        ),
    )
    choose_now = _by_side(
        mentoring=_("You can choose a mentor now: %(program)s"),
        buddies=_("You can choose a buddy now: %(program)s"),
    )
    in_vain = ColumnWords(
        pairs=_(
            "We did not find a mentor for you in this program, and that is not because of you."
            " When you join the next one, you will be ahead of others on the waiting list."
        ),
        peers=_(
            "We did not find a peer for you in this program, and that is not because of you."
            " When you join the next one, you will be ahead of others on the waiting list."
        ),
        buddies=_(
            "We did not find a buddy for you in this program, and that is not because of you."
            " When you join the next one, you will be ahead of others on the waiting list."
        ),
        groups=_(
            "We did not find a group for you in this program, and that is not because of you."
            " When you join the next one, you will be ahead of others on the waiting list."
        ),
        circles=_(
            "We did not find a circle for you in this program, and that is not because of you."
            " When you join the next one, you will be ahead of others on the waiting list."
        ),
        talks=_(
            "We did not find a mentor for you in this program, and that is not because of you."
            " When you join the next one, you will be ahead of others on the waiting list."
        ),
    )
    only_one_waiting = _by_side(
        mentoring=_("You are the only person waiting for a mentor."),
        buddies=_("You are the only person waiting for a buddy."),
    )
    number_of = _by_side(
        mentoring=_("You are number %(position)s of %(waiting)s people waiting for a mentor."),
        buddies=_("You are number %(position)s of %(waiting)s people waiting for a buddy."),
    )
    no_mentor = _by_side(
        mentoring=_("No mentor is approved yet. The coordinators are looking for some."),
        buddies=_("No buddy is approved yet. The coordinators are looking for some."),
    )
    mentors_full = _by_side(
        mentoring=_(
            "Every mentor has as many mentees as they can take. A place becomes free when a"
            " relationship ends or another mentor joins."
        ),
        buddies=_(
            "Every buddy has as many newcomers as they can take. A place becomes free when a"
            " relationship ends or another buddy joins."
        ),
        talks=_(
            "Every mentor has as many talks as they can give. A place becomes free when a talk has"
            " been held or another mentor joins."
        ),
    )
    mentors_available = _by_side(
        mentoring=_("Mentors are available. In this program, you ask one yourself."),
        buddies=_("Buddies are available. In this program, you ask one yourself."),
    )
    free_places = _by_side(
        mentoring=ngettext_lazy(
            "Mentors have %(free)s free place, and more people than that are waiting.",
            "Mentors have %(free)s free places, and more people than that are waiting.",
            "free",
        ),
        buddies=ngettext_lazy(
            "Buddies have %(free)s free place, and more people than that are waiting.",
            "Buddies have %(free)s free places, and more people than that are waiting.",
            "free",
        ),
    )
    expects_of_mentor = _by_side(
        mentoring=_("What do you expect from your mentor?"),
        buddies=_("What do you expect from your buddy?"),
    )
    expects_of_mentee = _by_side(
        mentoring=_("What do you expect from a mentee?"),
        buddies=_("What do you expect from a newcomer?"),
    )
    good_mentor = _by_side(
        mentoring=_("Who would be a good mentor for you?"),
        buddies=_("Who would be a good buddy for you?"),
    )
    same_field = _by_side(
        mentoring=_("Should your mentor come from your field?"),
        buddies=_("Should your buddy come from your field?"),
    )
    field = _by_side(
        mentoring=_("Field of the mentor"),
        buddies=_("Field of the buddy"),
        peers=_("Field of the other person"),
    )
    how_many = _by_side(
        mentoring=_("How many mentees can you take at a time?"),
        buddies=_("How many newcomers can you take at a time?"),
        talks=_("How many talks can you give at a time?"),
    )
    taken_at_a_time = _by_side(
        mentoring=ngettext_lazy("one mentee at a time", "%(count)s mentees at a time", "count"),
        buddies=ngettext_lazy("one newcomer at a time", "%(count)s newcomers at a time", "count"),
        talks=ngettext_lazy("one talk at a time", "%(count)s talks at a time", "count"),
    )
    others = ColumnWords(
        pairs=_("Your partner, once all have said yes"),
        peers=_("Your peer, once both of you have said yes"),
        buddies=_("Your partner, once all have said yes"),
        groups=_("The others of your group, once it has started"),
        circles=_("The others of your circle, once it has started"),
        talks=_("The person you talk with, once both of you have said yes"),
    )
    choosing = _by_side(
        mentoring=_("Mentees choosing a mentor in this program"),
        buddies=_("Newcomers choosing a buddy in this program"),
    )
    wait_with = _by_side(
        mentoring=_("What do mentees have to wait to do until enough mentors are approved?"),
        buddies=_("What do newcomers have to wait to do until enough buddies are approved?"),
    )
    wait_why = _by_side(
        mentoring=_(
            "Mentees hesitate when nobody is there to help, and lose heart when they wait."
        ),
        buddies=_(
            "Newcomers hesitate when nobody is there to help, and lose heart when they wait."
        ),
    )
    counted_how = _by_side(
        mentoring=_("How do you count the mentors they wait for?"),
        buddies=_("How do you count the buddies they wait for?"),
    )
    wait_with_nothing = _by_side(
        mentoring=_("Nothing: mentees join at once"), buddies=_("Nothing: newcomers join at once")
    )
    wait_with_enrollment = _by_side(
        mentoring=_("Joining: mentees are told when they can enroll"),
        buddies=_("Joining: newcomers are told when they can enroll"),
    )
    wait_with_choice = _by_side(
        mentoring=_("Choosing: mentees join at once, and choose or ask a mentor later"),
        buddies=_("Choosing: newcomers join at once, and choose or ask a buddy later"),
    )
    count_number = _by_side(mentoring=_("A number of mentors"), buddies=_("A number of buddies"))
    count_share = _by_side(
        mentoring=_("A share of the mentors who are invited, in percent"),
        buddies=_("A share of the buddies who are invited, in percent"),
    )
    managers_mentees = _by_side(
        mentoring=_("Those of mentees"), buddies=_("Those of newcomers"), peers=""
    )
    managers_everybody = _by_side(
        mentoring=_("Those of mentors and mentees"),
        buddies=_("Those of buddies and newcomers"),
        peers=_("Those of everybody who takes part"),
    )
    cannot_choose = _by_side(
        mentoring=_("Mentees cannot choose yet"), buddies=_("Newcomers cannot choose yet")
    )
    do_not_join = _by_side(
        mentoring=_("Mentees do not join yet"), buddies=_("Newcomers do not join yet")
    )
    let_choose = _by_side(
        mentoring=_("Let mentees choose now"), buddies=_("Let newcomers choose now")
    )
    let_join = _by_side(mentoring=_("Let mentees join now"), buddies=_("Let newcomers join now"))
    mentees_see = _by_side(mentoring=_("What mentees see"), buddies=_("What newcomers see"))
    mentees_see_what = _by_side(
        mentoring=_(
            "Until they can enroll, the page behind the join link says that mentors join first"
            " and why, and offers an email when it is their turn. Mentees who are invited get their"
            " email then, not before."
        ),
        buddies=_(
            "Until they can enroll, the page behind the join link says that buddies join first"
            " and why, and offers an email when it is their turn. Newcomers who are invited get"
            " their email then, not before."
        ),
    )

    @property
    def wait_with_choices(self) -> dict[str, str]:
        return {
            MentorsFirst.NOTHING: self.wait_with_nothing,
            MentorsFirst.ENROLLMENT: self.wait_with_enrollment,
            MentorsFirst.CHOICE: self.wait_with_choice,
        }

    @property
    def count_choices(self) -> dict[str, str]:
        return {Needed.NUMBER: self.count_number, Needed.SHARE: self.count_share}

    @property
    def manager_choices(self) -> dict[str, str]:
        """Where there are peers alone, nobody can ask for one side."""
        return {
            ManagerAsked.NOBODY: str(ManagerAsked.NOBODY.label),
            ManagerAsked.MENTEES: self.managers_mentees,
            ManagerAsked.EVERYBODY: self.managers_everybody,
        }


def of(format_key: str) -> JoiningWords:
    """The words of a format, by the value of ``Program.format``."""
    return JoiningWords(formats.of(format_key).nouns.column)


def invited(format_key: str, role: str) -> Any:
    """The question an invitation in ``role`` begins with; takes the ``program``."""
    words = of(format_key)
    if role == Side.PEER:
        return _("Would you like to take part in %(program)s?")
    return words.invited_mentor if role == Side.MENTOR else words.invited_mentee
