"""The list by PostgreSQL, as of now: what the other engines are held to."""

import numpy as np
import numpy.typing as npt
from django.db import connection

from muster.audiences import compiler
from muster.audiences.definition import Definition
from muster.audiences.world import World
from muster.kit.scope import Scope


def members(definition: Definition, scope: Scope, world: World) -> npt.NDArray[np.int64]:
    """Return the numbers of the people of a definition, in order."""
    sql = compiler.members(definition, scope, world)
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        return np.sort(np.fromiter((row[0] for row in cursor), dtype=np.int64))
