"""Everything that changes a row of delivery. Each action is one transaction with its audit entry."""

from muster.delivery.actions.direct import (
    AlreadyLeft,
    AlreadySaid,
    TooManyAnswers,
    send_one,
    take_back,
)
from muster.delivery.actions.halts import (
    NotSending,
    NotStopped,
    SameHandAgain,
    cancel,
    halt,
    resume,
)
from muster.delivery.actions.letters import post
from muster.delivery.actions.pictures import add_picture
from muster.delivery.actions.releases import (
    AlreadyReleased,
    AudienceShrank,
    NotReleasable,
    release,
)
from muster.delivery.actions.snapshots import NobodyChosen, foresee_snapshot, take_snapshot
from muster.delivery.actions.trials import TooManyTests, send_test

__all__ = [
    "AlreadyLeft",
    "AlreadyReleased",
    "AlreadySaid",
    "AudienceShrank",
    "NobodyChosen",
    "NotReleasable",
    "NotSending",
    "NotStopped",
    "SameHandAgain",
    "TooManyAnswers",
    "TooManyTests",
    "add_picture",
    "cancel",
    "foresee_snapshot",
    "halt",
    "post",
    "release",
    "resume",
    "send_one",
    "send_test",
    "take_back",
    "take_snapshot",
]
