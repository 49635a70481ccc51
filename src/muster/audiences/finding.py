"""Finding a kept audience by a word of its name."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.audiences import access
from muster.kit.found import Hit
from muster.kit.text import holds

SHOWN: Final = 6


def search(text: str, *, by: Staff, limit: int = SHOWN) -> list[Hit]:
    """Kept audiences that ``by`` may see, by name. A house has hundreds, so they are read here."""
    names = access.audiences(by=by).order_by("name", "id").values_list("id", "name")
    found = [Hit(number, name, _("By name")) for number, name in names if holds(name, text)]
    return found[:limit]
