"""What leaders of the invented teams have in hand: members shared out, a list of first words, the aims of the week."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from muster.accounts.models import Staff
from muster.groups import actions, calls, numbers
from muster.groups.leading_errors import NobodyToCall
from muster.groups.models import Group
from muster.kit.scope import Scope, entered

# What the calls are about and the words to say, by the language of the team.
WORDS: Final[dict[str, tuple[str, str]]] = {
    "en": ("First words", "Hello {given_name}, welcome. May I tell you about Saturday?"),
    "pl": ("Pierwsze słowo", "Dzień dobry {given_name}, witamy w zespole. Opowiem o sobocie?"),
    "it": ("Prime parole", "Ciao {given_name}, benvenuti. Posso raccontare di sabato?"),
    "fr": ("Premiers mots", "Bonjour {given_name}, bienvenue. Puis-je vous parler de samedi ?"),
}
AIMS: Final = {"calls": "12", "shifts": "6", "members": "3", "gifts": "4"}


def fill(group: Group, language: str, by: Staff, now: datetime) -> None:
    """Once the team has its leaders."""
    group.refresh_from_db()
    actions.share_out(group=group, by=by, at=now)
    actions.set_aims(group=group, week=numbers.monday(group, now), aims=AIMS, by=by, at=now)
    with entered(Scope.EVERYONE):
        waiting = calls.whom(group, "unspoken", at=now)
    title, script = WORDS[language]
    try:
        actions.make_list(
            group=group,
            title=title,
            script=script,
            source="unspoken",
            members=waiting,
            by=by,
            at=now,
        )
    except NobodyToCall:
        return  # nobody of this team has a telephone
