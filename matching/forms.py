"""What the pages of the matching ask, and what their buttons send."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.actions.requests import Wording
from matching.choosing import Candidate
from matching.rules import MOST_WORDS
from profiles.models import Channel, SpokenLanguage
from programs.models import Choice

RULINGS = [("pinned", "pinned"), ("rejected", "rejected"), ("clear", "clear")]
ANSWERS = [("yes", "yes"), ("no", "no"), ("talk", "talk")]
ANY = ("", _("Any"))


class RulingForm(forms.Form):
    """A ruling about one pair, by the ids of the two enrollments."""

    mentor = forms.UUIDField()
    mentee = forms.UUIDField()
    ruling = forms.ChoiceField(choices=RULINGS)


class ChoiceForm(forms.Form):
    choice = forms.ChoiceField(
        label=_("What do mentees do?"), choices=Choice.choices, widget=forms.RadioSelect
    )


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
        return any(self.cleaned_data.values())

    def found(self) -> list[Candidate]:
        """The candidates that fit every answer, in the order they came."""
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
        help_text=_("Two or three sentences are enough: what it is about, and why this mentor."),
    )
    talk_first = forms.BooleanField(
        label=_("I would like a short talk before we both decide"), required=False
    )
    then_next_wish = forms.BooleanField(
        label=_("If it does not come about, ask the next mentor on my list of wishes"),
        required=False,
        help_text=_("The next mentor gets the same words."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vars(self.fields["words"])["readers"] = "pair"

    def wording(self) -> Wording:
        return Wording(**self.cleaned_data)


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=ANSWERS)


class AwayForm(forms.Form):
    until = forms.DateField(
        label=_("I take nobody new before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty when you take people again. Your mentees notice nothing."),
    )
