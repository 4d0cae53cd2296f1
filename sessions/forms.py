"""Forms about sessions, notes and actions."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import clock, local_time
from core.forms import DayField, read_by
from profiles.models import Channel
from relationships import day_limits
from relationships.forms import words_field
from relationships.models import Fit, Membership, Relationship
from sessions import edit_conflict, wording
from sessions.actions.meetings import SessionPlan
from sessions.models import (
    CALLED_OFF_WITH,
    MentoringSession,
    NotHeldReason,
    SessionKind,
    Visibility,
)

LONG = 10_000


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%H:%M", **options)


class RecordForm(forms.Form):
    """A form about something on a day in the life of ``record``."""

    def __init__(self, *data: Any, record: Relationship, **options: Any) -> None:
        super().__init__(*data, **options)
        self.record = record


class MomentForm(RecordForm):
    """A day and a time to come, in the time zone of the person who fills it in.

    A time that the clocks skip is refused. Of one that they show twice the first is taken.
    ``remarks`` say so, and that a day is after the planned end. ``initial["starts_at"]``: the
    moment that is to be changed; typed as it was shown, it stays as it is.
    """

    day = DayField(label=_("Day"))
    start = forms.TimeField(
        label=_("Time"), widget=TimeInput(), help_text=_("In your own time zone.")
    )

    def __init__(self, *data: Any, **options: Any) -> None:
        super().__init__(*data, **options)
        self.remarks: list[str] = []

    def check_day(self, day: date) -> None:
        """Raises ValidationError for a day on which there can be no session of this record."""
        day_limits.refuse_long_after_end(self.record, day)
        self.remarks += filter(None, [day_limits.after_planned_end(self.record, day)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "day" in cleaned and "start" in cleaned:
            cleaned["starts_at"] = self._moment(cleaned["day"], cleaned["start"])
        return cleaned

    def _moment(self, day: date, start: time) -> datetime | None:
        before: datetime | None = self.initial.get("starts_at")
        if before and start_of(before) == {"day": day, "start": start}:
            return before
        try:
            self.check_day(day)
        except forms.ValidationError as refusal:
            self.add_error("day", refusal)
            return None
        zone = timezone.get_current_timezone_name()
        if skipped := local_time.skipping(day, start, zone):
            self.add_error("start", wording.skipped(skipped))
        elif repeated := local_time.repeating(day, start, zone):
            self.remarks.append(wording.repeated(repeated, start))
        return local_time.moment_of(day, start, zone)


class WhenForm(MomentForm):
    """When, how long and how."""

    minutes = forms.IntegerField(
        label=_("Length in minutes"), min_value=5, max_value=480, initial=60
    )
    mode = forms.ChoiceField(
        label=_("How"), choices=Channel.choices, widget=forms.RadioSelect, initial=Channel.VIDEO
    )
    kind = forms.ChoiceField(
        label=_("What kind of session"),
        choices=SessionKind.choices,
        initial=SessionKind.WORKING,
    )

    def plan(self) -> SessionPlan:
        data = self.cleaned_data
        return SessionPlan(
            starts_at=data["starts_at"],
            minutes=data["minutes"],
            mode=data["mode"],
            kind=data["kind"],
            place=data.get("place", ""),
            agenda=data.get("agenda", ""),
        )


def _seen() -> forms.CharField:
    return forms.CharField(required=False, max_length=64, widget=forms.HiddenInput())


class PlanForm(WhenForm):
    """A session to come; ``seen`` is the version somebody began with who changes one."""

    place = forms.CharField(
        label=_("Where, or a link"),
        max_length=500,
        required=False,
        help_text=_("Room, phone or call."),
    )
    agenda = words_field(
        _("What would you like to talk about?"), "pair", required=False, max_length=LONG
    )
    seen = _seen()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        read_by("pair", self.fields["place"])


class PastForm(WhenForm):
    """A session that was held."""

    def check_day(self, day: date) -> None:
        day_limits.refuse_before_start(self.record, day)


class LogForm(PastForm):
    """A session that was held, with the result."""

    words = words_field(
        _("A note"), "author", required=False, max_length=LONG, help_text=_("Can wait until later.")
    )
    visibility = forms.ChoiceField(
        label=_("Who reads this note?"),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
        initial=Visibility.PRIVATE,
    )


class CorrectForm(PastForm):
    """How a held session really was; ``seen`` is the version somebody began with."""

    seen = _seen()


class FileForm(forms.Form):
    """One file for the record; what may stand in it is checked where it is put in."""

    file = read_by(
        "pair",
        forms.FileField(
            label=_("Choose a file"),
            help_text=_(
                "PDF, pictures, text, documents, spreadsheets and slides without macros, "
                "up to 10 MB."
            ),
        ),
    )


class NotHeldForm(forms.Form):
    """Why a session did not happen, for who wants to say."""

    reason = forms.ChoiceField(
        label=_("What got in the way?"),
        choices=[row for row in NotHeldReason.choices if row[0] not in CALLED_OFF_WITH],
        widget=forms.RadioSelect,
        required=False,
    )
    words = words_field(_("In your own words"), "pair", rows=2, required=False, max_length=500)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        read_by("pair", self.fields["reason"])


class ExchangedForm(RecordForm):
    """On which day an exchange was, and how long it took."""

    day = DayField(label=_("On which day?"))
    minutes = forms.TypedChoiceField(
        label=_("About how much time did it take you?"),
        coerce=int,
        choices=[(15, _("A quarter of an hour")), (30, _("Half an hour")), (60, _("An hour"))],
        initial=15,
        widget=forms.RadioSelect,
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        day_limits.refuse_future(day)
        day_limits.refuse_before_start(self.record, day)
        return day

    def plan(self) -> SessionPlan:
        """The exchange as a session: at noon of its day, or just now."""
        minutes: int = self.cleaned_data["minutes"]
        zone = timezone.get_current_timezone_name()
        noon = local_time.moment_of(self.cleaned_data["day"], time(12), zone)
        starts_at = min(noon, clock.now() - timedelta(minutes=minutes))
        return SessionPlan(starts_at=starts_at, minutes=minutes, mode=Channel.WRITTEN)


class ExchangeForm(ExchangedForm):
    """Mails or messages that were as good as a session."""

    words = words_field(
        _("A note"), "author", required=False, max_length=LONG, help_text=_("Can wait until later.")
    )
    visibility = forms.ChoiceField(
        label=_("Who reads this note?"),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
        initial=Visibility.PRIVATE,
    )


class CorrectExchangeForm(ExchangedForm):
    """How an exchange really was; ``seen`` is the version somebody began with."""

    seen = _seen()


class NoteForm(forms.Form):
    """A note; what is longer than 10,000 characters belongs in a document."""

    words = words_field(_("Note"), "author", max_length=LONG)
    visibility = forms.ChoiceField(
        label=_("Who reads it?"),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
        initial=Visibility.PRIVATE,
    )


class TakeawayForm(forms.Form):
    """What somebody takes away from a session; emptied, it is removed."""

    words = words_field(
        _("What do you take away?"),
        "author",
        rows=3,
        max_length=LONG,
        required=False,
        help_text=_("One insight, one decision, or one thing to try."),
    )
    visibility = forms.ChoiceField(
        label=_("Who reads it?"),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
        initial=Visibility.PRIVATE,
    )
    seen = _seen()


class TopicForm(forms.Form):
    """One more topic for the agenda."""

    topic = forms.CharField(label=_("A topic to add"), max_length=300)


class RecordSearchForm(forms.Form):
    """Words to look for in one's own record."""

    words = forms.CharField(
        label=_("Words to look for"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NoteEditForm(NoteForm):
    """A note that is there already; ``seen`` is the version its author began with."""

    seen = _seen()


class ActionForm(forms.Form):
    """Something one member will do."""

    words = forms.CharField(label=_("What will be done?"), max_length=500)
    owner = forms.ModelChoiceField(
        label=_("Who does it?"),
        queryset=Membership.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    due_on = DayField(label=_("By when?"), required=False)

    def __init__(self, *args: Any, members: QuerySet[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = members
            owner.choices = [(member.pk, str(member.user)) for member in members]
        read_by("pair", self.fields["words"])

    def clean_due_on(self) -> date | None:
        due_on: date | None = self.cleaned_data["due_on"]
        day_limits.refuse_past(due_on)
        return due_on


class FitForm(forms.Form):
    fit = forms.ChoiceField(
        label=_("How well do you fit together?"), choices=Fit.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, is_many: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        read_by("coordinator_of_many" if is_many else "coordinator", self.fields["fit"])
        if is_many:
            self.fields["fit"].label = _("How well does this group fit you?")


def start_of(moment: datetime) -> dict[str, Any]:
    """A moment as the day and the time of :class:`MomentForm` show it, to the minute."""
    local = timezone.localtime(moment)
    return {"day": local.date(), "start": time(local.hour, local.minute)}


def start_from(session: MentoringSession) -> dict[str, object]:
    """What a form about this session starts with."""
    return {
        **start_of(session.starts_at),
        "starts_at": session.starts_at,
        "minutes": session.minutes,
        "mode": session.mode,
        "kind": session.kind,
        "place": session.place,
        "agenda": session.agenda,
        "seen": edit_conflict.of_session(session),
    }


YES, NO = "yes", "no"


class TalkThanksForm(forms.Form):
    """After a single session: a word to the other, and for oneself whether to go on."""

    words = words_field(
        _("A word of thanks"),
        "pair",
        rows=3,
        required=False,
        help_text=_("One thing that was said, and what it changes for you."),
    )
    wants_more = read_by(
        "mutual",
        forms.TypedChoiceField(
            label=_("Would you like to continue together?"),
            choices=[
                (YES, _("Yes, I would like us to become a pair")),
                (NO, _("No, this one talk was right as it is")),
            ],
            coerce=lambda value: value == YES,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one. Nobody else learns which.")},
        ),
    )

    def choices(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
