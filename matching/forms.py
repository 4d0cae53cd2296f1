"""What the pages of the matching ask, and what their buttons send."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayField
from matching import format_words
from matching.actions.requests import Wording
from matching.directory import Candidate
from matching.results import WEAK
from matching.rules import MOST_WORDS
from matching.weight_preview import Settings
from profiles.models import Channel, SpokenLanguage
from programs import formats
from programs.models import Choice, CriterionKey, Program

RULINGS = [("pinned", "pinned"), ("rejected", "rejected"), ("clear", "clear")]
ANSWERS = [("yes", "yes"), ("no", "no"), ("talk", "talk")]
ANY = ("", _("Any"))


class RulingForm(forms.Form):
    """A ruling about one pair, by the ids of the two enrollments."""

    mentor = forms.UUIDField()
    mentee = forms.UUIDField()
    ruling = forms.ChoiceField(choices=RULINGS)


class ChoiceForm(forms.Form):
    choice = forms.ChoiceField(choices=Choice.choices, widget=forms.RadioSelect)

    def __init__(self, data: Mapping[str, Any] | None, *, program: Program) -> None:
        super().__init__(data, initial={"choice": program.choice})
        words, field = format_words.of(program.format), self.fields["choice"]
        field.label = words.which_part
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.value, words.choice(one)) for one in Choice]


class AimsForm(forms.Form):
    """What the matching weighs, and whether a weak match is better than none."""

    COVERAGE, FIT = "coverage", "fit"

    aim = forms.ChoiceField(
        label=_("What matters more?"),
        choices=[
            (COVERAGE, _("As many people as possible get a match")),
            (FIT, _("No match rather than a weak one")),
        ],
        widget=forms.RadioSelect,
    )
    least = forms.IntegerField(
        label=_("A match counts as weak below a fit of"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("Out of 100. Used only if you choose “No match rather than a weak one”."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None, settings: Settings, program: Program
    ) -> None:
        is_limited = bool(settings.least)
        shown = {
            **settings.weights,
            "aim": self.FIT if is_limited else self.COVERAGE,
            "least": settings.least or WEAK,
        }
        super().__init__(data, initial=shown)
        for key in CriterionKey:
            self.fields[key.value] = forms.IntegerField(
                label=formats.criterion(program.format, key), min_value=0, max_value=100
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(self.weights().values()):
            raise forms.ValidationError(_("At least one criterion must count."))
        if cleaned.get("aim") == self.FIT and not self.errors and not cleaned.get("least"):
            self.add_error("least", _("Say below which fit a match is weak."))
        return cleaned

    def weights(self) -> dict[str, int]:
        return {key.value: self.cleaned_data[key] for key in CriterionKey}

    def settings(self) -> Settings:
        """What was asked for; the form is valid."""
        is_limited = self.cleaned_data["aim"] == self.FIT
        return Settings(self.weights(), self.cleaned_data["least"] if is_limited else 0)

    @property
    def criteria(self) -> list[forms.BoundField]:
        return [self[key.value] for key in CriterionKey]


class FilterForm(forms.Form):
    """Which mentors somebody looks for; what it does not understand filters nothing."""

    q = forms.CharField(label=_("Name"), max_length=100, required=False)
    skill = forms.ChoiceField(label=_("Skill"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    channel = forms.ChoiceField(label=_("Way to meet"), required=False)

    def __init__(self, data: Mapping[str, Any], candidates: Iterable[Candidate]) -> None:
        super().__init__(data)
        self.candidates = list(candidates)
        self._offer("skill", {(name, name) for row in self.candidates for name in row.offered})
        units = {row.mentor.user.unit for row in self.candidates}
        self._offer("unit", {(str(unit.pk), unit.name) for unit in units if unit})
        self._offer("language", self._spoken(SpokenLanguage, "languages"))
        self._offer("channel", self._spoken(Channel, "channels"))
        self.is_valid()

    def _spoken(self, choices: Any, name: str) -> set[tuple[str, str]]:
        keys = {key for row in self.candidates for key in getattr(row.mentor, name)}
        return {(key, str(choices(key).label)) for key in keys if key in choices.values}

    def _offer(self, name: str, options: set[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [ANY, *sorted(options, key=lambda option: option[1].casefold())]

    @property
    def is_used(self) -> bool:
        return self.has_error("q") or any(self.cleaned_data.values())

    def found(self) -> list[Candidate]:
        """The candidates that fit every answer, in the order they came; none for a name that is
        too long."""
        if self.has_error("q"):
            return []
        return [row for row in self.candidates if self._fits(row)]

    def _fits(self, row: Candidate) -> bool:
        asked, person = self.cleaned_data, row.mentor.user
        skill, unit = asked.get("skill"), asked.get("unit")
        language, channel = asked.get("language"), asked.get("channel")
        return (
            asked.get("q", "").casefold() in str(person).casefold()
            and (not skill or skill in row.offered)
            and (not unit or unit == str(person.unit_id))
            and (not language or language in row.mentor.languages)
            and (not channel or channel in row.mentor.channels)
        )


class RequestForm(forms.Form):
    """What a mentee says when asking."""

    words = forms.CharField(
        label=_("What would you like to work on?"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    talk_first = forms.BooleanField(
        label=_("I would like a short talk before we both decide"), required=False
    )
    then_next_wish = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, format_key: str) -> None:
        super().__init__(data)
        words, wish = format_words.of(format_key), self.fields["then_next_wish"]
        wish.label, wish.help_text = words.then_next, words.next_gets_the_same
        self.fields["words"].help_text = words.why_this_one
        vars(self.fields["words"])["readers"] = "pair"

    def wording(self) -> Wording:
        return Wording(**self.cleaned_data)


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=ANSWERS)


class AwayForm(forms.Form):
    since = DayField(
        label=_("First day away"),
        required=False,
        help_text=_("Leave empty to start today."),
    )
    until = DayField(
        label=_("Nobody new before"),
        required=False,
        help_text=_(
            "Leave empty once you take somebody new again. Nothing changes for the people you"
            " are matched with. People waiting for your answer see that the deadline is paused."
        ),
    )
