"""Forms of program set-up. Each turns what was typed into the plain data of an action."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import DayField, say_in_full
from core.seen import readable, shows
from programs import audiences, formats, queries, question_library, rules
from programs.actions import Basics, QuestionWords
from programs.models import (
    Audience,
    CriterionKey,
    Phase,
    Program,
    Question,
    QuestionKind,
    Reader,
)
from programs.program_templates.classic import ProgramTemplate, QuestionTemplate
from programs.program_templates.formats import TEMPLATES

MOST_DAYS = 365
MOST_WEEKS = 260
CHOICE_KINDS = (QuestionKind.ONE_CHOICE, QuestionKind.SEVERAL, QuestionKind.RANKING)
MOST_RANKED = 8
MOST_CHOICES = 30
CHOICE_LENGTH = 120


def _described(template: ProgramTemplate) -> SafeString:
    """A template as one of several to choose from: its name, and what it is."""
    words = '<b>{}</b> <span class="about">{}</span>'
    return format_html(words, template.name, template.description)


class NewProgramForm(forms.Form):
    """Three answers are enough for a draft; everything else comes from the template."""

    template = forms.ChoiceField(label=_("What do you start from?"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("What is the program called?"),
        max_length=120,
        help_text=_("For example “Leadership 2027”. Everybody who is invited sees it."),
    )
    starts_on = DayField(
        label=_("When does it start?"),
        help_text=_("The length follows from the template; you can change both later."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["template"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, _described(template)) for key, template in TEMPLATES.items()]

    def clean_starts_on(self) -> date:
        return _start_in_range(self.cleaned_data["starts_on"])

    def chosen_template(self) -> ProgramTemplate:
        return TEMPLATES[self.cleaned_data["template"]]


class CloneForm(forms.Form):
    """The next run of a program: a name and a start; the rest is as before."""

    name = forms.CharField(label=_("What is the new program called?"), max_length=120)
    starts_on = DayField(
        label=_("When does it start?"),
        help_text=_("All dates move with it; you can change them later."),
    )
    with_coordinators = forms.BooleanField(
        label=_("Keep the same coordinators, sponsors and contacts"),
        required=False,
        initial=True,
    )

    def clean_starts_on(self) -> date:
        return _start_in_range(self.cleaned_data["starts_on"])


TOGETHER, ROLLING = "together", "rolling"
COURSE = {"course"}


class BasicsForm(forms.Form):
    """Name, purpose, dates and pace."""

    name = forms.CharField(label=_("Name"), max_length=120)
    purpose = forms.CharField(
        label=_("What is the program for?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Shown to everybody who is invited: whom it helps, and with what."),
    )
    course = forms.ChoiceField(
        label=_("How does it run?"),
        choices=[
            (TOGETHER, _("Together: one last day for everybody")),
            (
                ROLLING,
                _("Rolling: people join at any time, and each relationship has its own end"),
            ),
        ],
        widget=forms.RadioSelect,
        help_text=_("Relationships that have started keep the end they have."),
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(
        label=_("Last day"),
        error_messages={"required": _("Choose the last day.")},
    )
    months = forms.IntegerField(
        label=_("Months a relationship lasts"),
        error_messages={"required": _("Say how many months a relationship lasts.")},
        min_value=1,
        max_value=rules.LONGEST_MONTHS,
        help_text=_("Counted from the day on which everybody has said yes."),
    )
    enrollment_closes_on = DayField(
        label=_("Last day to join"),
        required=False,
        help_text=_("Leave empty to close enrollment yourself."),
    )
    proposal_days = forms.IntegerField(
        label=_("Days to answer a proposed match"),
        min_value=1,
        max_value=60,
        help_text=_("Everybody asked gets reminders; after that the proposal lapses."),
    )
    session_minutes = forms.IntegerField(
        label=_("Usual length of a session, in minutes"), min_value=15, max_value=240
    )

    def __init__(self, data: Mapping[str, Any] | None, *, program: Program) -> None:
        course = ROLLING if program.is_rolling else TOGETHER
        super().__init__(
            data, initial={"course": course, **_values(program, self.base_fields.keys() - COURSE)}
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        course = cleaned.get("course")
        if course != TOGETHER:
            self._forget("ends_on")
        if course != ROLLING:
            self._forget("months")
        if {"course", "starts_on", "ends_on", "months"} <= cleaned.keys():
            for problem in rules.date_problems(self._dates(), queries.today_here()):
                self.add_error(problem.field, problem.sentence)
        return cleaned

    def _forget(self, name: str) -> None:
        """What belongs to the other course is not shown, so nobody is asked to mend it."""
        self.errors.pop(name, None)
        self.cleaned_data[name] = None

    def _dates(self) -> rules.Dates:
        cleaned = self.cleaned_data
        return rules.Dates(
            cleaned["starts_on"],
            cleaned["ends_on"],
            cleaned.get("enrollment_closes_on"),
            cleaned["months"],
        )

    def basics(self) -> Basics:
        cleaned = self.cleaned_data
        return Basics(
            name=cleaned["name"],
            purpose=cleaned["purpose"],
            dates=self._dates(),
            proposal_days=cleaned["proposal_days"],
            session_minutes=cleaned["session_minutes"],
        )


class PhasePlanForm(forms.Form):
    """The plan of one phase in plain words: fields of :class:`PhasePlansForm`."""

    cadence_days = forms.IntegerField(
        label=_("Days between two sessions"), min_value=1, max_value=180
    )
    amber_gap_days = forms.IntegerField(
        label=_("Days until a gentle reminder"),
        min_value=1,
        max_value=MOST_DAYS,
    )
    red_gap_days = forms.IntegerField(
        label=_("Days until a coordinator is needed"),
        min_value=1,
        max_value=MOST_DAYS,
    )
    expected_weeks = forms.IntegerField(
        label=_("Usual length in weeks"), min_value=1, max_value=MOST_WEEKS
    )
    warn_weeks = forms.IntegerField(
        label=_("Counts as long after this many weeks"), min_value=1, max_value=MOST_WEEKS
    )


@dataclass(frozen=True)
class PhaseSection:
    """The numbers of one phase, as the page shows them."""

    phase: Phase
    fields: list[BoundField]


class PhasePlansForm(forms.Form):
    """The plans of all phases: one form, so that its page is sent, and kept, as one."""

    def __init__(self, data: Mapping[str, Any] | None, *, program: Program) -> None:
        super().__init__(data)
        self.days = queries.length(program)
        plans = {plan.phase: plan for plan in program.phase_plans.all()}
        for phase in Phase:
            start = _values(plans.get(phase), PHASE_NUMBERS) if phase in plans else {}
            for name in PHASE_NUMBERS:
                self._add(phase, name, start.get(name))

    def _add(self, phase: Phase, name: str, start: Any) -> None:
        key, field = _key(phase, name), deepcopy(PhasePlanForm.base_fields[name])
        names = {"phase": phase.label, "field": field.label}
        self.fields[key] = say_in_full(field, gettext("%(phase)s: %(field)s") % names)
        self.initial[key] = start

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for phase in Phase:
            if {_key(phase, name) for name in PHASE_NUMBERS} <= cleaned.keys():
                for problem in rules.phase_problems(self._numbers(phase), self.days):
                    self.add_error(_key(phase, problem.field), problem.sentence)
        return cleaned

    def _numbers(self, phase: Phase) -> rules.PhaseNumbers:
        values = {name: self.cleaned_data[_key(phase, name)] for name in PHASE_NUMBERS}
        return rules.PhaseNumbers(**values)

    def plans(self) -> dict[str, rules.PhaseNumbers]:
        return {phase.value: self._numbers(phase) for phase in Phase}

    def sections(self) -> list[PhaseSection]:
        return [
            PhaseSection(phase, [self[_key(phase, name)] for name in PHASE_NUMBERS])
            for phase in Phase
        ]


PHASE_NUMBERS = tuple(PhasePlanForm.base_fields)


def _key(phase: Phase, name: str) -> str:
    return f"{phase.value}-{name}"


class QuestionForm(forms.Form):
    """A question of the program's own."""

    text = forms.CharField(
        label=_("What do you ask?"),
        max_length=300,
        help_text=_("Ask one thing, in the words you would use in a conversation."),
    )
    help_text = forms.CharField(
        label=_("A sentence under it"),
        max_length=500,
        required=False,
        help_text=_("For example what a good answer looks like."),
    )
    audience = forms.ChoiceField(
        label=_("Whom do you ask?"),
        initial=Audience.BOTH,
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label=_("How do people answer?"),
        choices=QuestionKind.choices,
        initial=QuestionKind.SHORT_TEXT,
        widget=forms.RadioSelect,
    )
    choices = forms.CharField(
        label=_("Answers to choose from"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line, for “one choice”, “several choices” and “put in order”."),
    )
    readers = forms.ChoiceField(
        label=_("Who reads the answer?"),
        initial=Reader.COORDINATOR,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("People see this beside the field before they write."),
    )
    required = forms.BooleanField(label=_("Nobody can send the form without it"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        format_key: str,
        question: Question | None = None,
    ) -> None:
        initial = _values(question, self.base_fields) if question else {}
        initial |= {"choices": "\n".join(question.choices)} if question else {}
        super().__init__(data, initial=initial)
        self._offer("audience", audiences.audience_choices(format_key))
        self._offer("readers", audiences.reader_choices(format_key))

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)

    def clean_readers(self) -> str:
        return self.cleaned_data["readers"] or Reader.COORDINATOR

    def clean_choices(self) -> list[str]:
        lines = [readable(line) for line in self.cleaned_data["choices"].splitlines()]
        choices = [line for line in lines if shows(line)]
        if twice := _twice(choices):
            words = _("“%(choice)s” is in the list twice. Remove one of the two lines.")
            raise forms.ValidationError(words, params={"choice": twice})
        if len(choices) > MOST_CHOICES:
            raise forms.ValidationError(_("Offer at most 30 answers to choose from."))
        if any(len(choice) > CHOICE_LENGTH for choice in choices):
            raise forms.ValidationError(_("Keep each answer under 120 characters."))
        return choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") not in CHOICE_KINDS:
            cleaned["choices"] = []
        elif "choices" not in cleaned:
            return cleaned
        elif len(cleaned["choices"]) < 2:
            self.add_error("choices", _("A choice needs at least two answers to choose from."))
        elif cleaned["kind"] == QuestionKind.RANKING and len(cleaned["choices"]) > MOST_RANKED:
            self.add_error("choices", _("“Put in order” can have eight choices at most."))
        return cleaned

    def words(self) -> QuestionWords:
        return QuestionWords(**self.cleaned_data)


def _twice(choices: list[str]) -> str:
    """The first choice that repeats an earlier one, whatever its capitals; "" for none."""
    seen: set[str] = set()
    for choice in choices:
        if choice.casefold() in seen:
            return choice
        seen.add(choice.casefold())
    return ""


class LibraryForm(forms.Form):
    """Ready-made questions to tick, one group a topic; what is asked already, or of a side the
    format does not have, is not offered."""

    def __init__(self, data: Mapping[str, Any] | None, *, format_key: str, asked: set[str]) -> None:
        super().__init__(data)
        known = audiences.offered(format_key)
        self._templates: dict[str, QuestionTemplate] = {}
        offered: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for key, topic, template in question_library.numbered(format_key):
            if str(template.text) not in asked and template.audience in known:
                self._templates[key] = template
                line = key, _offer(format_key, template)
                offered.setdefault((key.split("-")[0], str(topic.name)), []).append(line)
        for (number, name), choices in offered.items():
            self.fields[f"topic_{number}"] = forms.MultipleChoiceField(
                label=name,
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Select at least one question."))
        return cleaned

    def templates(self) -> list[QuestionTemplate]:
        """What was ticked, in the order of the library."""
        ticked = {key for keys in self.cleaned_data.values() for key in keys}
        return [template for key, template in self._templates.items() if key in ticked]


def _offer(format_key: str, template: QuestionTemplate) -> str:
    """The question with whom it is for and how it is answered, as one line."""
    return gettext("%(question)s (%(audience)s · %(kind)s)") % {
        "question": template.text,
        "audience": audiences.name(format_key, template.audience),
        "kind": template.kind.label,
    }


class CriteriaForm(forms.Form):
    """One weight for each criterion of the matching."""

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weights = {criterion.key: criterion.weight for criterion in program.criteria.all()}
        for key in CriterionKey:
            self.fields[key.value] = forms.IntegerField(
                label=formats.criterion(program.format, key),
                min_value=0,
                max_value=100,
                initial=weights.get(key, 0),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not sum(cleaned.values()):
            raise forms.ValidationError(_("At least one criterion must count."))
        return cleaned

    def weights(self) -> dict[str, int]:
        return {key.value: self.cleaned_data[key] for key in CriterionKey}


def _start_in_range(starts_on: date) -> date:
    """Raises ValidationError for a start nobody can mean."""
    for problem in rules.date_problems(rules.Dates(starts_on, date.max), queries.today_here()):
        if problem.field == "starts_on":
            raise forms.ValidationError(problem.sentence)
    return starts_on


def _values(row: object, names: Iterable[str]) -> dict[str, Any]:
    """What the form shows of a stored row."""
    return {name: getattr(row, name) for name in names}
