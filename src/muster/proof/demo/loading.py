"""The demo as the sample of an installation that somebody has begun: beside their account, until they delete it.

Nobody of the cast gets a password here, since this installation may stand where strangers can reach it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from muster.kit.samples import Step


def fits() -> bool:
    """Whether nobody and nothing of an organisation’s work is in here yet."""
    from muster.audiences.models import Audience
    from muster.broadcasts.models import Broadcast
    from muster.inbox.models import Conversation
    from muster.people.models import Person
    from muster.sources.models import Import, Source

    work = (Person, Audience, Broadcast, Conversation, Import, Source)
    return not any(model.objects.exists() for model in work)


def steps() -> Sequence[Step]:
    """The same that ``muster demo`` fills, in the same order."""
    from muster.proof.demo import (
        answering,
        crisis,
        giving,
        peopling,
        remembering,
        sending,
        staffing,
        world,
    )

    now = world.present()
    return (
        lambda: staffing.fill(password=None),
        lambda: peopling.fill(now),
        lambda: sending.fill(now),
        lambda: remembering.fill(now),
        lambda: answering.fill(now),
        lambda: giving.fill(now),
        lambda: crisis.fill(now),
    )


def beside(since: datetime) -> Mapping[str, int]:
    """How much of an organisation’s own work was put in after the sample had come whole."""
    from muster.audiences.models import Audience
    from muster.broadcasts.models import Broadcast
    from muster.inbox.models import Conversation
    from muster.people.models import Person
    from muster.sources.models import Import, Source

    return {
        "people": Person.objects.filter(created_at__gt=since).count(),
        "imports": Import.objects.filter(uploaded_at__gt=since).count(),
        "sources": Source.objects.filter(created_at__gt=since).count(),
        "audiences": Audience.objects.filter(created_at__gt=since).count(),
        "broadcasts": Broadcast.objects.filter(created_at__gt=since).count(),
        "conversations": Conversation.objects.filter(opened_at__gt=since).count(),
    }
