import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

ROLES = ("mentor", "mentee", "peer")
OF_TWO = ["pair", "talk"]


def name_the_two(apps, schema_editor):
    """Fill the columns from the members: the mentor first, and of peers the lower id."""
    relationships = apps.get_model("relationships", "Relationship")
    for row in relationships.objects.filter(shape__in=OF_TWO).prefetch_related("memberships"):
        members = sorted(row.memberships.all(), key=lambda one: (ROLES.index(one.role), one.user_id))
        row.first_user_id, row.second_user_id = (one.user_id for one in members)
        row.save(update_fields=["first_user", "second_user"])


class Migration(migrations.Migration):
    """The two people of a pair are columns with foreign keys, where they were a parsed text."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("relationships", "0002_database_rules"),
    ]
    operations = [
        migrations.AddField(
            "relationship",
            "first_user",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "relationship",
            "second_user",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(name_the_two, migrations.RunPython.noop),
        # The foreign keys are checked before the table is changed again.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveConstraint("relationship", "one_open_relationship_per_pair"),
        migrations.RemoveField("relationship", "pair_key"),
        migrations.AddConstraint(
            "relationship",
            models.UniqueConstraint(
                fields=["program", "first_user", "second_user"],
                condition=Q(status__in=["proposed", "active", "paused"]),
                name="one_open_relationship_per_pair",
                violation_error_message="These two are already mentoring together here.",
            ),
        ),
        migrations.AddConstraint(
            "relationship",
            models.CheckConstraint(
                condition=Q(
                    shape__in=OF_TWO, first_user__isnull=False, second_user__isnull=False
                )
                & ~Q(first_user=F("second_user"))
                | ~Q(shape__in=OF_TWO) & Q(first_user__isnull=True, second_user__isnull=True),
                name="relationship_of_two_names_both",
                violation_error_message="A pair is two people.",
            ),
        ),
    ]
