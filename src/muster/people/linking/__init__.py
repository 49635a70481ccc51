"""Which records may be of one person: scored by what they say, field by field, and never joined here.

Pure: a table of records goes in, scored pairs come out. The nightly job and ``muster bench identity``
call this very code. It never reads the database and never decides.
"""

from muster.people.linking.groups import group
from muster.people.linking.pairs import AUTOMATIC, LIKELY, WORTH_A_LOOK, Pair, find, may_join_itself
from muster.people.linking.table import COLUMNS, SCHEMA, table

__all__ = [
    "AUTOMATIC",
    "COLUMNS",
    "LIKELY",
    "SCHEMA",
    "WORTH_A_LOOK",
    "Pair",
    "find",
    "group",
    "may_join_itself",
    "table",
]
