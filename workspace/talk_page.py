"""The page on which a talk between two people ends."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from drafts.kept_forms import kept
from relationships.forms import WishForm
from relationships.models import Membership
from sessions.forms import TalkThanksForm
from workspace.record import RelationshipRecord
from workspace.talk import Talk


def show_talk(
    request: HttpRequest, mine: Membership, form: TalkThanksForm | None = None
) -> HttpResponse:
    record = RelationshipRecord(mine)
    talk = Talk(record)
    form = form or kept(request, TalkThanksForm(initial=talk.own_answer), _("Thanks"))
    wish_form = WishForm(initial={"wish": mine.wish})
    context = {"record": record, "talk": talk, "form": form, "wish_form": wish_form}
    return render(request, "workspace/talk.html", context)
