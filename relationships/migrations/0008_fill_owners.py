"""Goals get their owner, and everything confirmed says who stands behind it."""

from django.db import migrations

OWNERS = """
UPDATE relationships_goal SET owner_id = member.id
FROM relationships_membership AS member
WHERE member.relationship_id = relationships_goal.relationship_id AND member.role = 'mentee'
"""
AGREED = """
UPDATE {table}
SET agreed = array_remove(ARRAY[proposed_by_id, confirmed_by_id], NULL)
"""
TABLES = ("relationships_agreement", "relationships_goal", "relationships_phaseproposal")


class Migration(migrations.Migration):
    dependencies = [("relationships", "0007_members")]

    operations = [
        migrations.RunSQL(OWNERS, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(AGREED.format(table=table), migrations.RunSQL.noop)
            for table in TABLES
        ),
    ]
