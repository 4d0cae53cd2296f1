from django.db import migrations, models


class Migration(migrations.Migration):
    """A moved session says from when."""

    dependencies = [("mentoring_sessions", "0002_database_rules")]
    operations = [
        migrations.AddField(
            model_name="mentoringsession",
            name="moved_from",
            field=models.DateTimeField(null=True),
        ),
    ]
