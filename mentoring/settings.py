"""Settings of one installation. Every value an operator may change comes from the environment."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from core import crypto
from mentoring import environment, languages
from mentoring.environment import debug, env

BASE_DIR = Path(__file__).resolve().parent.parent

# The organization's own choices -------------------------------------------------------------
MENTORING_NAME = env.str("MENTORING_NAME", "Mentoring")
MENTORING_BASE_URL = env.str("MENTORING_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
MENTORING_FIELD_KEYS = environment.secret(
    "MENTORING_FIELD_KEYS", environment.DEVELOPMENT_FIELD_KEYS
)
crypto.read_keys(MENTORING_FIELD_KEYS)
MENTORING_DEMO = env.bool("MENTORING_DEMO", debug)

# Error pages with all details, for who works on the code; the demo shows what people would see.
DEBUG = debug and env.bool("MENTORING_DEBUG_PAGES", False)
SECRET_KEY = environment.secret("MENTORING_SECRET_KEY", environment.DEVELOPMENT_SIGNING_KEY)
LOCAL = ("127.0.0.1", "localhost")
ALLOWED_HOSTS = environment.names("MENTORING_ALLOWED_HOSTS", LOCAL if debug else ())
CSRF_TRUSTED_ORIGINS = environment.names("MENTORING_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "lucide",
    "core",
    "accounts",
    "drafts",
    "notifications",
    "skills",
    "programs",
    "profiles",
    "relationships",
    "sessions",
    "matching",
    "workspace",
    "reports",
    "coordination",
    "demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "accounts.sign_up.steady",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.personal_settings",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "drafts.middleware.unsent_words",
    "drafts.received_once.received_once",
    "sessions.middleware.EndedRecords",
    "programs.middleware.ClosedPrograms",
    "mentoring.way_back.lead_back",
    "core.middleware.private_pages",
]

ROOT_URLCONF = "mentoring.urls"
WSGI_APPLICATION = "mentoring.wsgi.application"
FORM_RENDERER = "core.forms.Renderer"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.installation",
                "drafts.kept_forms.unsent",
                "mentoring.navigation.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "core.templatetags.ui",
                "relationships.templatetags.phases",
            ],
        },
    }
]

# Services -----------------------------------------------------------------------------------
DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "core.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://"),
        "KEY_PREFIX": "mentoring",
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Workers take from the first lane that holds anything. Sweeps are short and come first, so that
# nothing is late because of what waits; the runs of a matching take minutes and come last.
CELERY_TASK_QUEUES = [Queue(name) for name in ("sweeps", "urgent", "messages", "bulk", "runs")]
CELERY_TASK_DEFAULT_QUEUE = "messages"
CELERY_TASK_ROUTES = {"matching.tasks.run_order": {"queue": "runs"}}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 2,
    "queue_order_strategy": "priority",
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep messages": {
        "task": "notifications.tasks.sweep",
        "schedule": timedelta(seconds=env.int("MENTORING_SWEEP_SECONDS", 60)),
    },
    "let go of files": {
        "task": "sessions.tasks.let_go_of_files",
        "schedule": timedelta(hours=24),
    },
    "forget files never imported": {
        "task": "accounts.tasks.forget_uploads",
        "schedule": timedelta(hours=24),
    },
    "plan check-ins": {"task": "sessions.tasks.plan_check_ins", "schedule": timedelta(minutes=15)},
    "forget unsent words": {"task": "drafts.tasks.forget_old", "schedule": timedelta(hours=6)},
    "keep joining moving": {
        "task": "profiles.tasks.keep_joining_moving",
        "schedule": timedelta(minutes=15),
    },
    "keep relationships moving": {
        "task": "relationships.tasks.keep_moving",
        "schedule": timedelta(minutes=15),
    },
    "run what was asked for": {
        "task": "matching.tasks.run_waiting_orders",
        "schedule": timedelta(minutes=1),
    },
    "renew figures": {"task": "reports.tasks.renew_figures", "schedule": crontab("40", "2")},
    "count messages": {"task": "notifications.tasks.renew_figures", "schedule": crontab("45", "2")},
    "count skills": {"task": "skills.tasks.renew_figures", "schedule": crontab("50", "2")},
    "keep requests moving": {
        "task": "matching.tasks.keep_requests_moving",
        "schedule": timedelta(minutes=15),
    },
}

# Files of people that are imported at night; see docs/operate.md.
MENTORING_IMPORT_FOLDER = env.str("MENTORING_IMPORT_FOLDER", "")
MENTORING_IMPORT_BY = env.str("MENTORING_IMPORT_BY", "")
MENTORING_IMPORT_FULL_ROSTER = env.bool("MENTORING_IMPORT_FULL_ROSTER", False)
if MENTORING_IMPORT_FOLDER:
    CELERY_BEAT_SCHEDULE["import people"] = {
        "task": "accounts.tasks.import_folder",
        "schedule": crontab(minute="0", hour=str(env.int("MENTORING_IMPORT_HOUR", 2))),
    }

# A sweep that no worker has begun when the next one comes is not worth beginning any more.
for _sweep in CELERY_BEAT_SCHEDULE.values():
    _every = _sweep["schedule"]
    _seconds = _every.total_seconds() if isinstance(_every, timedelta) else 3600
    _sweep["options"] = {"queue": "sweeps", "expires": max(10, int(_seconds))}

# Mail ---------------------------------------------------------------------------------------
EMAIL_BACKEND = env.str(
    "MENTORING_EMAIL_BACKEND",
    "notifications.devmail.EmailBackend"
    if debug
    else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_HOST = env.str("MENTORING_SMTP_HOST", "localhost")
EMAIL_PORT = env.int("MENTORING_SMTP_PORT", 25)
EMAIL_HOST_USER = env.str("MENTORING_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.str("MENTORING_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.bool("MENTORING_SMTP_TLS", False)
EMAIL_TIMEOUT = 20
MESSAGE_LEASE_SECONDS = env.int("MENTORING_LEASE_SECONDS", 600)
DEFAULT_FROM_EMAIL = env.str("MENTORING_FROM_EMAIL", f"{MENTORING_NAME} <mentoring@example.org>")
DEV_MAIL_DIRECTORY = BASE_DIR / "var" / "mail"

# People and sign-in -------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PersonBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Who may sign up: "off", "directory" (people whom HR has entered), or domains, comma-separated.
MENTORING_SIGN_UP = env.str("MENTORING_SIGN_UP", "directory")
# How many proxies stand before the product and add to X-Forwarded-For.
MENTORING_TRUSTED_PROXIES = env.int("MENTORING_TRUSTED_PROXIES", 0)
# Nobody learns from the time an answer takes which addresses are known.
STEADY_SECONDS = 0.4
STEADY_PATHS = {"/accounts/signup/", "/accounts/password/reset/"}
DEVICE_COOKIE_NAME = "known-browser"
# Of allauth's limits these count one signed-in person; all others are ours (accounts/limits.py).
ACCOUNT_RATE_LIMITS: dict[str, Any] | bool = {
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    **dict.fromkeys(
        ("login", "login_failed", "signup", "reset_password", "reset_password_from_key"), None
    ),
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Only a confirmed address signs in: so sign-up tells nobody which addresses are known.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {
    "reset_password": "accounts.allauth_forms.ForgottenForm",
    "reset_password_from_key": "accounts.allauth_forms.NewPasswordForm",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name", "short_name")},
    },
]

# Languages and time -------------------------------------------------------------------------
LANGUAGE_CODE = "en"
# What people may have as their language; pages offer those that have a catalog.
KNOWN_LANGUAGES = [
    ("en", _("English")),
    ("vi", _("Vietnamese")),
    ("it", _("Italian")),
    ("pl", _("Polish")),
    ("nb", _("Norwegian Bokmål")),
]
LANGUAGES = languages.with_catalog(KNOWN_LANGUAGES, BASE_DIR / "locale")
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["mentoring.formats"]
TIME_ZONE = env.str("MENTORING_TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

# Files in records ---------------------------------------------------------------------------
MENTORING_CLAMAV = env.str("MENTORING_CLAMAV", "")
MENTORING_FILES_KEPT_DAYS = env.int("MENTORING_FILES_KEPT_DAYS", 90)

# Static files -------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"

STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "core.bundle.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
# Files made from others on the way out: see core/bundle.py.
BUNDLE_DIR = BASE_DIR / "var" / "bundle"
WHITENOISE_USE_FINDERS = debug
WHITENOISE_AUTOREFRESH = debug
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if debug
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Security -----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "mentoring.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# A file that may be put into a record stays in memory until it is sealed, and touches no disk.
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

if not debug:
    SECURE_SSL_REDIRECT = env.bool("MENTORING_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-mentoring"
    DEVICE_COOKIE_NAME = "__Host-known-browser"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Tells every glyph it drops when the typeface is made smaller.
    "loggers": {"fontTools": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.str("MENTORING_LOG_LEVEL", "INFO")},
}
