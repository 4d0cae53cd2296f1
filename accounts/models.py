"""People: who they are, where they stand in the organization, what they may do, what was done."""

from collections.abc import Iterator
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import clock
from core.constraints import both_or_neither
from core.models import Record


def validate_time_zone(name: str) -> None:
    """Refuse anything that is not an IANA time zone name."""
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone."), params={"name": name})


class Unit(Record):
    """A part of the organization, in a tree."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Addresses are kept in lower case: sign-in looks for them so."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def by_email(self, email: str) -> "User | None":
        return self.filter(email__iexact=email).first()


class User(AbstractBaseUser):
    """A person of the organization; being listed does not mean having signed in."""

    email = models.EmailField(_("email address"), max_length=254, unique=True)
    full_name = models.CharField(_("full name"), max_length=150)
    short_name = models.CharField(_("what to call you"), max_length=60, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("listed since"), default=clock.now, editable=False)
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, default="", validators=[validate_time_zone]
    )
    """An IANA name; "" while nobody knows it. What clocks show is worked out from ``zone``."""
    language = models.CharField(
        _("language"),
        max_length=8,
        choices=settings.KNOWN_LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    unit = models.ForeignKey(
        Unit, models.SET_NULL, null=True, blank=True, related_name="people", verbose_name=_("unit")
    )
    manager = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("line manager"),
    )
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    grade = models.CharField(_("grade"), max_length=40, blank=True)
    function = models.CharField(_("function"), max_length=120, blank=True)
    location = models.CharField(_("location"), max_length=120, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ("full_name", "email")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_person_per_email",
                violation_error_message=_("Somebody already has this email address."),
            ),
            models.CheckConstraint(
                condition=Q(manager__isnull=True) | ~Q(manager=F("id")),
                name="nobody_manages_themselves",
                violation_error_message=_("Nobody can be their own line manager."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def zone(self) -> str:
        """The zone whose clock this person is shown: their own, else the organization's."""
        return self.time_zone or settings.TIME_ZONE

    @property
    def zone_words(self) -> str:
        """Their time zone for others to read; the organization's is never taken for theirs."""
        return self.time_zone or gettext("Not known yet")

    @property
    def page_language(self) -> str:
        """The language of their pages and emails: the one they chose, once it has a catalog."""
        offered = dict(settings.LANGUAGES)
        return self.language if self.language in offered else settings.LANGUAGE_CODE

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.short_name or str(self).split(" ")[0]

    def get_session_auth_hash(self) -> str:
        """What a signed-in session must match: raising ``sessions_ended`` ends all of them."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes) -> str:
        state = f"{self.password}|{self.sessions_ended}"
        return salted_hmac("accounts.session", state, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def organization_roles(self) -> frozenset[str]:
        return frozenset(self.role_grants.values_list("role", flat=True))

    @property
    def is_hr_admin(self) -> bool:
        return Role.HR_ADMIN in self.organization_roles

    @property
    def is_safeguarding_contact(self) -> bool:
        return Role.SAFEGUARDING in self.organization_roles


class Role(models.TextChoices):
    """Roles in the whole organization; coordinators are staff of one program."""

    HR_ADMIN = "hr_admin", _("HR admin")
    SAFEGUARDING = "safeguarding", _("Safeguarding contact")


class RoleGrant(Record):
    """One person holds one role in the organization."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_grants")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                name="a_role_is_held_once",
                violation_error_message=_("This person already has this role."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class AddressHold(Record):
    """A former address that still proves who somebody is, until they confirm the new one.

    See :mod:`accounts.addresses`.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="address_hold")
    email = models.EmailField(max_length=254, db_index=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user}: {self.email}"


class AuditEvent(Record):
    """Who did what to which record, and when. Append-only: the database refuses changes."""

    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40)
    program_id = models.UUIDField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ("-created_at",)
        indexes = [
            models.Index(fields=["target_kind", "target_id"], name="audit_by_target"),
            models.Index(fields=["program_id", "created_at"], name="audit_by_program"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_kind} {self.target_id}"


class PeopleImport(Record):
    """An uploaded file of people, kept as it came until it is applied or discarded."""

    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    mapping = models.JSONField(default=dict)
    applied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    summary = models.JSONField(default=dict)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            both_or_neither(
                "applied_by",
                "applied_at",
                name="import_applied_who_and_when",
                message=_("An applied import says who applied it and when."),
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class FolderImport(Record):
    """A file of the watched folder that a night has handled; see :mod:`accounts.imports.folder`."""

    file_name = models.CharField(max_length=255)
    is_imported = models.BooleanField()
    reason = models.TextField(blank=True)
    counts = models.JSONField(default=dict)
    upload = models.ForeignKey(PeopleImport, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.file_name


class Attempt(models.Model):
    """How often something limited was tried; see :mod:`accounts.limits`."""

    key = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField()
    until = models.FloatField()

    def __str__(self) -> str:
        return self.key
