"""Writes what holds of people: each table sorted by DuckDB, so that the database only has to read it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from muster.audiences.lake.writing import RECORDS

if TYPE_CHECKING:
    from muster.audiences.lake.exporting import Snapshot
    from muster.audiences.lake.writing import Writer

_READ: Final = {
    "people": "FROM rows ORDER BY id",
    "traits": "FROM rows ORDER BY kind, value, person",
    "shut": "FROM rows UNION ALL BY NAME FROM late ORDER BY channel, key",
}
_KEYS: Final = "SELECT id, person, kind, source FROM held ORDER BY id"
# Letters are less than 128, so their number is never negative.
_MACS: Final = (
    "SELECT * FROM (SELECT ('0x' || hex(start))::BIGINT AS mac, id AS key FROM held"
    " WHERE start IS NOT NULL UNION ALL BY NAME FROM made) ORDER BY mac"
)
_YES: Final = (
    "SELECT channel, purpose, person, key FROM rows JOIN held ON id = key"
    " ORDER BY channel, purpose, person, key"
)


def records(writer: Writer, moment: Snapshot) -> dict[str, str]:
    """Write every table of people’s records at one moment of the database; returns their files by name."""
    made, late = moment.unmade()
    with writer.engine() as engine:

        def written(name: str, sql: str) -> str:
            return writer.copy(engine, name, sql, form=RECORDS)

        engine.register("made", made)
        engine.register("late", late)
        found = {}
        for name, sql in _READ.items():
            engine.register("rows", moment.table(name))
            found[name] = written(name, sql)
        engine.register("rows", moment.table("keys"))
        engine.execute("CREATE TEMP TABLE held AS FROM rows")
        found |= {"keys": written("keys", _KEYS), "macs": written("macs", _MACS)}
        engine.register("rows", moment.table("yes"))
        return found | {"yes": written("yes", _YES)}
