from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='matchcriterion',
            name='key',
            field=models.CharField(choices=[('need_experience', 'The mentor has what the mentee wants to learn'), ('situation', 'The mentor has lived through the mentee’s situation'), ('learning_focus', 'Both care about the same learning focus'), ('two_way', 'The mentor can learn from the mentee too'), ('functions', 'The support wanted is the support offered'), ('style', 'They like to work in the same way'), ('field', 'Same or different field, as the mentee prefers'), ('practicalities', 'Time and channels fit')], max_length=20, verbose_name='criterion'),
        ),
        migrations.AlterField(
            model_name='program',
            name='manager_asked',
            field=models.CharField(choices=[('nobody', 'Nobody’s: the coordinators alone decide'), ('mentees', 'Those of mentees'), ('everybody', 'Those of mentors and mentees')], default='nobody', max_length=9, verbose_name='line managers asked'),
        ),
        migrations.AlterConstraint(
            model_name='touchpointchoice',
            name='touchpoint_day',
            constraint=models.CheckConstraint(condition=models.Q(('day__gte', 0), ('day__lte', 730)), name='touchpoint_day', violation_error_message='An email comes within two years.'),
        ),
    ]
