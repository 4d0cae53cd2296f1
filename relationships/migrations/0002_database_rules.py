from django.db import migrations

from core.migrations import append_only, of_one_record, of_one_relationship, refuses_truncate

UNIQUE = "ALTER TABLE relationships_membership ADD CONSTRAINT membership_of_one UNIQUE (id, relationship_id);"
NOT_UNIQUE = "ALTER TABLE relationships_membership DROP CONSTRAINT membership_of_one;"


class Migration(migrations.Migration):
    """History only grows, and who a row names belongs to the relationship that it names."""

    dependencies = [("relationships", "0001_initial")]
    operations = [
        append_only("relationships_historyentry"),
        refuses_truncate("relationships_historyentry"),
        migrations.RunSQL(UNIQUE, NOT_UNIQUE),
        of_one_relationship("relationships_agreement", "proposed_by_id", "confirmed_by_id"),
        of_one_relationship(
            "relationships_goal", "proposed_by_id", "confirmed_by_id", "owner_id", "closed_by_id"
        ),
        of_one_relationship(
            "relationships_phaseproposal", "proposed_by_id", "confirmed_by_id", "closed_by_id"
        ),
        of_one_relationship("relationships_historyentry", "proposed_by_id"),
        of_one_relationship("relationships_story", "written_by_id"),
        of_one_relationship("relationships_pauserequest", "asked_by_id"),
        of_one_record("relationships_goalmove", "by_id", "relationships_goal", "goal_id"),
        of_one_record("relationships_activity", "owner_id", "relationships_goal", "goal_id"),
        of_one_record("relationships_storyconsent", "member_id", "relationships_story", "story_id"),
        of_one_record(
            "relationships_supportnote", "giver_id", "relationships_membership", "noted_by_id"
        ),
    ]
