"""Empties the database after a test with real commits: only what holds something, and never the map.

Django truncates all of some two hundred tables, which makes a thousand new files, and writes its own names of models
and permissions anew each time; that takes longer than most tests. Rows that few tests leave are gone sooner one by one.
"""

from __future__ import annotations

from typing import Any, Final

# What migrations wrote and no test changes.
KEPT: Final = {"auth_permission", "django_content_type", "places_region"}
# Which Django did not make.
BESIDE: Final = {"activity_fact"}
# A table with parts is empty itself.
_FILLED: Final = """
SELECT name, size FROM (
  SELECT c.oid::regclass::text AS name, CASE c.relkind
    WHEN 'p' THEN (SELECT sum(pg_relation_size(relid)) FROM pg_partition_tree(c.oid))
    ELSE pg_relation_size(c.oid) END AS size
  FROM pg_class c WHERE c.oid = ANY (%s::regclass[])) AS sized
WHERE size > 0"""
# Beyond so many bytes new files cost less than the rows do.
_LARGE: Final = 4_000_000


def tables() -> set[str]:
    """Whatever tests may write to."""
    from django.db import connection

    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return {*names, *BESIDE} - KEPT


def empty(_case: Any = None) -> None:
    """Take away what a test committed."""
    from django.db import connection

    from muster.activity import dictionary

    with connection.cursor() as cursor:
        cursor.execute(_FILLED, [sorted(tables())])
        filled = dict(cursor.fetchall())
        if any(size > _LARGE for size in filled.values()):
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")
        elif filled:
            # Whoever is still writing is waited for, as TRUNCATE does; no trigger keeps a row.
            cursor.execute(
                "BEGIN; SET LOCAL session_replication_role = replica;"
                f" LOCK TABLE {', '.join(filled)} IN ACCESS EXCLUSIVE MODE;"
                f" {' '.join(f'DELETE FROM {name};' for name in filled)} COMMIT"
            )
    # The numbers that names had in the log are gone with their tables.
    dictionary.forget_all()
