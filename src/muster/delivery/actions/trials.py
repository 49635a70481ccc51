"""A test of a message that does not exist yet: the very bytes a member would get, to one of us alone.

It is printed by the press and leaves by the lane that everything leaves by. Its subject says that
it is a test, and its stop link belongs to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from muster.accounts.queries import organisation
from muster.delivery import single, tokens
from muster.delivery.actions import direct, numbers
from muster.delivery.documents import DocumentBody, Wording
from muster.delivery.models import Direct
from muster.delivery.press import Press
from muster.kit import clock, ids
from muster.kit.actors import Doer
from muster.kit.errors import TooMany

PER_HOUR: Final = 10
_NAMED: Final = "test:"
_HOUR: Final = timedelta(hours=1)


class TooManyTests(TooMany):
    """More tests within an hour than anybody reads."""

    def __init__(self) -> None:
        super().__init__(
            _("You sent yourself %(n)s tests within an hour. The preview shows the same.")
            % {"n": PER_HOUR}
        )


@transaction.atomic
def send_test(
    *, body: DocumentBody, merge: Mapping[str, str], language: str, address: str, by: Doer
) -> Direct:
    """Queue one mail as a member with these values would get it, marked as a test."""
    now, house = clock.now(), organisation()
    _demand_few(by)
    number = numbers.reserve("delivery_direct")
    token = tokens.make(tokens.DIRECT, number)
    marked = replace(body, texts=tuple(_marked(one) for one in body.texts))
    row = Direct(
        id=number,
        subject=body.subject,
        idempotency=f"{_NAMED}{ids.token()}",
        by=by.actor,
        created_at=now,
        address=address,
        mode=house.mode,
        message_id=tokens.message_id(token, single.domain(house)),
        return_path=tokens.return_path(token, single.domain(house)),
    )
    row.raw = Press(replace(marked, return_domain=single.domain(house))).data(
        token=token,
        address=address,
        language=language,
        merge={name: value for name, value in merge.items() if value},
        stop_token="test",  # noqa: S106 - it is nobody's, so pressing it stops nobody
        date=format_datetime(now).encode(),
    )
    return direct.queue(row, by=by)


def _demand_few(by: Doer) -> None:
    lately = Direct.objects.filter(by=by.actor, created_at__gt=clock.now() - _HOUR)
    if lately.filter(idempotency__startswith=_NAMED).count() >= PER_HOUR:
        raise TooManyTests


def _marked(wording: Wording) -> Wording:
    with override(wording.language):
        return replace(wording, subject=f"[{_('Test')}] {wording.subject}")
