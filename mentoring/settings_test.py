"""Settings for the tests: the same product, with fast passwords and mail kept in memory."""

import os

os.environ["MENTORING_DEBUG"] = "1"

from mentoring.settings import *  # noqa: F403
from mentoring.settings import DATABASES, TEMPLATES

DEBUG = False
TEMPLATES[0]["OPTIONS"]["debug"] = True
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = False
WHITENOISE_AUTOREFRESH = True
ACCOUNT_RATE_LIMITS = False
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DB", "test_mentoring")}
STEADY_SECONDS = 0.0
DATABASES["default"]["OPTIONS"]["options"] += " -c mentoring.may_truncate=on"
