"""Entry point for WSGI servers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")
# Somebody waits for a page. Workers, imports and migrations may take their time.
os.environ.setdefault("MENTORING_STATEMENT_SECONDS", "20")
application = get_wsgi_application()
