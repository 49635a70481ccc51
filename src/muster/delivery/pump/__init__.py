"""The sending pump: claims parcels, hands each message over at most once, and appends what became of it."""

from muster.delivery.pump.idle import run_until_idle
from muster.delivery.pump.worker import run

__all__ = ["run", "run_until_idle"]
