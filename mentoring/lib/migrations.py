"""Operations that several apps' migrations share."""

from django.db.migrations import RunSQL


def append_only(table: str) -> RunSQL:
    """Let the database refuse every change and every deletion of a row of ``table``."""
    return RunSQL(
        f"""
        CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation';
        END $$;
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only();
        """,
        f"DROP TRIGGER append_only ON {table}; DROP FUNCTION {table}_is_append_only();",
    )
