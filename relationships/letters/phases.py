"""From one phase to the next, and the conclusion."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import dates
from notifications.kinds import Letter, letter
from notifications.models import Message
from programs.models import Phase
from relationships import rules
from relationships.letter_context import LetterContext, scene
from relationships.letters.declaration import pair_letter
from relationships.models import PhaseProposal, Relationship, Status
from relationships.wording import phase_news, transition_name


@letter("relationships.phase_proposed", gettext_lazy("The next phase is proposed"))
def phase_proposed(message: Message) -> Letter | None:
    proposal = PhaseProposal.objects.filter(
        pk=message.context["proposal"], confirmed_at=None, closed_at=None
    ).first()
    found = scene(message)
    if proposal is None or found is None or not found.me.relationship.is_running:
        return None
    step = {"name": found.author_name, "step": transition_name(proposal.transition)}
    return Letter(
        subject=_("%(name)s proposes %(step)s") % step,
        paragraphs=(
            _("%(name)s proposes %(step)s. Confirm, or say “not now”.") % step,
            *found.to_many(_("It begins when more than half of you have agreed.")),
        ),
        button=found.button(_("Read and answer")),
    )


@letter("relationships.phase_changed", gettext_lazy("A new phase has begun"))
def phase_changed(message: Message) -> Letter | None:
    found = scene(message)
    if found is None or not found.me.relationship.is_running:
        return None
    headline, meaning = phase_news(message.context["transition"])
    return Letter(
        subject=_("%(us)s: %(news)s") % {"us": found.us, "news": headline},
        paragraphs=(meaning,),
        button=found.button(_("See what comes next")),
    )


@pair_letter("relationships.corrected", gettext_lazy("A phase was corrected"), Status.ACTIVE)
def corrected(scene: LetterContext) -> Letter:
    phase = str(Phase(scene.me.relationship.phase).label).lower()
    subject = scene.told(
        _("%(us)s are back in the %(phase)s phase"), _("%(us)s is back in %(phase)s")
    )
    return Letter(
        subject=subject % {"us": scene.us, "phase": phase},
        paragraphs=(
            _("Your coordinator has corrected a phase that was confirmed by mistake."),
            scene.told(
                _("Nothing you wrote has changed. Your history shows the correction to both."),
                _("Nothing you wrote has changed. Your history shows the correction to all."),
            ),
        ),
        button=scene.button(_("Open your record")),
    )


@pair_letter(
    "relationships.concluding", gettext_lazy("A member has concluded for their part"), Status.ACTIVE
)
def concluding(scene: LetterContext) -> Letter | None:
    """To who has not concluded yet; it does not tell what anybody chose."""
    since = scene.me.relationship.phase_since
    if since is None:
        return None
    names = {
        "name": scene.partner_name,
        "day": dates.day(rules.completes_at(since)),
    }
    return Letter(
        subject=scene.told(
            _("%(name)s has concluded; now it is your turn"),
            _("%(name)s: somebody has concluded; now it is your turn"),
        )
        % names,
        paragraphs=(
            scene.told(
                _("Each of you concludes for themselves and says what comes after."),
                _("Each of you concludes for themselves; more than half of you are enough."),
            ),
            _("If you do nothing, your mentoring is completed by itself on %(day)s.") % names,
        ),
        button=scene.button(_("Conclude for my part"), "complete"),
    )


@pair_letter(
    "relationships.completed", gettext_lazy("A relationship is completed"), Status.CONCLUDED
)
def completed(scene: LetterContext) -> Letter:
    return _completed(scene)


@pair_letter(
    "relationships.closed_by_coordinator",
    gettext_lazy("A relationship is completed"),
    Status.CONCLUDED,
)
def closed_by_coordinator(scene: LetterContext) -> Letter:
    """A proposal to finish winding up found no answer, so that a coordinator has closed it."""
    days = _days_waited(scene.me.relationship)
    return _completed(
        scene,
        ngettext(
            "Your coordinator has closed it as completed, because a proposal to finish winding up"
            " waited for an answer for %(days)d day.",
            "Your coordinator has closed it as completed, because a proposal to finish winding up"
            " waited for an answer for %(days)d days.",
            days,
        )
        % {"days": days},
    )


def _days_waited(relationship: Relationship) -> int:
    """From the proposal nobody answered to the closing: 14 days at least."""
    rows = relationship.phase_proposals.filter(transition="begin_redefinition", confirmed_at=None)
    asked = rows.order_by("-proposed_at").values_list("proposed_at", flat=True).first()
    waited = (relationship.concluded_at - asked).days if asked and relationship.concluded_at else 0
    return max(waited, rules.SILENCE_BEFORE_CLOSING.days)


def _completed(scene: LetterContext, *first: str) -> Letter:
    return Letter(
        subject=scene.told(
            _("You and %(name)s have completed your mentoring"), _("%(name)s is complete")
        )
        % {"name": scene.partner_name},
        paragraphs=(
            *first,
            scene.told(
                _("Thank you, both. The two of you can still read your record."),
                _("Thank you, all. Everybody in it can still read your record."),
            ),
        ),
        button=scene.button(_("Look back")),
    )
