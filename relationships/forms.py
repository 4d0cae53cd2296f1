"""Forms of the relationship record. Each confidential field says who reads it."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import DayField, read_by
from profiles.models import Channel
from relationships import day_limits, rules
from relationships.actions.development import ActivityPlan, Reflection
from relationships.actions.plans import GoalWords, Terms
from relationships.models import (
    ActivityKind,
    Confidence,
    GoalKind,
    GoalResult,
    Horizon,
    Membership,
    Outcome,
    Relationship,
    Wish,
    Worth,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

WORDS = 5000
TITLE = 300


def words_field(
    label: "str | StrPromise", readers: str, *, rows: int = 4, **options: Any
) -> forms.CharField:
    """A longer text, with the line that says who reads it."""
    widget = forms.Textarea(attrs={"rows": rows})
    given = {"max_length": WORDS, **options, "label": label, "widget": widget}
    return read_by(readers, forms.CharField(**given))


class AgreementForm(forms.Form):
    """The working rules of a pair."""

    purpose = words_field(
        _("What is this mentoring for?"),
        "pair",
        help_text=_("What those who learn want to be able to do or decide by the end."),
        required=False,
    )
    cadence_days = forms.TypedChoiceField(
        label=_("How often do you meet?"),
        coerce=int,
        choices=[
            (7, _("Every week")),
            (14, _("Every two weeks")),
            (21, _("Every three weeks")),
            (30, _("Every month")),
            (42, _("Every six weeks")),
        ],
    )
    session_minutes = forms.IntegerField(
        label=_("How long is a session, in minutes?"), min_value=15, max_value=240
    )
    channels = forms.MultipleChoiceField(
        label=_("How do you meet?"),
        choices=Channel.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    place = words_field(
        _("Where do you meet?"),
        "pair",
        rows=2,
        max_length=TITLE,
        help_text=_("A place where you can talk undisturbed, or whose link you use."),
        required=False,
    )
    travel = words_field(
        _("If somebody has to travel: who, how often, and who bears the costs?"),
        "pair",
        rows=2,
        max_length=TITLE,
        help_text=_("Leave it empty where nobody travels."),
        required=False,
    )
    ends_on = DayField(label=_("When do you plan to end?"))
    confidence = read_by(
        "pair",
        forms.ChoiceField(
            label=_("How much may be shared outside?"),
            choices=Confidence.choices,
            widget=forms.RadioSelect,
            required=False,
            help_text=_(
                "Each of these has its limit if somebody is in danger, or if the law demands it."
            ),
        ),
    )
    confidentiality = words_field(
        _("What may be said to whom?"),
        "pair",
        rows=3,
        help_text=_(
            "For example: what you say when a manager asks, or when one of you meets somebody the "
            "other has talked about."
        ),
        required=False,
    )
    boundaries = words_field(
        _("What is outside this mentoring?"),
        "pair",
        help_text=_("For example: decisions about pay, work for somebody’s own projects."),
        required=False,
    )
    if_not_working = words_field(
        _("How will you tell each other when it does not work?"), "pair", required=False
    )

    def __init__(self, *data: Any, record: Relationship, **options: Any) -> None:
        super().__init__(*data, **options)
        self.record = record

    def clean_ends_on(self) -> date:
        ends_on: date = self.cleaned_data["ends_on"]
        if ends_on <= clock.local_today():
            raise forms.ValidationError(_("Choose a day after today."))
        day_limits.refuse_long_after_end(self.record, ends_on)
        return ends_on

    def terms(self) -> Terms:
        return Terms(**self.cleaned_data)


class GoalForm(forms.Form):
    """One goal, specific enough to know when it is reached."""

    title = read_by(
        "pair",
        forms.CharField(
            label=_("What do you want to achieve?"),
            max_length=TITLE,
            help_text=_(
                "Specific, and within your own reach: “Lead a cross-team project”, "
                "not “Be a leader”."
            ),
        ),
    )
    success = words_field(
        _("How will you know?"),
        "pair",
        rows=3,
        help_text=_(
            "Something that others can see or count too, such as “Two teams ship together”."
        ),
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("What kind of goal is it?"), choices=GoalKind.choices, widget=forms.RadioSelect
    )
    horizon = forms.ChoiceField(
        label=_("How far does it reach?"), choices=Horizon.choices, widget=forms.RadioSelect
    )
    due_on = DayField(
        label=_("By when?"),
        help_text=_("A date makes it easier to look back. Leave it empty if you do not know yet."),
        required=False,
    )

    def clean_due_on(self) -> date | None:
        due_on: date | None = self.cleaned_data["due_on"]
        day_limits.refuse_past(due_on, self.initial.get("due_on"))
        return due_on

    def words(self) -> GoalWords:
        return GoalWords(**{name: self.cleaned_data[name] for name in GoalForm.base_fields})


class ProgressForm(forms.Form):
    progress = forms.IntegerField(label=_("Progress in percent"), min_value=0, max_value=100)
    comment = words_field(
        _("What has moved forward, or what is holding it back?"),
        "pair",
        rows=2,
        max_length=TITLE,
        required=False,
    )


class CloseGoalForm(forms.Form):
    result = forms.ChoiceField(
        label=_("How did it go?"), choices=GoalResult.choices, widget=forms.RadioSelect
    )
    words = words_field(
        _("What was the result?"),
        "pair",
        rows=3,
        max_length=1000,
        help_text=_("What you expected, and what you have now: a number, a sentence, a surprise."),
        required=False,
    )


class ActivityForm(forms.Form):
    """One activity towards a goal, done outside the sessions."""

    words = read_by(
        "pair",
        forms.CharField(
            label=_("What is to be done?"),
            max_length=TITLE,
            help_text=_("One thing, such as “Spend a day with the support team”."),
        ),
    )
    kind = forms.ChoiceField(label=_("What kind of activity is it?"), choices=ActivityKind.choices)
    starts_on = DayField(
        label=_("From when?"),
        help_text=_("Leave the days empty if you do not know them yet."),
        required=False,
    )
    until_on = DayField(label=_("Until when?"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts_on, until_on = data.get("starts_on"), data.get("until_on")
        if starts_on and until_on and until_on < starts_on:
            self.add_error("until_on", _("Choose the day it begins, or a later one."))
        return data

    def plan(self) -> ActivityPlan:
        names = ("words", "kind", "starts_on", "until_on")
        return ActivityPlan(**{name: self.cleaned_data[name] for name in names})


class NewActivityForm(ActivityForm):
    """An activity with the one of the two who does it."""

    owner = forms.ChoiceField(label=_("Who does it?"), widget=forms.RadioSelect)

    def __init__(self, *data: Any, members: list[Membership], **options: Any) -> None:
        super().__init__(*data, **options)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ChoiceField):
            owner.choices = [(str(member.pk), str(member.user)) for member in members]


class ReflectionForm(forms.Form):
    """Looking back on an activity in three questions."""

    what = words_field(
        _("What? What happened, and what did you do?"), "author", rows=3, required=False
    )
    so_what = words_field(
        _("So what? What did you learn, and why does it matter?"),
        "author",
        rows=3,
        required=False,
    )
    now_what = words_field(
        _("Now what? What will you do differently?"), "author", rows=3, required=False
    )
    worth = read_by(
        "pair",
        forms.ChoiceField(
            label=_("How much did it help with the goal?"),
            choices=[("", _("I cannot say yet")), *Worth.choices],
            required=False,
        ),
    )
    is_reflection_shared = forms.BooleanField(
        label=_("Share my three answers with my partner"), required=False
    )

    def reflection(self) -> Reflection:
        return Reflection(**self.cleaned_data)


class PhaseForm(forms.Form):
    """Proposing the next phase: a word to the other is welcome, not needed."""

    words = words_field(_("A message to go with it"), "pair", rows=3, required=False)


class ExtensionForm(PhaseForm):
    new_end_on = DayField(label=_("New planned end"))


class PauseForm(forms.Form):
    resume_on = DayField(
        label=_("When do you want to resume?"),
        help_text=_(
            "Within the next 90 days, or later if your coordinator agrees. You can resume"
            " earlier at any time."
        ),
    )


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What would you like to come after your mentoring?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
    )


class CompleteForm(OutcomeForm):
    follow_up_on = DayField(
        label=_("When may we ask how things have gone since?"),
        help_text=_("One short question; six months from now if you leave this empty."),
        required=False,
    )

    def clean_follow_up_on(self) -> date | None:
        day: date | None = self.cleaned_data["follow_up_on"]
        if day is not None and not rules.may_follow_up_on(day, clock.local_today()):
            raise forms.ValidationError(_("Choose a day after today, within the next two years."))
        return day


class WishForm(forms.Form):
    wish = forms.ChoiceField(
        label=_("What would you like next?"), choices=Wish.choices, widget=forms.RadioSelect
    )


def agreement_start(relationship: Relationship, cadence_days: int) -> dict[str, object]:
    """The first draft of an agreement: what the program suggests."""
    return {
        "cadence_days": cadence_days,
        "session_minutes": relationship.program.session_minutes,
        "channels": [Channel.VIDEO],
        "ends_on": relationship.planned_end_on,
        "confidence": Confidence.NOTHING,
    }
