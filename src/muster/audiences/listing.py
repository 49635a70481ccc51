"""The numbers of those who fit, for a file of modest length; never more than asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from muster.audiences import compiler

if TYPE_CHECKING:
    from muster.audiences.definition import Definition
    from muster.audiences.world import World
    from muster.kit.scope import Scope


def members(
    definition: Definition, scope: Scope, *, most: int, world: World | None = None
) -> list[int]:
    """Return who fits and is in sight, by number, at most so many."""
    sql = compiler.members(definition, scope, world).then(" ORDER BY p.id LIMIT %s", most)
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        return [row[0] for row in cursor.fetchall()]
