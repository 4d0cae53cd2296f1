from django.db import migrations

from mentoring.lib.migrations import of_one_relationship


class Migration(migrations.Migration):
    """Who asks for a pause belongs to the relationship that pauses."""

    dependencies = [("relationships", "0018_of_one_record")]
    operations = [of_one_relationship("relationships_pauserequest", "asked_by_id")]
