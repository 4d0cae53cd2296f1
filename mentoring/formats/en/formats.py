"""English dates with the month in full, as in every other language."""

DATE_FORMAT = "F j, Y"
