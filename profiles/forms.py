"""The enrollment form: one page a person fills in within five minutes, as mentor or as mentee.

A draft may leave anything out; what is sent must be complete. The same form, cut down to the
practical fields, changes an approved enrollment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from profiles import external_mentor_terms, format_words, orientation, skill_rows, wording
from profiles.fields import PeopleField, SeveralField
from profiles.models import (
    Channel,
    Enrollment,
    FieldPreference,
    Function,
    LearningFocus,
    PartOfWeek,
    Situation,
    SpokenLanguage,
    Style,
)
from profiles.profile_data import Profile, SkillEntry, Value
from profiles.questions import field_for, field_name, shown
from profiles.rules import PRACTICALITIES
from programs import formats
from programs.models import Question, Reader, Shape, Side
from skills.models import Skill

MOST_MENTEES = 3
TEXT = 2000
LISTS = (
    "situations",
    "learning_focus",
    "functions",
    "styles",
    "languages",
    "channels",
    "availability",
)
MOST_CHOSEN = 3
FIRST_ROWS = 2
TIME = [name for name in PRACTICALITIES if name not in external_mentor_terms.NAMES]
COMMON = ("languages", "channels", "availability", "minutes_per_month", "styles")
"""What is the same whether somebody joins as mentor or as mentee."""

WAYS_OF_WORKING = ("learning_focus", "functions", "styles", "ideal_partner", "field_preference")


@dataclass(frozen=True)
class FormSection:
    """A heading with the fields, or the rows of skills, under it."""

    title: str
    hint: str = ""
    fields: list[BoundField] = field(default_factory=list)
    skills: list[skill_rows.Block] = field(default_factory=list)


class EnrollmentForm(forms.Form):
    """``role`` and the format decide what is asked and how; ``skills`` and ``questions`` are whole
    lists, and ``person`` fills it in.

    ``enrollment`` is what was saved before; without one the form starts from ``earlier``, what the
    person sent last: all of it when it was in the same role, else what is common to both.
    """

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        format_key: str,
        role: str,
        person: User,
        skills: list[Skill],
        questions: list[Question],
        enrollment: Enrollment | None = None,
        earlier: Enrollment | None = None,
        draft: bool = False,
        most_mentees: int = MOST_MENTEES,
        with_terms: bool = False,
    ) -> None:
        start = _initial(enrollment, questions) or _from_earlier(earlier, role, questions)
        super().__init__(data, initial=start)
        self.role, self.questions = role, questions
        self.sent_before = enrollment is not None and enrollment.submitted_at is not None
        same = earlier if earlier is not None and earlier.role == role else None
        self.skill_rows = skill_rows.Rows(role, skills, enrollment or same)
        self.fields |= _profile_fields(format_key, role) | self.skill_rows.fields()
        self.fields |= {field_name(q): _own_question(q, skills, format_key) for q in questions}
        practical = _practical_fields(format_key, role, most_mentees) | (
            external_mentor_terms.fields() if with_terms else {}
        )
        self.fields |= practical | {"avoid": _avoid_field(person)} | _promises(role)
        self.draft = draft

    def full_clean(self) -> None:
        """A draft needs nothing, yet the page goes on saying what sending will need."""
        needed = [form_field for form_field in self.fields.values() if form_field.required]
        for form_field in needed:
            form_field.required = not self.draft
        super().full_clean()
        for form_field in needed:
            form_field.required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, problem in self.skill_rows.problems(cleaned, complete=not self.draft):
            self.add_error(name, problem)
        return cleaned

    def profile(self) -> Profile:
        """What was typed, as plain data."""
        cleaned = self.cleaned_data
        return Profile(
            values=_model_values(cleaned),
            skills=self._skills(),
            answers=self._answers(),
            avoids=cleaned["avoid"],
        )

    def _skills(self) -> list[SkillEntry]:
        return self.skill_rows.entries(self.cleaned_data)

    def _answers(self) -> dict[Question, Value]:
        given = {question: self.cleaned_data[field_name(question)] for question in self.questions}
        return {question: value for question, value in given.items() if value not in ("", [], None)}

    @cached_property
    def sections(self) -> list[FormSection]:
        """The whole form in the order it is read."""
        own = [self[field_name(question)] for question in self.questions]
        sections = [
            FormSection(_("Why now?"), fields=self._bound("situations", "expectations")),
            self._skill_section(),
            FormSection(_("How you would like to work"), fields=self._bound(*WAYS_OF_WORKING)),
            FormSection(_("What this program asks"), fields=own),
            FormSection(_("Your time"), fields=self._bound(*TIME)),
            FormSection(_("Your terms"), fields=self._bound(*external_mentor_terms.NAMES)),
            FormSection(_("Just for the matching"), fields=self._bound("avoid")),
            FormSection(_("Before you send"), fields=self._bound("ready", "committed")),
        ]
        return [section for section in sections if section.fields or section.skills]

    def _skill_section(self) -> FormSection:
        words, rows = wording.SECTIONS[Side(self.role)], self.skill_rows
        main, other = rows.bound(self, rows.main), rows.bound(self, rows.other)
        blocks = [
            skill_rows.Block("", main[:FIRST_ROWS]),
            skill_rows.Block(_("More skills"), main[FIRST_ROWS:]),
            skill_rows.Block(str(words.other_skills), other),
        ]
        return FormSection(str(words.skills), str(words.skills_hint), skills=blocks)

    def _bound(self, *names: str) -> list[BoundField]:
        return [self[name] for name in names if name in self.fields]


class PracticalForm(forms.Form):
    """What an approved person may still change: time, channels, capacity, the avoid list."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, *, enrollment: Enrollment) -> None:
        super().__init__(data, initial=_initial(enrollment, []))
        most = max(enrollment.program.most_mentees, enrollment.capacity)
        self.fields |= _practical_fields(enrollment.program.format, enrollment.role, most)
        if external_mentor_terms.asked_of(enrollment.program, enrollment.role):
            self.fields |= external_mentor_terms.fields()
        self.fields["avoid"] = _avoid_field(enrollment.user)

    def profile(self) -> Profile:
        return Profile(values=_model_values(self.cleaned_data), avoids=self.cleaned_data["avoid"])


