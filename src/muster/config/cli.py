"""The ``muster`` command: a few words of our own, everything else is a management command of a domain."""

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence

PARENT = "MUSTER_STARTED_BY"
# Which database role each word works as; what is not named works as the machine.
_OWNER = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "grants"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one word; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.config.settings")
    word = arguments[0] if arguments else "help"
    _end_with_parent()
    try:
        return _run(word, arguments)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _run(word: str, arguments: list[str]) -> int:
    own = _OWN.get(word)
    if own is not None:
        return own(arguments[1:])
    os.environ.setdefault("MUSTER_DATABASE_ROLE", "owner" if word in _OWNER else "machine")
    return _manage(arguments)


def _end_with_parent() -> None:
    """End when the group that started this process is gone, however it went."""
    started_by = os.environ.pop(PARENT, "")
    if not started_by:
        return

    def watch() -> None:
        while os.getppid() == int(started_by):
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(10)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _manage(arguments: list[str]) -> int:
    from django.core.management import BaseCommand, execute_from_command_line

    # Django would look at our own code first, as tests do, and read every page for it: whoever halts waits for that.
    BaseCommand.requires_system_checks = []
    execute_from_command_line(["muster", *(arguments or ["help"])])
    if arguments and arguments[0] == "migrate":
        _grant()
    return 0


def _grant() -> None:
    from django.db import connection

    from muster.config import embedded

    with connection.cursor() as cursor:
        cursor.execute(embedded.grants_sql())


def _up(arguments: list[str]) -> int:
    from muster.config import up

    return up.run(_served("up", arguments))


def _demo(arguments: list[str]) -> int:
    from muster.config import up

    return up.run(_served("demo", arguments), demo=True)


def _web(arguments: list[str]) -> int:
    from muster.config import up

    os.environ["MUSTER_DATABASE_ROLE"] = "web"
    return up.serve(_served("web", arguments))


def _worker(arguments: list[str]) -> int:
    from muster.config import up

    return up.work(_plain("worker", "Run background jobs and the sending pump.", arguments))


def _pump(arguments: list[str]) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "muster.config.sending"
    from muster.config import up

    return up.pump(_plain("pump", "Run the sending pump alone.", arguments))


def _fill_demo(_arguments: list[str]) -> int:
    from muster.proof.demo import fill

    return fill.run()


def _messages(arguments: list[str]) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "muster.config.reading"
    from muster.config import messages

    return messages.run(arguments)


def _check(arguments: list[str]) -> int:
    from muster.config import check

    return check.run(arguments)


def _proof(kind: str) -> Callable[[list[str]], int]:
    def run(arguments: list[str]) -> int:
        from muster.proof import command

        return command.run(kind, arguments)

    return run


def _served(word: str, arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"muster {word}")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on")
    parser.add_argument("--processes", type=int, default=1, help="web processes")
    return parser.parse_args(arguments)


def _plain(word: str, words: str, arguments: list[str]) -> argparse.Namespace:
    return argparse.ArgumentParser(prog=f"muster {word}", description=words).parse_args(arguments)


_OWN: dict[str, Callable[[list[str]], int]] = {
    "up": _up,
    "demo": _demo,
    "web": _web,
    "worker": _worker,
    "pump": _pump,
    "fill_demo": _fill_demo,
    "check": _check,
    "messages": _messages,
    "replay": _proof("replay"),
    "bench": _proof("bench"),
}

if __name__ == "__main__":
    sys.exit(main())
