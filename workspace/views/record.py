"""The pages a mentor or mentee opens first."""

import uuid
from datetime import datetime

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.web import attempt
from profiles import waiting_list
from profiles.next_steps import steps_of
from profiles.queries import enrollments_of
from programs.models import Phase
from programs.permissions import signed_in
from relationships import facts, member_loss
from relationships.forms import WishForm
from relationships.models import OPEN_STATUSES, Membership, Status, StoryConsent
from relationships.permissions import former_membership_or_refusal, membership_or_refusal
from relationships.wording import names_of
from sessions.actions import check_ins
from sessions.forms import FitForm
from sessions.models import MentoringSession, Note
from workspace import goal_rows, next_steps
from workspace.record import RelationshipRecord, others_of, role_of
from workspace.summary import Glance
from workspace.talk_page import show_talk


@require_safe
def relationship_list(request: HttpRequest) -> HttpResponse:
    """Everything somebody takes part in: proposals first, then pairs, then what has ended."""
    person = signed_in(request)
    mine = Membership.objects.filter(user=person).select_related("user", "relationship__program")
    coming = MentoringSession.objects.planned().filter(ends_at__gt=clock.now())
    rows = mine.prefetch_related(
        "relationship__memberships__user",
        Prefetch("relationship__sessions", coming.order_by("starts_at"), to_attr="coming"),
    )
    pairs = [
        RelationshipRow(membership) for membership in rows.order_by("-relationship__created_at")
    ]
    enrollments = enrollments_of(person)
    context = {
        "proposals": [pair for pair in pairs if pair.is_proposed],
        "running": [pair for pair in pairs if pair.is_running],
        "ended": [pair for pair in pairs if pair.is_over],
        "enrollments": enrollments,
        "choosing": waiting_list.choosing(enrollments),
        "next_steps": steps_of(person, enrollments),
    }
    return render(request, "workspace/relationship_list.html", context)


class RelationshipRow:
    """One relationship in the list, from the side of one member."""

    def __init__(self, mine: Membership) -> None:
        self.mine = mine
        self.relationship = mine.relationship
        self.others = others_of(mine, self.relationship.memberships.all())
        self.status = self.relationship.status
        self.is_running = self.relationship.is_running and mine.left_at is None

    @property
    def is_proposed(self) -> bool:
        return self.status == Status.PROPOSED and self.mine.is_present

    @property
    def is_over(self) -> bool:
        return self.status not in OPEN_STATUSES or not self.mine.is_present

    @property
    def ended_at(self) -> datetime | None:
        return self.mine.left_at or self.relationship.concluded_at

    @property
    def title(self) -> str:
        """The name of the group, or of the other one."""
        return self.relationship.name or names_of([member.user for member in self.others])

    @property
    def role(self) -> str:
        """What the others are here: "your mentor", "your buddy", "your group"."""
        if self.relationship.is_many:
            return _("your circle") if self.relationship.is_circle else _("your group")
        return role_of(self.relationship, self.others[0])

    @property
    def coming(self) -> list[MentoringSession]:
        """Every planned session that is not over, the next one first."""
        found: list[MentoringSession] = vars(self.relationship)["coming"]
        return found

    @property
    def without_date(self) -> str:
        """What stands where no session is planned."""
        if self.is_my_turn_to_conclude:
            return (
                _("the others have concluded: it is your turn")
                if self.relationship.is_many
                else (
                    _("%(name)s has concluded: it is your turn")
                    % {"name": names_of([self.others[0].user])}
                )
            )
        if self.relationship.is_talk:
            held = self.relationship.sessions_held
            return _("you have talked: say thanks") if held else _("no time agreed yet")
        return _("no next session yet")

    @property
    def is_my_turn_to_conclude(self) -> bool:
        """Whether somebody has concluded for themselves, and this person has not."""
        record = self.relationship
        if record.phase != Phase.REDEFINITION or record.phase_since is None:
            return False
        done = facts.concluded_by(record)
        return bool(done) and self.mine not in done

    @property
    def faces(self) -> list[object]:
        return [member.user for member in (self.mine, *self.others)]

    @property
    def waits_for(self) -> str:
        """Who has not answered the proposal yet."""
        silent = [member.user for member in self.others if member.accepted is None]
        return names_of(silent, short=True)


@require_safe
def relationship_detail(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """The record of one pair, or the proposal that comes before it, or came to nothing."""
    mine = former_membership_or_refusal(request.user, relationship)
    if mine.left_at is not None:
        return _left(request, mine)
    record = RelationshipRecord(mine)
    if record.relationship.status == Status.PROPOSED:
        return render(request, "workspace/proposal.html", {"record": record})
    if record.relationship.never_started:
        context = {"record": record, "next": member_loss.what_next(mine)}
        return render(request, "workspace/not_started.html", context)
    if record.relationship.is_talk:
        return show_talk(request, mine)
    context = {
        "record": record,
        "goal_rows": goal_rows.rows(record),
        "next_step": next_steps.first(record),
        "glance": Glance(record),
        "fit_form": FitForm(initial={"fit": mine.fit}, is_many=mine.relationship.is_many),
        "wish_form": WishForm(initial={"wish": record.mine.wish}),
    }
    return render(request, "workspace/record.html", context)


def _left(request: HttpRequest, mine: Membership) -> HttpResponse:
    """What stays with somebody who has left a group: their own words, and a wish for what comes."""
    context = {
        "mine": mine,
        "notes": Note.objects.filter(author=mine).select_related("session"),
        "goals": mine.goals.all(),
        "consents_to_story": StoryConsent.objects.filter(member=mine).exists(),
        "wish_form": WishForm(initial={"wish": mine.wish}) if member_loss.may_wish(mine) else None,
    }
    return render(request, "workspace/left.html", context)


@require_POST
def fit(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Say how well they fit; the coordinator reads it, nobody else does."""
    mine = membership_or_refusal(request.user, relationship)
    form = FitForm(request.POST)
    if form.is_valid():
        attempt(
            request,
            lambda: check_ins.say_fit(membership=mine, fit=form.cleaned_data["fit"]),
            _("Thank you. Only your coordinator sees this answer."),
        )
    return redirect("relationship_detail", relationship)


@require_POST
def ask_for_help(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = membership_or_refusal(request.user, relationship)
    attempt(
        request,
        lambda: check_ins.ask_for_help(membership=mine),
        _("The coordinators of your program get an email now. Nobody else is told."),
    )
    return redirect("relationship_detail", relationship)