class OrientationForm(forms.Form):
    """One question for each module of the enrollment; a wrong answer says what is right."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None, *, enrollment: Enrollment) -> None:
        super().__init__(data)
        self._modules = orientation.modules(enrollment.program.format, enrollment.role)
        for module in self._modules:
            self.fields[module.key] = forms.TypedChoiceField(
                label=str(module.question),
                choices=list(enumerate(module.answers)),
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose an answer.")},
            )

    @property
    def modules(self) -> list[tuple[orientation.Module, BoundField]]:
        return [(module, self[module.key]) for module in self._modules]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for module in self._modules:
            if module.key in cleaned and cleaned[module.key] != module.right:
                self.add_error(module.key, _("Not quite. %(why)s") % {"why": module.why})
        return cleaned


def _profile_fields(format_key: str, role: str) -> dict[str, forms.Field]:
    side = Side(role)
    words, most = wording.asks(format_key, role), 2 if side.learns else None
    readers = _readers(Reader.COORDINATOR, format_key)
    fields: dict[str, forms.Field] = {
        "situations": _with_readers(
            _several(Situation, words["situations"], most=most), "matching"
        ),
        "expectations": _text(words["expectations"], readers, required=side.learns),
        "learning_focus": _several(LearningFocus, words["learning_focus"], most=MOST_CHOSEN),
        "functions": _several(Function, words["functions"], required=False, most=MOST_CHOSEN),
        "styles": _several(Style, words["styles"], required=False, most=MOST_CHOSEN),
        "ideal_partner": _text(words["ideal_partner"], readers, required=False),
    }
    if role == Side.MENTEE:
        fields["field_preference"] = forms.ChoiceField(
            label=format_words.of(format_key).same_field,
            choices=FieldPreference.choices,
            initial=FieldPreference.ANY,
            required=False,
            widget=forms.RadioSelect,
        )
    return fields


def _practical_fields(format_key: str, role: str, most_mentees: int) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "languages": _several(
            SpokenLanguage,
            wording.Ask(_("Which languages can you talk in?"), _("You need one in common.")),
            initial=_own_language(),
        ),
        "channels": _several(
            Channel,
            wording.Ask(_("How can you meet?"), _("A mix works best for most people.")),
        ),
        "availability": _several(
            PartOfWeek,
            wording.Ask(
                _("When does it usually suit you?"),
                _("In your own time zone. The more you choose, the easier it is to find a match."),
            ),
        ),
        "minutes_per_month": forms.IntegerField(
            label=_("How many minutes a month can you give?"),
            help_text=_("An hour a month is usual; the first weeks take a little more."),
            min_value=15,
            max_value=1200,
            initial=60,
            error_messages={"required": _("Type a number, such as 60.")},
        ),
    }
    if role == Side.MENTOR and most_mentees > 1:
        fields["capacity"] = forms.TypedChoiceField(
            label=format_words.of(format_key).how_many,
            help_text=_("One is a good start."),
            choices=[(1, _("One")), (2, _("Two")), (3, _("Three"))][:most_mentees],
            coerce=int,
            empty_value="",
            initial=1,
            widget=forms.RadioSelect,
        )
    return fields


def _avoid_field(person: User) -> forms.Field:
    people = PeopleField(
        asked=person,
        label=_("Whom would you rather not be matched with?"),
        help_text=_(
            "One email address or full name per line. You do not have to give a reason. Your"
            " manager and everybody above them are always left out."
        ),
        max_length=TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    return _with_readers(people, "nobody")


def _promises(role: str) -> dict[str, forms.Field]:
    """The ticks without which nobody takes part (S3-40, S3-41, S3-68)."""
    return {
        name: forms.BooleanField(label=label, error_messages={"required": refusal})
        for name, (label, refusal) in wording.promises(role).items()
    }


def _own_question(question: Question, skills: list[Skill], format_key: str) -> forms.Field:
    return _with_readers(field_for(question, skills), _readers(question.readers, format_key))


def _readers(readers: str, format_key: str) -> str:
    """The same readers as a group or a circle reads of them, which has more than one partner."""
    is_many = formats.of(format_key).shape in {Shape.GROUP, Shape.CIRCLE}
    return f"{readers}_of_many" if is_many else readers


def _several(choices: Any, ask: wording.Ask, **options: Any) -> forms.Field:
    return SeveralField(
        label=ask.label,
        help_text=ask.hint,
        choices=choices.choices,
        error_messages={"required": _("Choose at least one.")},
        **options,
    )


def _text(ask: wording.Ask, readers: str, *, required: bool) -> forms.Field:
    return _with_readers(
        forms.CharField(
            label=ask.label,
            help_text=ask.hint,
            required=required,
            max_length=TEXT,
            widget=forms.Textarea(attrs={"rows": 4}),
            error_messages={"required": _("Write a sentence or two.")},
        ),
        readers,
    )


def _with_readers(form_field: forms.Field, readers: str) -> forms.Field:
    """Say beside the field readers of the answer (``components/field.html``)."""
    vars(form_field)["readers"] = readers
    return form_field


def _own_language() -> list[str]:
    language = (get_language() or "").split("-")[0]
    return [language] if language in SpokenLanguage.values else []


def _model_values(cleaned: dict[str, Any]) -> dict[str, Value]:
    """The cleaned values that are fields of ``Enrollment``; what is left out keeps its default."""
    names = (*LISTS, *external_mentor_terms.NAMES, "expectations", "ideal_partner")
    values = {name: cleaned[name] for name in names if name in cleaned}
    chosen = ("field_preference", "minutes_per_month", "capacity")
    return values | {name: cleaned[name] for name in chosen if cleaned.get(name)}


def _initial(enrollment: Enrollment | None, questions: list[Question]) -> dict[str, Any]:
    """What the form shows of an enrollment written before: three queries."""
    if enrollment is None:
        return {}
    names = (*LISTS, "expectations", "ideal_partner", "field_preference")
    values = {name: getattr(enrollment, name) for name in (*names, *PRACTICALITIES)}
    answers = {answer.question_id: answer.value for answer in enrollment.answers.all()}
    values |= {
        field_name(question): shown(question, answers[question.pk])
        for question in questions
        if question.pk in answers
    }
    sent = enrollment.submitted_at is not None
    return values | {"avoid": enrollment.avoided, "ready": sent, "committed": sent}


def _from_earlier(
    earlier: Enrollment | None, role: str, questions: list[Question]
) -> dict[str, Any]:
    """An earlier profile as a start; a question in the same words is answered too.

    The ticks are left out: everybody promises anew.
    """
    if earlier is None:
        return {}
    answers = {
        (a.question.kind, a.question.text, *a.question.choices): a.value
        for a in earlier.answers.select_related("question")
    }
    own = {field_name(q): (q, answers.get((q.kind, q.text, *q.choices))) for q in questions}
    known = {name: shown(q, value) for name, (q, value) in own.items() if value is not None}
    told = _initial(earlier, [])
    if earlier.role != role:
        told = {name: told[name] for name in (*COMMON, "avoid")}
    return told | known | {"ready": False, "committed": False}
