"""Forms about people."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import time_zones
from accounts.actions import OwnSettings, PersonDetails
from accounts.imports.table_reader import MAX_BYTES
from accounts.models import Unit, User

if TYPE_CHECKING:
    PersonModelForm = forms.ModelForm[User]
else:
    PersonModelForm = forms.ModelForm


class SignUpForm(forms.Form):
    """All that sign-up asks: who reads the mail of the address chooses name and password."""

    email = forms.EmailField(
        label=_("Your work email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class FirstPasswordForm(forms.Form):
    """What an invited person chooses."""

    full_name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        max_length=200,
        help_text=_("At least 10 characters. Avoid common passwords and anything like your name."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, person: User) -> None:
        super().__init__(data)
        self.person = person
        if person.full_name:
            del self.fields["full_name"]

    def clean_full_name(self) -> str:
        return one_line(self.cleaned_data["full_name"])

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password


class ZoneSelect(forms.Select):
    """Time zones by region, each with the time it is there now."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        self.choices = time_zones.choices(value[0] if value else "")
        return super().optgroups(name, value, attrs)


def offer_languages(form: PersonModelForm) -> None:
    """Offer the languages that have a catalog, and the one this person has already."""
    field, wanted = form.fields["language"], {form.instance.language, *dict(settings.LANGUAGES)}
    if isinstance(field, forms.ChoiceField):
        field.choices = [one for one in settings.KNOWN_LANGUAGES if one[0] in wanted]


class OwnSettingsForm(PersonModelForm):
    """What people choose for themselves."""

    class Meta:
        model = User
        fields = ("full_name", "short_name", "time_zone", "language")
        widgets = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "short_name": forms.TextInput(attrs={"autocomplete": "nickname"}),
            "time_zone": ZoneSelect(attrs={"data-browser-zone": True}),
        }
        help_texts = {
            "short_name": _(
                "Used in greetings. If you leave it empty, we use the first word of your name."
            ),
            "time_zone": _(
                "All times on these pages and in our emails are shown in this time zone."
            ),
            "language": _("The language of these pages and of the mail we send you."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["time_zone"].required = True
        offer_languages(self)

    def clean_full_name(self) -> str:
        return one_line(self.cleaned_data["full_name"])

    @property
    def chosen(self) -> OwnSettings:
        return cast(OwnSettings, {name: self.cleaned_data[name] for name in self.Meta.fields})


class PersonForm(PersonModelForm):
    """What HR admins keep about a person."""

    field_order = tuple(PersonDetails.__annotations__)

    unit = forms.CharField(
        label=_("Unit"),
        max_length=120,
        required=False,
        help_text=_("Choose an existing unit, or type a new one."),
        widget=forms.TextInput(attrs={"list": "units"}),
    )
    manager = forms.EmailField(
        label=_("Line manager’s email address"),
        required=False,
        help_text=_("People in the same reporting line are never matched with each other."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = User
        fields = (
            "full_name",
            "short_name",
            "email",
            "job_title",
            "grade",
            "function",
            "location",
            "time_zone",
            "language",
        )
        labels = {"short_name": _("What to call them")}
        widgets = {"time_zone": ZoneSelect}
        help_texts = {
            "email": _(
                "They sign in with it, and our emails go there. If you change it, people who"
                " have signed in before are told at the address they had; links to choose a"
                " password go there until they confirm the new one, for 14 days at most."
            ),
            "time_zone": _(
                "Leave it empty to take the one of their location. They can change it themselves."
            ),
            "language": _("They can change it themselves."),
        }

    def __init__(self, data: Any = None, *, instance: User | None = None, **options: Any) -> None:
        super().__init__(data, instance=instance, **options)
        offer_languages(self)
        if instance:
            self.initial["unit"] = instance.unit.name if instance.unit else ""
            self.initial["manager"] = instance.manager.email if instance.manager else ""

    def clean_full_name(self) -> str:
        return one_line(self.cleaned_data["full_name"])

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_unit(self) -> str:
        return one_line(self.cleaned_data["unit"])

    def clean_manager(self) -> User | None:
        email = self.cleaned_data["manager"]
        manager = User.objects.by_email(email) if email else None
        if email and manager is None:
            raise ValidationError(
                _("Nobody in the directory has this address. Add the manager first."),
                code="unknown_manager",
            )
        return manager

    @property
    def facts(self) -> PersonDetails:
        return cast(PersonDetails, {name: self.cleaned_data[name] for name in self.field_order})

    @property
    def units(self) -> list[str]:
        """Names to offer while somebody types a unit."""
        return list(Unit.objects.values_list("name", flat=True)[:500])


class PeopleSearchForm(forms.Form):
    """Finding people; anything that makes no sense is left out of the search."""

    q = forms.CharField(
        label=_("Name, email address or unit"),
        required=False,
        max_length=200,
        widget=forms.SearchInput,
    )
    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.all(), required=False, empty_label=_("All units")
    )


class UploadForm(forms.Form):
    """The file of people."""

    file = forms.FileField(
        label=_("File of people (CSV)"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
        help_text=_("One row per person, with column names in the first row. Up to 20 MB."),
        error_messages={"required": _("Choose a file first.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(
                _("The file is larger than 20 MB. Split it, or leave out columns."),
                code="too_large",
            )
        return file


def one_line(text: str) -> str:
    """Runs of white space as single spaces."""
    return " ".join(text.split())
