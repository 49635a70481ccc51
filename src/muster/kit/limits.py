"""Token buckets in the database: how often something may happen, for all processes together.

The table is unlogged (a crash forgets a few minutes of counting) and is made by ``people``’s
migration 0002, the lowest one that needs it. A name is stored only as a keyed fingerprint.
"""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from django.db import connection

from muster.kit import secrets

_TAKE = """
INSERT INTO kit_bucket AS mine (name, level, at)
VALUES (%(name)s, %(capacity)s - 1, clock_timestamp())
ON CONFLICT (name) DO UPDATE SET at = clock_timestamp(),
  level = least(%(capacity)s, mine.level + %(rate)s
          * extract(epoch FROM clock_timestamp() - mine.at)) - 1
WHERE least(%(capacity)s, mine.level + %(rate)s
      * extract(epoch FROM clock_timestamp() - mine.at)) >= 1
RETURNING level
"""


def take(what: str, who: str, *, capacity: int, per: timedelta) -> bool:
    """Take one token of ``who`` for ``what``; False means the bucket is empty, and nothing was taken."""
    values: dict[str, str | float] = {
        "name": f"{what}:{secrets.mac('limit', what, who)}",
        "capacity": float(capacity),
        "rate": capacity / per.total_seconds(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        return cursor.fetchone() is not None


def sweep(*, older_than: timedelta) -> int:
    """Drop buckets nobody touched for so long that they are full again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM kit_bucket WHERE at < clock_timestamp() - make_interval(secs => %s)",
            [older_than.total_seconds()],
        )
        return int(cursor.rowcount)


def network(address: str) -> str:
    """The network one household or phone shares: the /64 of an IPv6 address, else the address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return parsed.exploded[:19]
    return str(parsed)
