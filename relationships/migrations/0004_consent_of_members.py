from django.db import migrations

from core.migrations import members_of_one_relationship


class Migration(migrations.Migration):
    """Who agrees to something is a member of the relationship that it belongs to."""

    dependencies = [("relationships", "0003_people_of_a_pair")]
    operations = [
        members_of_one_relationship("relationships_agreement", "agreed"),
        members_of_one_relationship("relationships_goal", "agreed"),
        members_of_one_relationship("relationships_phaseproposal", "agreed"),
    ]
