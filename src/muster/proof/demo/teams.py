"""Who at Havsvakt answers what: care and gifts, each with words in four languages."""

from datetime import datetime

from muster.accounts.models import Staff
from muster.inbox import actions as inbox
from muster.inbox.actions.teams import Place
from muster.inbox.models import Team

GIFTS = "donation\ngift\nreceipt\ndono\nricevuta\ndarowizna\npokwitowanie\ndon\nreçu fiscal"
COMPLAINTS = "unacceptable\nno answer\naucune réponse\nnessuna risposta\nbrak odpowiedzi\nskarga"


def fill(now: datetime) -> None:
    """Put two teams together; everybody who answers is in the first."""
    if Team.objects.exists():
        return  # somebody has begun to put teams of their own together
    staff = {one.email.partition("@")[0]: one for one in Staff.objects.filter(demo=True)}
    bo, gwen, piotr = staff["bo"], staff["gwen"], staff["piotr"]
    care = inbox.keep_team(
        team=None, name="Care", by=bo, at=now,
        places=[
            Place(gwen, leads=True, languages=("fr", "en")),
            Place(bo, languages=("en",)),
            Place(piotr, languages=("pl", "en")),
        ],
    )  # fmt: skip
    giving = inbox.keep_team(
        team=None, name="Giving", by=bo, at=now, places=[Place(bo, leads=True, languages=("en",))]
    )
    inbox.keep_topic(
        topic=None, name="A complaint", words=COMPLAINTS, kind="complaint", team=care, by=bo,
        at=now, place=10,
    )  # fmt: skip
    inbox.keep_topic(
        topic=None, name="Gifts and receipts", words=GIFTS, kind="give", team=giving, by=bo,
        at=now, place=20,
    )  # fmt: skip
