
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0001_initial'),
        ('programs', '0003_settled_steps'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='enrollment',
            name='enrollment_status_known',
        ),
        migrations.AlterField(
            model_name='enrollment',
            name='status',
            field=models.CharField(choices=[('draft', 'Not sent yet'), ('submitted', 'Waiting for approval'), ('approved', 'Approved'), ('declined', 'Not approved'), ('undecided', 'Closed without a decision'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='enrollment',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'submitted', 'approved', 'declined', 'undecided', 'withdrawn'])), name='enrollment_status_known', violation_error_message='This is not an enrollment status.'),
        ),
    ]
