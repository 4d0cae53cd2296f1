"""The base of every record: an id that nobody can guess, and when it was created."""

import uuid

from django.db import models

from core import clock


class Record(models.Model):
    """A row with an unguessable id, known before it is written, and its moment of creation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True
