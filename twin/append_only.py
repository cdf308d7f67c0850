"""Tables whose rows the database itself keeps: triggers that refuse to change or delete them, for migrations to put there."""

from sqlalchemy import Connection, text


def protect(connection: Connection, table: str, key: tuple[str, ...]) -> None:
    """Refuse every UPDATE, DELETE and TRUNCATE of a table, and SQLite's INSERT OR REPLACE over a row with the same `key`."""
    _refuse(connection, table, "update", "", f"{table} is append-only: a row is never changed")
    _refuse(connection, table, "delete", "", f"{table} is append-only: a row is never deleted")
    if connection.dialect.name == "sqlite":
        # Replacing a row deletes the old one without asking its triggers.
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        there = f"EXISTS (SELECT 1 FROM {table} WHERE ({same}) OR rowid = NEW.rowid)"
        _refuse(connection, table, "insert", there, f"{table} is append-only: there is a row with this key")
    else:
        _refuse_truncation(connection, table)


def only_forward(connection: Connection, table: str, column: str) -> None:
    """Refuse to delete a row, and to set the number in `column` back."""
    _refuse(connection, table, "update", f"NEW.{column} < OLD.{column}", f"{table} only goes forward: {column} cannot be less")
    _refuse(connection, table, "delete", "", f"{table} only goes forward: a row is never deleted")
    if connection.dialect.name == "postgresql":
        _refuse_truncation(connection, table)


def release(connection: Connection, table: str) -> None:
    """Take the triggers of `protect` or `only_forward` away again, e.g. to go back to an older schema."""
    for action in ("update", "delete", "insert", "truncate"):
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"DROP TRIGGER IF EXISTS {_name(table, action)}"))
        else:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {_name(table, action)} ON {table}"))
            connection.execute(text(f"DROP FUNCTION IF EXISTS {_name(table, action)}()"))


def _name(table: str, action: str) -> str:
    return f"{table}_refuses_{action}"


def _refuse(connection: Connection, table: str, action: str, when: str, message: str) -> None:
    name = _name(table, action)
    condition = f" WHEN ({when})" if when else ""
    if connection.dialect.name == "sqlite":
        body = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        connection.execute(text(f"CREATE TRIGGER {name} BEFORE {action.upper()} ON {table}{condition} {body}"))
        return
    _function(connection, name, message)
    connection.execute(
        text(f"CREATE TRIGGER {name} BEFORE {action.upper()} ON {table} FOR EACH ROW{condition} EXECUTE FUNCTION {name}()")
    )


def _refuse_truncation(connection: Connection, table: str) -> None:
    name = _name(table, "truncate")
    _function(connection, name, f"{table} is append-only: it is never emptied")
    connection.execute(text(f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {name}()"))


def _function(connection: Connection, name: str, message: str) -> None:
    connection.exec_driver_sql(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
