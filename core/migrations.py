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


def refuses_truncate(table: str) -> RunSQL:
    """Let an append-only ``table`` survive ``TRUNCATE`` too.

    Emptying a database on purpose takes a superuser who says so (``mentoring.may_truncate``), as
    the tests do.
    """
    return RunSQL(
        f"""
        CREATE FUNCTION {table}_refuses_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('mentoring.may_truncate', true) IS DISTINCT FROM 'on'
               OR NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
                RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
                USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER refuses_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuses_truncate();
        """,  # noqa: S608  The table is named by a migration.
        f"DROP TRIGGER refuses_truncate ON {table}; DROP FUNCTION {table}_refuses_truncate();",
    )


def of_one_relationship(table: str, *columns: str) -> RunSQL:
    """Let a row of ``table`` point only to members, or a session, of its own ``relationship``.

    ``columns`` are ``column`` (a membership) or ``column:table`` with the table it points to.
    """
    names = [column.partition(":") for column in columns]
    add = [
        f"ADD CONSTRAINT {table}_{column}_of_one FOREIGN KEY ({column}, relationship_id) "
        f"REFERENCES {target or 'relationships_membership'} (id, relationship_id) "
        "DEFERRABLE INITIALLY DEFERRED"
        for column, _colon, target in names
    ]
    drop = [f"DROP CONSTRAINT {table}_{column}_of_one" for column, _colon, _target in names]
    return RunSQL(
        f"ALTER TABLE {table} {', '.join(add)};", f"ALTER TABLE {table} {', '.join(drop)};"
    )


def of_one_record(table: str, column: str, parent: str, via: str) -> RunSQL:
    """Let a row of ``table`` point by ``column`` only to a member of the record that its
    ``parent``, to which ``via`` points, belongs to.

    It is looked at when the transaction ends: a row deleted by then has no parent, and passes.
    """
    name = f"{table}_{column}_of_one"
    return RunSQL(
        f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (
                SELECT FROM {parent} parent
                JOIN relationships_membership member ON member.id = NEW.{column}
                WHERE parent.id = NEW.{via}
                AND parent.relationship_id <> member.relationship_id
            ) THEN
                RAISE EXCEPTION '% points to another record', TG_TABLE_NAME
                USING ERRCODE = 'foreign_key_violation';
            END IF;
            RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE ON {table}
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {name}();
        """,
        f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();",
    )


def members_of_one_relationship(table: str, column: str) -> RunSQL:
    """Let the array ``column`` of ``table`` hold only members of the row's own ``relationship``.

    An array has no foreign keys. It is looked at when the transaction ends; a row deleted by then
    passes.
    """
    name = f"{table}_{column}_of_one"
    return RunSQL(
        f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM {table} WHERE id = NEW.id) AND EXISTS (
                SELECT FROM unnest(NEW.{column}) given
                WHERE NOT EXISTS (
                    SELECT FROM relationships_membership member
                    WHERE member.id = given AND member.relationship_id = NEW.relationship_id
                )
            ) THEN
                RAISE EXCEPTION '% names members of another record', TG_TABLE_NAME
                USING ERRCODE = 'foreign_key_violation';
            END IF;
            RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE OF {column} ON {table}
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {name}();
        """,  # noqa: S608  The table is named by a migration.
        f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();",
    )
