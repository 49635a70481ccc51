"""Why a place of a plan stays empty, in words. Apart from the rest of planning, which is large to load."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

TOLD: Final = {
    "unqualified": _("nobody within reach has the skills"),
    "far": _("nobody lives within reach"),
    "conditions": _(
        "nobody within reach speaks the language, or can use the place, or helps in this way"
    ),
    "not_free": _("nobody who could do it is free then"),
    "asked": _("everybody who could do it was asked within the last week"),
    "too_few": _("fewer people fit than there are places"),
    "elsewhere": _("those who fit are needed more elsewhere"),
}
