"""How the enrollment form asks mentors and mentees: the same fields in different words."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_lazy as _

from profiles import format_words
from programs.models import Side

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Words: TypeAlias = "StrOrPromise"


@dataclass(frozen=True)
class Ask:
    """A question and the sentence under it."""

    label: Words
    hint: Words = ""


@dataclass(frozen=True)
class SectionWords:
    skills: Words
    skills_hint: Words
    other_skills: Words


SECTIONS: dict[Side, SectionWords] = {
    Side.MENTEE: SectionWords(
        skills=_("Skills you want to grow"),
        skills_hint=_("One is enough, five at most. Say where you are and where you want to be."),
        other_skills=_("Something you could teach in return (optional)"),
    ),
    Side.MENTOR: SectionWords(
        skills=_("Skills you can pass on"),
        skills_hint=_("One is enough, five at most. Working knowledge helps as much as mastery."),
        other_skills=_("Something you would like to learn in return (optional)"),
    ),
    Side.PEER: SectionWords(
        skills=_("Skills you want to grow"),
        skills_hint=_("One is enough, five at most. Say where you are and where you want to be."),
        other_skills=_("What others can learn from you (optional)"),
    ),
}

# A label that is empty here is given by the format.
FIELDS: dict[Side, dict[str, Ask]] = {
    Side.MENTEE: {
        "situations": Ask(_("What are you going through?"), _("Choose up to two.")),
        "expectations": Ask(
            "",
            _("A few sentences help more than a long list."),
        ),
        "learning_focus": Ask(_("What do you want to learn about most?"), _("Choose up to three.")),
        "functions": Ask(_("What kind of support would help?"), _("Choose up to three.")),
        "styles": Ask(_("How do you like to work?"), _("Choose up to three.")),
        "ideal_partner": Ask(
            "",
            _("Describe their experience or the way they are. Do not name anybody."),
        ),
    },
    Side.MENTOR: {
        "situations": Ask(
            _("What have you lived through yourself?"), _("Choose all that you could talk about.")
        ),
        "expectations": Ask(
            "",
            _("A few sentences help more than a long list."),
        ),
        "learning_focus": Ask(_("What can you help with most?"), _("Choose up to three.")),
        "functions": Ask(_("What kind of support do you like to give?"), _("Choose up to three.")),
        "styles": Ask(_("How do you like to work?"), _("Choose up to three.")),
        "ideal_partner": Ask(
            _("Who would you work best with?"),
            _("What they want or their way of being, not a name."),
        ),
    },
    Side.PEER: {
        "situations": Ask(_("What are you going through?"), _("Choose up to two.")),
        "expectations": Ask(
            _("What do you expect from each other?"),
            _("A few sentences help more than a long list."),
        ),
        "learning_focus": Ask(_("What do you want to learn about most?"), _("Choose up to three.")),
        "functions": Ask(_("What kind of support would help?"), _("Choose up to three.")),
        "styles": Ask(_("How do you like to work?"), _("Choose up to three.")),
        "ideal_partner": Ask(
            _("Who would you work best with?"),
            _("Describe their experience or the way they are. Do not name anybody."),
        ),
    },
}

Promised = dict[str, tuple[Words, Words]]
COMMITTED: tuple[Words, Words] = (
    _("I will keep time free for the sessions, and say early if I cannot make it."),
    _("Select this to say that you will keep the time free, so that others can rely on you."),
)
READY: tuple[Words, Words] = (
    _("I am ready to act on what I learn, and my development is my own responsibility."),
    _("Select this if it is true for you. If it is not the right time, you can join later."),
)
PROMISES: dict[Side, Promised] = {
    Side.MENTEE: {"ready": READY, "committed": COMMITTED},
    Side.MENTOR: {"committed": COMMITTED},
    Side.PEER: {"ready": READY, "committed": COMMITTED},
}


def asks(format_key: str, role: str) -> dict[str, Ask]:
    """What is asked of somebody in ``role``, by field name, in the words of the format."""
    words = format_words.of(format_key)
    own: dict[Side, dict[str, Words]] = {
        Side.MENTEE: {
            "expectations": words.expects_of_mentor,
            "ideal_partner": words.good_mentor,
        },
        Side.MENTOR: {"expectations": words.expects_of_mentee},
    }
    asked = FIELDS[Side(role)]
    labels = own.get(Side(role), {}).items()
    return asked | {name: replace(asked[name], label=label) for name, label in labels}


def promises(role: str) -> Promised:
    """What somebody in ``role`` ticks before sending: label and refusal, by field name."""
    return PROMISES[Side(role)]
