"""The hats of a drive in its control room; counting itself is a page of money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.drives.models import Drive


def of(drive: Drive, staff: Staff) -> dict[str, Any]:  # noqa: ARG001
    """Nothing yet."""
    return {}
