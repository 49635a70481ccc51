"""Which regions' people a door may see. Unset means nobody, here and in the database's own policies."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar, Self

from django.db import connection, transaction

SETTING = "muster.scope"
WEB_ROLE = "muster_web"


@dataclass(frozen=True, slots=True)
class Scope:
    """Every region, some regions by code, or one person who holds a link to their own record."""

    everyone: bool = False
    regions: frozenset[str] = frozenset()
    person_id: int | None = None

    NOBODY: ClassVar[Self]
    EVERYONE: ClassVar[Self]

    @property
    def setting(self) -> str:
        """The value of ``muster.scope`` that the row-level policies read."""
        if self.everyone:
            return "*"
        if self.person_id is not None:
            return f"self:{self.person_id}"
        return ",".join(sorted(self.regions))

    def holds(self, region: str | None) -> bool:
        """Tell whether people of ``region`` are inside."""
        return self.everyone or (region is not None and region in self.regions)


Scope.NOBODY = Scope()
Scope.EVERYONE = Scope(everyone=True)


@contextmanager
def entered(scope: Scope) -> Iterator[None]:
    """Run the block as the web role inside ``scope``, in the caller's transaction or one of its own.

    Both settings are local to the transaction, so a pooled connection can never leak them.
    """
    with transaction.atomic():
        before = _replace(WEB_ROLE, scope.setting)
        yield
        # Not in a finally: after an error the savepoint's rollback restores both by itself.
        _write(*before)


@contextmanager
def alone(scope: Scope) -> Iterator[None]:
    """The same in a transaction of its own: both settings end with it, so that nothing is put back."""
    with transaction.atomic(durable=True):
        _write(WEB_ROLE, scope.setting)
        yield


def narrow(scope: Scope) -> None:
    """Change the scope of the block that is entered, once a door knows whose record it opens."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, scope.setting])


def _replace(role: str, value: str) -> tuple[str, str]:
    """Set both and return what they were; the database works a list off from its first to its last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, coalesce(current_setting(%s, true), ''),"
            " set_config('role', %s, true), set_config(%s, %s, true)",
            [SETTING, role, SETTING, value],
        )
        was_role, was_value, *_now = cursor.fetchone()
    return was_role, was_value


def _write(role: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config(%s, %s, true)", [role, SETTING, value]
        )
