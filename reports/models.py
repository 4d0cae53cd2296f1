"""What is kept of a program's figures: the counts that sponsors and HR admins were told."""

from django.db import models

from core.models import Record
from programs.models import Program


class ToldFigures(Record):
    """The counts of one program as they are told, renewed at night (``reports.released``).

    ``tables`` holds counts by group, by the key of the table: numbers only.
    """

    program = models.OneToOneField(Program, models.CASCADE, related_name="told_figures")
    tables = models.JSONField(default=dict)
    renewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.program_id}"
