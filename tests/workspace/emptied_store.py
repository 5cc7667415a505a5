"""What is done after each test of transactions: the store is empty again, as cheaply as what was written allows.

Django's own way empties every table, and makes its permissions anew: it took longer than most of the tests.
"""

from __future__ import annotations

from django.db import connection, transaction

MIGRATIONS = "django_migrations"


def empty_store() -> None:
    """Remove all rows but those of the migrations, although triggers refuse that for append-only tables."""
    names = [name for name in connection.introspection.table_names() if name != MIGRATIONS]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names))
        full = [name for (name,) in cursor.fetchall()]
    if connection.vendor == "sqlite":
        _empty_on_sqlite(full)
    elif full:
        _empty_on_postgresql(full, names)


def _empty_on_postgresql(full: list[str], names: list[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # Only a superuser may do this, which the test's server has and the product's role must not be.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname = ANY(%s) AND relpages > 0", [full])
        if cursor.fetchone() == (0,):
            cursor.execute("; ".join(f'DELETE FROM "{name}"' for name in full))
        else:
            # Somebody counted them, and the next test's plans are to be those of its own rows: this forgets it.
            cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in names))


def _empty_on_sqlite(full: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'trigger'")
        triggers = [(name, sql) for name, table, sql in cursor.fetchall() if table in full]
        cursor.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'")
        # What ANALYZE said of them goes too: the next test's plans are to be those of its own rows.
        forgotten = ["DELETE FROM sqlite_stat1", "ANALYZE sqlite_schema"] if cursor.fetchone() else []
        # All rows go, none is left that points at nothing; looking that up for each took minutes.
        cursor.execute("PRAGMA foreign_keys = OFF")
        try:
            with transaction.atomic():
                for sql in (
                    *(f'DROP TRIGGER "{name}"' for name, _ in triggers),
                    *(f'DELETE FROM "{name}"' for name in full),
                    *forgotten,
                    *(sql for _, sql in triggers),
                ):
                    cursor.execute(sql)
        finally:
            cursor.execute("PRAGMA foreign_keys = ON")
