"""What matching, wishing and asking are called in the words of a program's format.

Only where a mentor is matched with a mentee: groups, circles and peers are drafted.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from programs import formats
from programs.format_words import ColumnWords, Nouns
from programs.models import Choice


def _matched(*, mentoring: object, buddies: object) -> ColumnWords:
    """For one mentor and one mentee, in a pair or in a talk."""
    return ColumnWords(
        pairs=mentoring,
        peers="",
        buddies=buddies,
        groups="",
        circles="",
        talks=mentoring,
    )


class MatchingWords(Nouns):
    """The words of one column of ``programs.format_words``, for coordinators and those matched."""

    themselves = _matched(
        mentoring=_("What mentees do themselves"), buddies=_("What newcomers do themselves")
    )
    which_part = _matched(
        mentoring=_("What part do mentees play in the matching?"),
        buddies=_("What part do newcomers play in the matching?"),
    )
    by_coordinator = _matched(
        mentoring=_("Coordinators match; mentees wait for a proposal"),
        buddies=_("Coordinators match; newcomers wait for a proposal"),
    )
    by_wishes = _matched(
        mentoring=_("Mentees list mentors they would like, in order; coordinators match"),
        buddies=_("Newcomers list buddies they would like, in order; coordinators match"),
    )
    by_requests = _matched(
        mentoring=_("Mentees ask a mentor themselves"),
        buddies=_("Newcomers ask a buddy themselves"),
    )
    available = _matched(mentoring=_("Available mentors"), buddies=_("Available buddies"))
    counted_available = _matched(
        mentoring=ngettext_lazy(
            "%(count)d available mentor", "%(count)d available mentors", "count"
        ),
        buddies=ngettext_lazy("%(count)d available buddy", "%(count)d available buddies", "count"),
    )
    crumb = _matched(mentoring=_("Mentors"), buddies=_("Buddies"))
    about_requests = _matched(
        mentoring=_(
            "Read about them, and ask one mentor at a time. You see mentors who can take a new"
            " mentee now, best fits first."
        ),
        buddies=_(
            "Read about them, and ask one buddy at a time. You see buddies who can take a newcomer"
            " now, best fits first."
        ),
    )
    about_wishes = _matched(
        mentoring=_(
            "Name up to five mentors you would like, in order. Coordinators see your wish list and"
            " do the matching; mentors do not see it."
        ),
        buddies=_(
            "Name up to five buddies you would like, in order. Coordinators see your wish list and"
            " do the matching; buddies do not see it."
        ),
    )
    not_looking = _matched(
        mentoring=_("You are not looking for a mentor now"),
        buddies=_("You are not looking for a buddy now"),
    )
    not_looking_why = _matched(
        mentoring=_(
            "You have a mentor or a proposal, or you are not looking at the moment. The page of"
            " your enrollment says which, and how to change it."
        ),
        buddies=_(
            "You have a buddy or a proposal, or you are not looking at the moment. The page of"
            " your enrollment says which, and how to change it."
        ),
    )
    best_first = _matched(
        mentoring=_("Mentors, best fit first"), buddies=_("Buddies, best fit first")
    )
    find = _matched(mentoring=_("Find mentors"), buddies=_("Find buddies"))
    none_found = _matched(
        mentoring=_(
            "No available mentor matches all of this. Clear one of the filters and try again."
        ),
        buddies=_(
            "No available buddy matches all of this. Clear one of the filters and try again."
        ),
    )
    none_available = _matched(
        mentoring=_("No mentor is available right now"),
        buddies=_("No buddy is available right now"),
    )
    none_available_why = _matched(
        mentoring=_(
            "Places open up as mentors join or finish. Coordinators can see that you are waiting,"
            " and you can check again any day."
        ),
        buddies=_(
            "Places open up as buddies join or finish. Coordinators can see that you are waiting,"
            " and you can check again any day."
        ),
    )
    nothing_wished = _matched(
        mentoring=_(
            "Nothing here yet. Add mentors from the list; the first is the one you would like most."
        ),
        buddies=_(
            "Nothing here yet. Add buddies from the list; the first is the one you would like most."
        ),
    )
    talk_first = _matched(
        mentoring=_(
            "Not sure yet? Talk with up to three mentors before you decide: twenty minutes each,"
            " with no obligation."
        ),
        buddies=_(
            "Not sure yet? Talk with up to three buddies before you decide: twenty minutes each,"
            " with no obligation."
        ),
    )
    not_before = _matched(
        mentoring=_("You are not taking new mentees before"),
        buddies=_("You are not taking anybody new before"),
    )
    can_take = _matched(
        mentoring=ngettext_lazy(
            "You can take %(count)d more mentee.", "You can take %(count)d more mentees.", "count"
        ),
        buddies=ngettext_lazy(
            "You can take %(count)d more newcomer.",
            "You can take %(count)d more newcomers.",
            "count",
        ),
    )
    requests_to_come = _matched(
        mentoring=_(
            "When a mentee asks you, we email you and the request appears here. You say “yes”,"
            " “no” or “let us talk first”."
        ),
        buddies=_(
            "When a newcomer asks you, we email you and the request appears here. You say “yes”,"
            " “no” or “let us talk first”."
        ),
    )
    say_how_many = _matched(
        mentoring=_("Say how many mentees you take at a time"),
        buddies=_("Say how many newcomers you take at a time"),
    )
    still_joining = _matched(
        mentoring=_("Mentors are still joining"), buddies=_("Buddies are still joining")
    )
    still_joining_why = _matched(
        mentoring=_(
            "You can choose as soon as enough mentors have joined, so that you have a real choice."
            " We will email you then; until that day, there is nothing for you to do."
        ),
        buddies=_(
            "You can choose as soon as enough buddies have joined, so that you have a real choice."
            " We will email you then; until that day, there is nothing for you to do."
        ),
    )

    choose_once = _matched(
        mentoring=_("You can choose once enough mentors have joined. We will email you then."),
        buddies=_("You can choose once enough buddies have joined. We will email you then."),
    )
    has_one = _matched(
        mentoring=_("You have a mentor or a proposal, or you are not looking for a mentor now."),
        buddies=_("You have a buddy or a proposal, or you are not looking for a buddy now."),
    )
    list_is_full = _matched(
        mentoring=_("You have five mentors on your wish list. Remove one first."),
        buddies=_("You have five buddies on your wish list. Remove one first."),
    )
    why_this_one = _matched(
        mentoring=_("Two or three sentences are enough: what it is about, and why this mentor."),
        buddies=_("Two or three sentences are enough: what it is about, and why this buddy."),
    )
    then_next = _matched(
        mentoring=_("If it does not work out, ask the next mentor on my wish list"),
        buddies=_("If it does not work out, ask the next buddy on my wish list"),
    )
    next_gets_the_same = _matched(
        mentoring=_("The next mentor gets the same message."),
        buddies=_("The next buddy gets the same message."),
    )
    may_say_no = _matched(
        mentoring=_("Mentors may say no without a reason; that says nothing about you."),
        buddies=_("Buddies may say no without a reason; that says nothing about you."),
    )
    coordinators_see = _matched(
        mentoring=_(
            "Coordinators can see that you have asked a mentor. They cannot read what you write."
        ),
        buddies=_(
            "Coordinators can see that you have asked a buddy. They cannot read what you write."
        ),
    )
    back = _matched(mentoring=_("Back to the mentors"), buddies=_("Back to the buddies"))
    add_more = _matched(
        mentoring=_("Add more mentors to your wish list, and we can ask the next one for you."),
        buddies=_("Add more buddies to your wish list, and we can ask the next one for you."),
    )
    yes = _matched(mentoring=_("Yes, I will be the mentor"), buddies=_("Yes, I will be the buddy"))
    may_talk_first = _matched(
        mentoring=_("A mentor may suggest a short talk before deciding. We will email you if so."),
        buddies=_("A buddy may suggest a short talk before deciding. We will email you if so."),
    )
    request = _matched(mentoring=_("A request to a mentor"), buddies=_("A request to a buddy"))
    more_moved = _matched(
        mentoring=ngettext_lazy(
            "%(count)d more mentee would get another mentor.",
            "%(count)d more mentees would get another mentor.",
            "count",
        ),
        buddies=ngettext_lazy(
            "%(count)d more newcomer would get another buddy.",
            "%(count)d more newcomers would get another buddy.",
            "count",
        ),
    )
    asks = _matched(
        mentoring=_("%(mentee)s asks you to be their mentor"),
        buddies=_("%(mentee)s asks you to be their buddy"),
    )
    asks_in = _matched(
        mentoring=_("%(mentee)s asks you to be their mentor in %(program)s."),
        buddies=_("%(mentee)s asks you to be their buddy in %(program)s."),
    )
    asks_to_talk = _matched(
        mentoring=_(
            "%(mentee)s asks you to be their mentor in %(program)s, and would like to talk first."
        ),
        buddies=_(
            "%(mentee)s asks you to be their buddy in %(program)s, and would like to talk first."
        ),
    )
    not_this_time = _matched(
        mentoring=_(
            "It did not work out with %(mentor)s this time. That says nothing about you: mentors"
            " have little time, and do not need a reason."
        ),
        buddies=_(
            "It did not work out with %(mentor)s this time. That says nothing about you: buddies"
            " have little time, and do not need a reason."
        ),
    )
    see_available = _matched(
        mentoring=_("See available mentors"), buddies=_("See available buddies")
    )
    asking_next = _matched(
        mentoring=_("As you asked, we are now asking the next mentor on your wish list."),
        buddies=_("As you asked, we are now asking the next buddy on your wish list."),
    )
    would_talk = _matched(
        mentoring=_(
            "%(mentee)s is looking for a mentor in %(program)s and would like to get to know you"
            " first: twenty minutes, with no obligation for either of you."
        ),
        buddies=_(
            "%(mentee)s is looking for a buddy in %(program)s and would like to get to know you"
            " first: twenty minutes, with no obligation for either of you."
        ),
    )

    def choice(self, choice: str) -> str:
        """What those who learn do about their own matching."""
        return str(
            {
                Choice.COORDINATOR: self.by_coordinator,
                Choice.WISHES: self.by_wishes,
                Choice.REQUESTS: self.by_requests,
            }[Choice(choice)]
        )


def of(format_key: str) -> MatchingWords:
    """The words of a format, by the value of ``Program.format``."""
    return MatchingWords(formats.of(format_key).nouns.column)
