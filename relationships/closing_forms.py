"""Forms of closing well."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import read_by
from relationships.actions.closing import Independence
from relationships.forms import words_field
from relationships.models import Agreeing, Membership

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def _sentence(words: "StrPromise") -> forms.TypedChoiceField:
    choices = [("", _("Choose")), *Agreeing.choices]
    return forms.TypedChoiceField(label=words, choices=choices, coerce=int)


class IndependenceForm(forms.Form):
    """Two sentences about standing alone; which ones depends on the part somebody has."""

    def __init__(self, *data: Any, member: Membership, **options: Any) -> None:
        super().__init__(*data, **options)
        if member.is_mentor:
            self.fields["little_new"] = _sentence(_("“I have little new to add.”"))
        else:
            self.fields["decides_alone"] = _sentence(
                _("“I now decide on my own what I used to bring here.”")
            )
        last = _sentence(_("“It would be hard for me to manage without these talks.”"))
        self.fields["hard_without"] = read_by("self", last)

    def answers(self) -> Independence:
        return Independence(**self.cleaned_data)


class LookAheadForm(forms.Form):
    """What stays open, and who helps from now on."""

    unfinished = words_field(
        _("What is unfinished, and is that all right?"),
        "pair",
        rows=3,
        help_text=_("Not everything has to be finished. Naming it is enough to leave it well."),
        required=False,
    )
    successor = words_field(
        _("Who, or what, helps from now on?"),
        "pair",
        rows=3,
        help_text=_("A colleague to ask, a network, a habit such as an hour a month to think."),
        required=False,
    )


class ThanksForm(forms.Form):
    """A letter of thanks."""

    thanks = words_field(
        _("What would you like to say thank you for?"),
        "pair",
        rows=5,
        help_text=_("One thing that was said or done, and what it changed, says more than praise."),
    )
