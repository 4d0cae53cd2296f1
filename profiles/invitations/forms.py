"""Forms of inviting people."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from profiles.invitations.candidates import CandidateFilter
from programs import formats
from programs.models import Program, Side

ORDER = (Side.MENTOR, Side.MENTEE, Side.PEER)
MOST_TEXT = 100_000
MOST_OFFERED = 300


class LetterForm(forms.Form):
    """As what people are invited, and the inviter's own words."""

    use_required_attribute = False

    role = forms.ChoiceField(
        label=_("What role are you inviting them to?"), widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("A few words of your own"),
        help_text=_(
            "They appear in the email, above the description of the program. Say why you"
            " thought of these people, or who they can ask."
        ),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, program: Program) -> None:
        super().__init__(data)
        sides = [side for side in ORDER if side in formats.of(program.format).sides]
        field = self.fields["role"]
        field.initial = sides[0]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (side.value, formats.role_name(program.format, side)) for side in sides
            ]


class ListForm(LetterForm):
    """A pasted list of addresses."""

    field_order = ("role", "addresses", "words")

    addresses = forms.CharField(
        label=_("Email addresses"),
        help_text=_(
            "One per line, or separated by commas. You will see every line before we send anything."
        ),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocapitalize": "off"}),
        error_messages={"required": _("Paste at least one address.")},
    )


class PeopleForm(LetterForm):
    """The people ticked in a list; ``offered`` are those that may be."""

    people = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Select at least one person.")}
    )

    def __init__(self, data: Any = None, *, program: Program, offered: Iterable[User]) -> None:
        super().__init__(data, program=program)
        field = self.fields["people"]
        field.label = gettext("People")
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(user.pk, str(user)) for user in offered]


ROLES = [
    ("", _("Any of these")),
    (Side.MENTOR.value, _("Somebody who helps")),
    (Side.MENTEE.value, _("Somebody who learns")),
    (Side.PEER.value, _("Somebody who helps and learns")),
]
"""The sides of an earlier program, whose format may be another than that of this one."""


class DirectoryForm(forms.Form):
    """What the people have in common; anything that makes no sense is left out."""

    title = forms.CharField(label=_("Job title contains"), required=False, max_length=100)
    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.all(), required=False, empty_label=_("All units")
    )
    function = forms.ChoiceField(label=_("Function"), required=False)
    location = forms.ChoiceField(label=_("Location"), required=False)
    earlier = forms.ModelChoiceField(
        label=_("Took part in"),
        queryset=Program.objects.none(),
        required=False,
        empty_label=_("Any program or none"),
    )
    earlier_role = forms.ChoiceField(label=_("Took part as"), required=False, choices=ROLES)

    def __init__(self, data: Any, *, programs: Any) -> None:
        """``programs``: the earlier programs whose people the inviter may see."""
        super().__init__(data)
        self._offer("function", _("All functions"))
        self._offer("location", _("All locations"))
        field = self.fields["earlier"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = programs

    def _offer(self, name: str, everything: Any) -> None:
        values = User.objects.filter(is_active=True).exclude(**{name: ""}).order_by(name)
        known = values.values_list(name, flat=True).distinct()[:MOST_OFFERED]
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", everything), *((value, value) for value in known)]

    def wanted(self) -> CandidateFilter:
        self.is_valid()
        asked = self.cleaned_data
        return CandidateFilter(
            unit=asked.get("unit"),
            function=asked.get("function", ""),
            location=asked.get("location", ""),
            title=asked.get("title", ""),
            program=asked.get("earlier"),
            role=asked.get("earlier_role", ""),
        )

    @property
    def is_refused(self) -> bool:
        """Whether a title was too long to look for."""
        return self.has_error("title")

    @property
    def is_asked(self) -> bool:
        """Whether anybody has been looked for yet."""
        return bool(self.data.keys() & set(self.fields))
