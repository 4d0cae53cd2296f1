"""The success story of a pair, and the stories that the people of a program tell."""

import uuid

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.forms import read_by
from core.web import attempt, submit
from drafts.kept_forms import kept
from programs.models import Program
from programs.permissions import programs_of, signed_in
from relationships import field_readers
from relationships.actions import stories
from relationships.actions.stories import StoryWords
from relationships.forms import TITLE, words_field
from relationships.models import Story
from relationships.permissions import former_membership_or_refusal, phased_membership_or_refusal

STORIES_A_PAGE = 10


class StoryForm(forms.Form):
    """A story in the words of one member."""

    title = read_by(
        "consent", forms.CharField(label=gettext_lazy("A headline"), max_length=TITLE // 2)
    )
    words = words_field(
        gettext_lazy("What happened?"),
        "consent",
        rows=10,
        help_text=gettext_lazy(
            "Where you began, what you tried, what changed, and what you would tell others."
            " Do not name anybody else, or mention anything that was said in confidence."
        ),
    )
    is_named = forms.BooleanField(label=gettext_lazy("Tell it with our names"), required=False)

    def story(self) -> StoryWords:
        return StoryWords(**self.cleaned_data)


@require_safe
def story(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """The story as it is, who has consented, and what to do with it."""
    mine = phased_membership_or_refusal(request.user, relationship)
    found = Story.objects.filter(relationship=relationship).select_related("written_by__user")
    subject = found.prefetch_related("consents").first()
    consented = {row.member_id for row in subject.consents.all()} if subject else set()
    members = mine.relationship.memberships.present().select_related("user")
    context = {
        "mine": mine,
        "story": subject,
        "has_consented": mine.pk in consented,
        "waiting": [row.user for row in members if row.pk not in consented and row.pk != mine.pk],
        "may_write": stories.may_be_written(mine.relationship) and not mine.relationship.is_on_hold,
    }
    return render(request, "relationships/story.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def story_write(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = phased_membership_or_refusal(request.user, relationship)
    found = Story.objects.filter(relationship=relationship).first()
    names = StoryForm.base_fields
    start = {name: getattr(found, name) for name in names} if found else {}
    form = StoryForm(request.POST or None, initial=start)
    form = kept(request, form, _("Our story"), changes_record=True)
    if mine.relationship.is_many:
        field_readers.fitted(form, "consent_of_many", instead_of="consent")
    if request.method == "POST" and submit(
        form,
        lambda: stories.write(relationship=mine.relationship, by=mine.user, words=form.story()),
    ):
        return redirect("story", relationship)
    return render(request, "relationships/story_write.html", {"form": form, "mine": mine})


@require_POST
def story_consent(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = phased_membership_or_refusal(request.user, relationship)
    version = request.POST.get("version", "")
    attempt(
        request,
        lambda: stories.consent(relationship=mine.relationship, by=mine.user, version=version),
        _("You have given your consent. You can withdraw it at any time."),
    )
    return redirect("story", relationship)


@require_POST
def story_withdraw(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = former_membership_or_refusal(request.user, relationship)
    attempt(
        request,
        lambda: stories.withdraw(relationship=mine.relationship, by=mine.user),
        _("Nobody but its members reads it now."),
    )
    return redirect("relationship_detail" if mine.left_at else "story", relationship)


@require_safe
def program_stories(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """The stories told in a program, for its people and those who look after it."""
    found = _readable_program(request, program)
    rows = Story.objects.told_in(found).prefetch_related("relationship__memberships__user")
    page = Paginator(rows, STORIES_A_PAGE).get_page(request.GET.get("page"))
    context = {"program": found, "page": page}
    return render(request, "relationships/stories.html", context)


def _readable_program(request: HttpRequest, program: uuid.UUID) -> Program:
    """Raises Http404 for who neither takes part in the program nor looks after it."""
    person = signed_in(request)
    here = Q(pk__in=programs_of(person)) | Q(enrollments__user=person)
    found = Program.objects.filter(here, pk=program).first()
    if found is None:
        raise Http404
    return found
