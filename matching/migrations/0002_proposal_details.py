from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="contributions",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="proposal",
            name="left_out",
            field=models.CharField(blank=True, max_length=40),
        ),
    ]
