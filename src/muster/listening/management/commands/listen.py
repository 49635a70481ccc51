"""``muster listen``: hears every source that is on until a signal comes."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from muster.listening import listener


class Command(BaseCommand):
    """One process is enough; two hear everything twice and keep it once."""

    help = "Listen to what is said about us in public, day and night."

    def handle(self, *args: Any, **options: Any) -> None:
        """Listen."""
        del args, options
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: stopping.set())
        listener.run(stopping)
