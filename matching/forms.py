"""What the buttons of the matching room send."""

from django import forms

RULINGS = [("pinned", "pinned"), ("rejected", "rejected"), ("clear", "clear")]


class RulingForm(forms.Form):
    """A ruling about one pair, by the ids of the two enrollments."""

    mentor = forms.UUIDField()
    mentee = forms.UUIDField()
    ruling = forms.ChoiceField(choices=RULINGS)
