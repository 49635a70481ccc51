"""Empties the database after a test with real commits: only what holds something, and never the map.

Django empties all of some two hundred tables and writes its own names of models and permissions anew each time, which
takes longer than most tests.
"""

from __future__ import annotations

from typing import Any, Final

# What migrations wrote and no test changes.
KEPT: Final = {"auth_permission", "django_content_type", "places_region"}
# A table with parts is empty itself.
_FILLED: Final = """
SELECT c.oid::regclass::text FROM pg_class c
 WHERE c.oid = ANY (%s::regclass[]) AND (c.relkind = 'p' OR pg_relation_size(c.oid) > 0)"""


def empty(_case: Any = None) -> None:
    """Take away what a test committed."""
    from django.db import connection

    from muster.activity import dictionary

    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        cursor.execute(_FILLED, [[name for name in names if name not in KEPT]])
        filled = [row[0] for row in cursor.fetchall()]
        if filled:
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")
    # The numbers that names had in the log are gone with their tables.
    dictionary.forget_all()
