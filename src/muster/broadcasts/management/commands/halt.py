"""``muster halt 12`` stops one broadcast, ``muster halt --everything`` all that is sent in bulk (H1)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from muster.broadcasts import actions
from muster.broadcasts.models import Broadcast
from muster.delivery.actions import stops
from muster.kit import actors
from muster.kit.errors import Refused

BY = actors.system("command-line")


class Command(BaseCommand):
    help = "Stop a broadcast, or everything that is sent in bulk, from this moment on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("broadcast", nargs="?", type=int, help="its number, as in its address")
        which.add_argument("--everything", action="store_true", help="the whole organisation")
        parser.add_argument("--reason", default="", help="why, for those who ask later")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            if options["everything"]:
                at = stops.stop(by=BY, reason=options["reason"]).at
                what = "Everything that is sent in bulk"
            else:
                one = _broadcast(options["broadcast"])
                at = actions.halt(broadcast=one, by=BY, reason=options["reason"]).at
                what = f"Broadcast {one.pk}"
        except Refused as why:
            raise CommandError(why.message) from why
        # Both actions have committed by now: what is said here holds.
        self.stdout.write(f"{what} is stopped since {at:%Y-%m-%d %H:%M:%S.%f} UTC.")


def _broadcast(number: int) -> Broadcast:
    found = Broadcast.objects.filter(pk=number).first()
    if found is None:
        raise CommandError(f"There is no broadcast {number}.")
    return found
