"""What the figures of a program become when it closes."""

from programs.closing_table import ClosingLine, register
from reports.models import ToldFigures

register(ClosingLine("figures that were told", (ToldFigures,), "they say what was told before"))
