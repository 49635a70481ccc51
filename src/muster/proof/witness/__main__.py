"""``python -m muster.proof.witness --log FILE``: prints its three ports, a line each, then serves until killed.

The ports are those of mail, of text messages over HTTP, and of steering (``POST /control``, ``GET /state``).
"""

from __future__ import annotations

import argparse
import asyncio
import ssl
import sys
from pathlib import Path

import uvloop

from muster.proof.witness.bounces import Bounces
from muster.proof.witness.doors import Doors
from muster.proof.witness.echoes import Echoes
from muster.proof.witness.log import Log
from muster.proof.witness.manners import Manners


def main() -> None:
    """Serve on loopback."""
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    asyncio.run(_serve(_arguments()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="witness", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="for mail; 0 picks a free one")
    parser.add_argument("--http", type=int, default=0, help="for text messages; likewise")
    parser.add_argument(
        "--log", type=Path, required=True, help="one JSON line per accepted message"
    )
    parser.add_argument("--keep", action="store_true", help="put the whole message into the log")
    parser.add_argument("--no-fsync", action="store_true", help="faster, for benches")
    parser.add_argument("--seed", type=int, default=0, help="who is chosen for mishaps and answers")
    parser.add_argument("--delay-ms", type=int, default=0, help="wait before each final answer")
    parser.add_argument("--drop-every", type=int, default=0, help="hang up on every n-th accept")
    parser.add_argument("--no-pipelining", action="store_true", help="one command at a time")
    parser.add_argument("--certificate", type=Path, help="PEM with key; offers STARTTLS")
    parser.add_argument("--user", default="", help="demands this user")
    parser.add_argument("--password", default="", help="and this password")
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    manners = Manners(
        seed=options.seed,
        delay=options.delay_ms / 1000,
        drop_every=options.drop_every,
        pipelining=not options.no_pipelining,
        tls=_tls(options.certificate),
        user=options.user,
        password=options.password,
    )
    doors = Doors(
        Log(options.log, keep=options.keep, fsync=not options.no_fsync),
        manners,
        Echoes(options.log.with_name(f"{options.log.name}.echoes"), manners),
        Bounces(manners),
    )
    ports = await doors.open(options.port, options.http)
    sys.stdout.writelines(f"{port}\n" for port in ports)
    sys.stdout.flush()
    await asyncio.Event().wait()


def _tls(certificate: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


if __name__ == "__main__":
    main()
