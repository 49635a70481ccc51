"""``python -m muster.proof.witness --port 0 --log FILE``: prints its port, then serves until killed."""

from __future__ import annotations

import argparse
import asyncio
import ssl
import sys
from pathlib import Path

import uvloop

from muster.proof.witness.log import Log
from muster.proof.witness.server import Manners, Session


def main() -> None:
    """Serve mail on loopback."""
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    asyncio.run(_serve(_arguments()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="witness", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument(
        "--log", type=Path, required=True, help="one JSON line per accepted message"
    )
    parser.add_argument("--keep", action="store_true", help="put the whole message into the log")
    parser.add_argument("--no-fsync", action="store_true", help="faster, for benches")
    parser.add_argument("--delay-ms", type=int, default=0, help="wait before each final answer")
    parser.add_argument("--drop-every", type=int, default=0, help="hang up on every n-th accept")
    parser.add_argument("--no-pipelining", action="store_true", help="one command at a time")
    parser.add_argument("--certificate", type=Path, help="PEM with key; offers STARTTLS")
    parser.add_argument("--user", default="", help="demands AUTH with this user")
    parser.add_argument("--password", default="", help="and this password")
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    log = Log(options.log, keep=options.keep, fsync=not options.no_fsync)
    manners = Manners(
        delay=options.delay_ms / 1000,
        drop_every=options.drop_every,
        pipelining=not options.no_pipelining,
        tls=_tls(options.certificate),
        user=options.user,
        password=options.password,
    )
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Session(log, manners), "127.0.0.1", options.port)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


def _tls(certificate: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


if __name__ == "__main__":
    main()
