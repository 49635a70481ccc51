"""What somebody looks at on our own pages is noted only after they said yes to exactly that."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from muster.people.models import ConsentState, IdentityKey

CHANNEL: Final = "web"
PURPOSE: Final = "attention"


def wording() -> str:
    """The words beside the button, kept with each yes."""
    return _(
        "Note which of your pages I look at and what I search for here, so that you suggest what fits me."
    )


def noted(key: IdentityKey) -> bool:
    """Whether the holder of this address said yes to it."""
    return ConsentState.objects.filter(key=key, purpose=PURPOSE, state="granted").exists()
