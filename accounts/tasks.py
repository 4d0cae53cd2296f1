"""Imports from the watched folder, and what the product does with people's data by itself."""

import logging
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import letters
from accounts.imports import actions, folder
from accounts.models import User
from core import clock

logger = logging.getLogger(__name__)


@shared_task
def forget_uploads() -> int:
    """Safe to run at any time and twice; how many uploaded files were deleted."""
    return actions.forget_old()


@shared_task
def import_folder() -> int:
    """Safe to run at any time and twice: each file is claimed once. How many were handled."""
    with override(settings.LANGUAGE_CODE):
        by = _hr_admin(settings.MENTORING_IMPORT_BY)
        if by is None:
            return _stopped(
                _("No HR admin is set to run the import. Set MENTORING_IMPORT_BY to an HR admin.")
            )
        try:
            handled = folder.take_in(
                Path(settings.MENTORING_IMPORT_FOLDER),
                by=by,
                full_roster=settings.MENTORING_IMPORT_FULL_ROSTER,
                now=clock.now(),
            )
        except OSError as error:
            return _stopped(_("The folder cannot be used: %(why)s.") % {"why": error.strerror})
    for file in handled:
        if file.is_news:
            upload = str(file.upload.pk) if file.upload else ""
            letters.tell_imported(file.name, file.reason, file.counts, upload)
    return len(handled)


def _hr_admin(email: str) -> User | None:
    person = User.objects.by_email(email)
    return person if person and person.is_active and person.is_hr_admin else None


def _stopped(reason: str) -> int:
    logger.error("The watched folder was not imported: %s", reason)
    letters.tell_stopped(reason)
    return 0
