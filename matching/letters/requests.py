"""The letters about requests. None carries a word of what the mentee wrote."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.web import absolute_url
from matching.letters.context import ChoiceContext
from matching.models.runs import OPEN_REQUESTS, MentorRequest, RequestStatus
from notifications.kinds import Letter, Link, letter
from notifications.models import Message


class RequestContext(ChoiceContext[MentorRequest]):
    """The request a letter is about."""

    def request(self, label: str) -> Link:
        return Link(label, absolute_url("request_detail", asked=self.asked.pk))

    def directory(self, label: str) -> Link:
        return self.link(label, "mentor_directory")


def request_letter(
    name: str, title: str | Promise, *states: str
) -> Callable[[Callable[[RequestContext], Letter]], None]:
    """Declare a letter that is sent only while the request has one of ``states``."""

    def declare(write: Callable[[RequestContext], Letter]) -> None:
        def compose(message: Message) -> Letter | None:
            rows = MentorRequest.objects.defer("words").filter(pk=message.context["request"])
            asked = rows.select_related("mentor__user", "mentor__program", "mentee__user").first()
            return write(RequestContext(asked)) if asked and asked.status in states else None

        letter(name, title)(compose)

    return declare


@request_letter(
    "matching.request", gettext_lazy("Somebody asks to be matched with the reader"), *OPEN_REQUESTS
)
def request(scene: RequestContext) -> Letter:
    words = scene.words
    first = words.asks_to_talk if scene.asked.talk_first else words.asks_in
    return Letter(
        subject=words.asks % scene.names,
        paragraphs=(
            first % scene.names,
            _(
                "Read what %(mentee)s wrote, and answer by %(day)s: “yes”, “no” or “let us"
                " talk first”. Any answer is fine, and you do not have to give a reason."
            )
            % scene.names,
        ),
        button=scene.request(_("Read and answer")),
    )


@request_letter(
    "matching.request_talk",
    gettext_lazy("The person asked would like to talk first"),
    RequestStatus.TALKING,
)
def request_talk(scene: RequestContext) -> Letter:
    return Letter(
        subject=_("%(mentor)s would like to talk with you first") % scene.names,
        paragraphs=(
            _(
                "A short talk before you both decide is a good start. Write to %(mentor)s and"
                " suggest two or three possible times. %(mentor)s will decide by %(day)s."
            )
            % scene.names,
        ),
        button=scene.request(_("See your request")),
        footnote=_("You can write to %(name)s at %(email)s.")
        % {"name": scene.names["mentor"], "email": scene.asked.mentor.user.email},
    )


@request_letter(
    "matching.request_closed",
    gettext_lazy("A request was not accepted"),
    RequestStatus.DECLINED,
    RequestStatus.LAPSED,
)
def request_closed(scene: RequestContext) -> Letter:
    return Letter(
        subject=_("Your request in %(program)s did not work out") % scene.names,
        paragraphs=(
            scene.words.not_this_time % scene.names,
            what_comes_next(scene),
        ),
        button=scene.directory(str(scene.words.see_available)),
    )


def what_comes_next(scene: RequestContext) -> str:
    if scene.asked.then_next_wish:
        return str(scene.words.asking_next)
    return _("Others would be glad to hear from you.")


@request_letter(
    "matching.request_full", gettext_lazy("The last place has gone"), RequestStatus.FULL
)
def request_full(scene: RequestContext) -> Letter:
    return Letter(
        subject=_("%(mentor)s has no place left") % scene.names,
        paragraphs=(
            _(
                "The last place with %(mentor)s has gone to somebody else. There was nothing"
                " wrong with your request; there were just not enough places."
            )
            % scene.names,
            what_comes_next(scene),
        ),
        button=scene.directory(str(scene.words.see_available)),
    )


@request_letter(
    "matching.request_passed_on", gettext_lazy("A request went to the next wish"), *OPEN_REQUESTS
)
def request_passed_on(scene: RequestContext) -> Letter:
    return Letter(
        subject=_("We have asked %(mentor)s for you") % scene.names,
        paragraphs=(
            _(
                "%(mentor)s is next on your wish list, has your message now, and is asked to"
                " answer by %(day)s."
            )
            % scene.names,
        ),
        button=scene.request(_("See your request")),
    )


@request_letter(
    "matching.request_revived", gettext_lazy("A request was opened again"), *OPEN_REQUESTS
)
def request_revived(scene: RequestContext) -> Letter:
    return Letter(
        subject=_("%(mentor)s has come back to your request") % scene.names,
        paragraphs=(
            _(
                "%(mentor)s has opened your request again and will answer by %(day)s. If you do "
                "not want that any more, withdraw the request."
            )
            % scene.names,
        ),
        button=scene.request(_("See your request")),
    )


@request_letter(
    "matching.request_taken_back",
    gettext_lazy("A request was taken back"),
    RequestStatus.TAKEN_BACK,
)
def request_taken_back(scene: RequestContext) -> Letter:
    return Letter(
        subject=_("%(mentee)s has withdrawn the request") % scene.names,
        paragraphs=(
            _(
                "%(mentee)s has withdrawn the request in %(program)s. You do not have to do "
                "anything."
            )
            % scene.names,
        ),
    )


@request_letter(
    "matching.request_left",
    gettext_lazy("A request was closed, the person has left the program"),
    RequestStatus.TAKEN_BACK,
)
def request_left(scene: RequestContext) -> Letter:
    """To the mentor: the mentee no longer takes part, for whatever reason."""
    return Letter(
        subject=_("The request from %(mentee)s has been closed") % scene.names,
        paragraphs=(
            _(
                "%(mentee)s no longer takes part in %(program)s, so the request has been closed."
                " You do not have to do anything."
            )
            % scene.names,
        ),
    )


@request_letter(
    "matching.request_overtaken",
    gettext_lazy("A request was closed, the person who asked has a match"),
    RequestStatus.OVERTAKEN,
)
def request_overtaken(scene: RequestContext) -> Letter:
    return Letter(
        subject=_("The request from %(mentee)s has been closed") % scene.names,
        paragraphs=(
            _(
                "%(mentee)s has a match or a proposal in another way now, so the request in "
                "%(program)s has been closed. %(mentee)s did not withdraw it, and you do not have "
                "to do anything."
            )
            % scene.names,
        ),
    )
