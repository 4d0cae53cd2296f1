from django.db import migrations

from core.migrations import of_one_record, of_one_relationship

SESSIONS = "mentoring_sessions_mentoringsession"
UNIQUE = f"ALTER TABLE {SESSIONS} ADD CONSTRAINT session_of_one UNIQUE (id, relationship_id);"
NOT_UNIQUE = f"ALTER TABLE {SESSIONS} DROP CONSTRAINT session_of_one;"


class Migration(migrations.Migration):
    """Who, and which session, a row names belongs to the relationship that it names."""

    dependencies = [
        ("mentoring_sessions", "0001_initial"),
        ("relationships", "0002_database_rules"),
    ]
    operations = [
        migrations.RunSQL(UNIQUE, NOT_UNIQUE),
        of_one_relationship(SESSIONS, "host_id", "planned_by_id", "logged_by_id"),
        of_one_relationship("mentoring_sessions_laidoutdate", "by_id"),
        of_one_relationship("mentoring_sessions_action", "owner_id", f"session_id:{SESSIONS}"),
        of_one_relationship("mentoring_sessions_sharedfile", "by_id", f"session_id:{SESSIONS}"),
        of_one_relationship("mentoring_sessions_checkin", "membership_id"),
        of_one_record("mentoring_sessions_attendance", "membership_id", SESSIONS, "session_id"),
        of_one_record("mentoring_sessions_note", "author_id", SESSIONS, "session_id"),
        of_one_record("mentoring_sessions_sessionchange", "by_id", SESSIONS, "session_id"),
    ]
