import accounts.models
from accounts.zones import of_location
from django.db import migrations, models


def forget_what_nobody_chose(apps, schema_editor):
    """UTC was what people had whom nobody had asked: their location says more, or nothing does."""
    User = apps.get_model("accounts", "User")
    AuditEvent = apps.get_model("accounts", "AuditEvent")
    chose = AuditEvent.objects.filter(verb="person.chose_own_settings", actor__isnull=False).values("actor_id")
    rows = User.objects.filter(time_zone="UTC").exclude(pk__in=chose)
    for location in set(rows.order_by().values_list("location", flat=True)):
        rows.filter(location=location).update(time_zone=of_location(location))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_sessions_ended'),
    ]

    operations = [
        migrations.AlterField(
            model_name='user',
            name='time_zone',
            field=models.CharField(blank=True, default='', max_length=64, validators=[accounts.models.validate_time_zone], verbose_name='time zone'),
        ),
        migrations.RunPython(forget_what_nobody_chose, migrations.RunPython.noop, elidable=True),
    ]
