"""The audit log may only grow: the database itself refuses to change or remove an entry.

The head (one row) moves with every entry, so it may be changed, never removed. SQLite and PostgreSQL say the same in
their own words; PostgreSQL also refuses to truncate.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ENTRY, HEAD = "accounts_auditentry", "accounts_audithead"
REFUSED = (
    (ENTRY, "UPDATE"),
    (ENTRY, "DELETE"),
    (HEAD, "DELETE"),
)
SENTENCE = "the audit log is append-only"


def guard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    statements = _postgresql() if editor.connection.vendor == "postgresql" else _sqlite()
    for statement in statements:
        editor.execute(statement, params=None)


def unguard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    on_table = editor.connection.vendor == "postgresql"
    for table, verb in (*REFUSED, *(((ENTRY, "TRUNCATE"), (HEAD, "TRUNCATE")) if on_table else ())):
        editor.execute(f"DROP TRIGGER {table}_no_{verb.lower()}" + (f" ON {table}" if on_table else ""))
    if on_table:
        editor.execute("DROP FUNCTION accounts_append_only()")


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        for table, verb in REFUSED
    ]


def _postgresql() -> list[str]:
    function = (
        "CREATE FUNCTION accounts_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$ "
        f"BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $body$"
    )
    rows = [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION accounts_append_only()"
        for table, verb in REFUSED
    ]
    whole = [
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION accounts_append_only()"
        for table in (ENTRY, HEAD)
    ]
    return [function, *rows, *whole]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
