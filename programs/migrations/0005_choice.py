from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("programs", "0004_question_versions"),
    ]

    operations = [
        migrations.AddField(
            model_name="program",
            name="choice",
            field=models.CharField(
                choices=[
                    ("coordinator", "Coordinators match; mentees wait for a proposal"),
                    ("wishes", "Mentees rank mentors they wish for; coordinators match"),
                    ("requests", "Mentees ask a mentor themselves"),
                ],
                default="coordinator",
                max_length=11,
                verbose_name="part of the mentees in the matching",
            ),
        ),
        migrations.AddConstraint(
            model_name="program",
            constraint=models.CheckConstraint(
                condition=models.Q(("choice__in", ["coordinator", "wishes", "requests"])),
                name="program_choice_known",
                violation_error_message="This is not a way to take part in the matching.",
            ),
        ),
    ]
