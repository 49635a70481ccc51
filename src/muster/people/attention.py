"""What somebody looks at on our own pages is noted only after they said yes to exactly that."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from muster.people.models import ConsentState, IdentityKey

CHANNEL: Final = "web"
PURPOSE: Final = "attention"


def wording() -> str:
    """The words beside the button, kept with each yes."""
    return _(
        "Note which of your pages I look at, from which of your messages I came there, and what I search for here,"
        " so that you suggest what fits me."
    )


def noted(key: IdentityKey) -> bool:
    """Whether the holder of this address said yes to it."""
    return ConsentState.objects.filter(key=key, purpose=PURPOSE, state="granted").exists()


def noted_with_message(key: IdentityKey) -> bool:
    """Whether the words they said yes to also name the message they came from, as older ones did not."""
    words = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            words.append(wording())
    return ConsentState.objects.filter(
        key=key, purpose=PURPOSE, state="granted", entry__wording__text__in=words
    ).exists()
