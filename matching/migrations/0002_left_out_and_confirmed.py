from django.db import migrations, models
from django.db.models import F


def date_verdicts(apps, _schema_editor):
    """Pairs that were left out before the moment was kept: since their draft."""
    rows = apps.get_model('matching', 'Proposal').objects.exclude(left_out='')
    rows.update(left_out_at=F('created_at'))
    for row in apps.get_model('matching', 'Arrangement').objects.exclude(overtaken=[]):
        row.overtaken = [[*pair[:2], row.arranged_at.isoformat()] for pair in row.overtaken]
        row.save(update_fields=['overtaken'])


class Migration(migrations.Migration):

    dependencies = [
        ('matching', '0001_initial'),
        ('profiles', '0001_initial'),
        ('relationships', '0002_database_rules'),
    ]

    operations = [
        migrations.AddField(
            model_name='matchrun',
            name='confirmed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='proposal',
            name='left_out_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(date_verdicts, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('left_out', ''), ('left_out_at', None)), models.Q(models.Q(('left_out', ''), _negated=True), ('left_out_at__isnull', False)), _connector='OR'), name='left_out_why_and_when', violation_error_message='A pair that was left out says why and when.'),
        ),
    ]
