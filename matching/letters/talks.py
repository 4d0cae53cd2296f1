"""The letters about introductory talks."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.letters.context import ChoiceContext
from matching.models.runs import IntroTalk, TalkStatus
from notifications.kinds import Letter, letter
from notifications.models import Message

TalkContext = ChoiceContext[IntroTalk]
"""The talk a letter is about."""


def talk_letter(
    name: str, title: str | Promise, *states: str
) -> Callable[[Callable[[TalkContext], Letter]], None]:
    """Declare a letter that is sent only while the talk has one of ``states``."""

    def declare(write: Callable[[TalkContext], Letter]) -> None:
        def compose(message: Message) -> Letter | None:
            rows = IntroTalk.objects.filter(pk=message.context["talk"])
            talk = rows.select_related("mentor__user", "mentor__program", "mentee__user").first()
            return write(TalkContext(talk)) if talk and talk.status in states else None

        letter(name, title)(compose)

    return declare


@talk_letter(
    "matching.talk", gettext_lazy("Somebody would like an introductory talk"), TalkStatus.ASKED
)
def asked(scene: TalkContext) -> Letter:
    return Letter(
        subject=_("%(mentee)s would like a short talk with you") % scene.names,
        paragraphs=(
            scene.words.would_talk % scene.names,
            _(
                "Say yes or no by %(day)s. Either answer is fine, and you do not have to give a"
                " reason."
            )
            % scene.names,
        ),
        button=scene.link(_("Answer"), "request_list"),
    )


@talk_letter(
    "matching.talk_agreed", gettext_lazy("An introductory talk was agreed"), TalkStatus.AGREED
)
def agreed(scene: TalkContext) -> Letter:
    return Letter(
        subject=_("%(mentor)s is glad to talk with you") % scene.names,
        paragraphs=(
            _(
                "Write to %(mentor)s and suggest two or three possible times. Twenty minutes"
                " is enough to cover what you would like to work on, how you both like to"
                " work, and what you expect."
            )
            % scene.names,
            _("Afterwards you decide freely, and you may talk with others too."),
        ),
        button=scene.link(_("See your talks"), "mentor_directory"),
        footnote=_("You can write to %(name)s at %(email)s.")
        % {"name": scene.names["mentor"], "email": scene.asked.mentor.user.email},
    )


@talk_letter(
    "matching.talk_closed",
    gettext_lazy("An introductory talk did not work out"),
    TalkStatus.DECLINED,
    TalkStatus.LAPSED,
)
def closed(scene: TalkContext) -> Letter:
    return Letter(
        subject=_("The talk with %(mentor)s did not work out") % scene.names,
        paragraphs=(
            scene.words.not_this_time % scene.names,
            _("Others would be glad to hear from you."),
        ),
        button=scene.link(str(scene.words.see_available), "mentor_directory"),
    )


@talk_letter(
    "matching.talk_overtaken",
    gettext_lazy("A talk was closed, the person who asked has a match"),
    TalkStatus.OVERTAKEN,
)
def overtaken(scene: TalkContext) -> Letter:
    return Letter(
        subject=_("The talk with %(mentee)s is off the list") % scene.names,
        paragraphs=(
            _(
                "%(mentee)s has a match or a proposal in another way now, so the introductory talk "
                "in %(program)s has been closed. %(mentee)s did not call it off, and you do not "
                "have to do anything."
            )
            % scene.names,
        ),
    )


@talk_letter(
    "matching.talk_left",
    gettext_lazy("A talk was closed, the person has left the program"),
    TalkStatus.OVER,
)
def left(scene: TalkContext) -> Letter:
    """To the mentor: the mentee no longer takes part, for whatever reason."""
    return Letter(
        subject=_("The talk with %(mentee)s is off the list") % scene.names,
        paragraphs=(
            _(
                "%(mentee)s no longer takes part in %(program)s, so the introductory talk has been"
                " closed. You do not have to do anything."
            )
            % scene.names,
        ),
    )
