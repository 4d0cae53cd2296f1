from django.db import migrations


def end_applications(apps, _schema_editor):
    """Programs that closed before closing ended what was waiting in them. Nobody is told now."""
    rows = apps.get_model('profiles', 'Enrollment').objects
    rows.filter(status='submitted', program__status='closed').update(status='undecided')


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0002_undecided_enrollments'),
    ]

    operations = [
        migrations.RunPython(end_applications, migrations.RunPython.noop),
    ]
