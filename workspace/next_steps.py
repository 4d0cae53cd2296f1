"""The one thing a member can do now: the most useful first."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from programs.models import Phase
from workspace.record import RelationshipRecord


@dataclass(frozen=True)
class NextStep:
    """The one thing to do now."""

    text: str
    url: str
    label: str


def first(record: RelationshipRecord) -> NextStep | None:
    """The most useful step of ``record.mine``; None when there is nothing to do."""
    return next((step for step in (find(record) for find in _STEPS) if step), None)


def _log_the_last(record: RelationshipRecord) -> NextStep | None:
    if not record.unsettled:
        return None
    session = record.unsettled[0]
    return NextStep(
        _("Did you meet as planned?"),
        reverse("session_detail", kwargs={"session": session.pk}),
        _("Log the session"),
    )


def _confirm_agreement(record: RelationshipRecord) -> NextStep | None:
    agreement = record.agreement
    if agreement is None or agreement.is_confirmed or agreement.is_agreed_by(record.mine):
        return None
    author = record.name_of(agreement.proposed_by_id)
    words = _("%(name)s has written your agreement.") % {"name": author}
    return NextStep(words, record.url("agreement"), _("Read and confirm"))


def _conclude(record: RelationshipRecord) -> NextStep | None:
    if record.conclusion is None or record.conclusion.is_mine_done:
        return None
    words = _("Concluded already: %(names)s. Now it is your turn.")
    return NextStep(
        words % {"names": record.conclusion.done}, record.url("complete"), _("Conclude for my part")
    )


def _plan_a_session(record: RelationshipRecord) -> NextStep | None:
    if record.next_session or not record.meets_on:
        return None
    words = _("You have no next session with %(name)s.") % {"name": record.partner_name}
    if record.ahead_lines:
        return NextStep(words, "#ahead", _("Choose a date"))
    return NextStep(words, record.url("session_plan"), _("Plan a session"))


def _write_agreement(record: RelationshipRecord) -> NextStep | None:
    if not record.is_active or record.agreement is not None:
        return None
    words = _("Agree on how you will work together. It takes ten minutes.")
    return NextStep(words, record.url("agreement_edit"), _("Write the agreement"))


def _propose_next_phase(record: RelationshipRecord) -> NextStep | None:
    if not record.is_active or record.proposal or not record.checks or not record.ready_for_next:
        return None
    words = _("You have everything you need for %(phase)s.") % {"phase": record.next_phase_label}
    url = reverse(
        "phase_propose",
        kwargs={"relationship": record.relationship.pk, "transition": record.next_transition},
    )
    return NextStep(words, url, _("Propose the next phase"))


def _close_well(record: RelationshipRecord) -> NextStep | None:
    if not record.is_active or record.relationship.phase != Phase.SEPARATION:
        return None
    words = _(
        "You are winding up. A good ending has a few steps, and one of them is saying thanks."
    )
    return NextStep(words, record.url("closing"), _("See the steps"))


_STEPS = (
    _log_the_last,
    _conclude,
    _confirm_agreement,
    _propose_next_phase,
    _close_well,
    _plan_a_session,
    _write_agreement,
)
