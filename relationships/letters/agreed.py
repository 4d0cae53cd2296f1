"""Agreements, goals and activities that wait for the others."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.web import absolute_url
from notifications.kinds import Letter, Link, letter
from notifications.models import Message
from relationships.letter_context import LetterContext, scene
from relationships.letters.declaration import RUNNING, pair_letter
from relationships.models import Activity


@pair_letter(
    "relationships.agreement_proposed",
    gettext_lazy("An agreement waits for confirmation"),
    *RUNNING,
)
def agreement_proposed(scene: LetterContext) -> Letter:
    return Letter(
        subject=_("%(name)s has written your agreement") % {"name": scene.author_name},
        paragraphs=(
            scene.told(
                _(
                    "Read it and confirm it, or change it. It takes effect when you have both"
                    " confirmed it."
                ),
                _("Read it and confirm it, or change it. It holds when all of you have."),
            ),
        ),
        button=scene.button(_("Read the agreement"), "agreement"),
    )


@pair_letter("relationships.goal_proposed", gettext_lazy("A goal waits for agreement"), *RUNNING)
def goal_proposed(scene: LetterContext) -> Letter:
    return Letter(
        subject=_("%(name)s proposes a goal") % {"name": scene.author_name},
        paragraphs=(_("Read it and agree, or talk about it in your next session."),),
        button=scene.button(_("Read the goal")),
    )


@letter("relationships.activity_planned", gettext_lazy("An activity was planned"))
def activity_planned(message: Message) -> Letter | None:
    """Not when it has been settled or taken away before anybody could read of it."""
    rows = Activity.objects.filter(pk=message.context["activity"], goal__closed_at=None)
    activity, found = rows.select_related("owner").first(), scene(message)
    if found is None or activity is None or not activity.is_open:
        return None
    if not found.me.relationship.is_running:
        return None
    mine = activity.owner_id == found.me.pk
    url = absolute_url(
        "goal_detail", relationship=message.context["relationship"], goal=activity.goal_id
    )
    return Letter(
        subject=(
            _("%(name)s has planned an activity for you")
            if mine
            else _("%(name)s has planned an activity")
        )
        % {"name": found.author_name},
        paragraphs=(
            _("It is one step toward a goal of yours: something done between your sessions."),
            _("Read it, and say if it should be another day, or something else."),
        ),
        button=Link(_("Read the plan"), url),
    )
