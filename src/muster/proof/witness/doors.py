"""The three doors of the witness: mail, text messages, and the one through which a test steers it.

The first two can be shut, so that a connection is refused as by a machine that is off; the third never.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

from muster.proof.witness.bounces import Bounces
from muster.proof.witness.echoes import Echoes
from muster.proof.witness.gateway import Gateway
from muster.proof.witness.log import Log
from muster.proof.witness.manners import Manners, Unknown
from muster.proof.witness.server import Session as MailSession
from muster.proof.witness.web import Request, Session


@dataclass(slots=True)
class Doors:
    """Everything that listens, on loopback alone."""

    log: Log
    manners: Manners
    echoes: Echoes
    bounces: Bounces
    ports: list[int] = field(default_factory=list)
    _public: list[asyncio.Server] = field(default_factory=list)
    _steering: asyncio.Server | None = None
    _changing: set[asyncio.Task[None]] = field(default_factory=set)

    async def open(self, mail: int, web: int) -> list[int]:
        """Listen; returns the ports of mail, text messages and steering."""
        loop = asyncio.get_running_loop()
        self._steering = await loop.create_server(lambda: Session(self._steer), "127.0.0.1", 0)
        self.ports = [mail, web]
        await self._listen()
        return [*self.ports, _port(self._steering)]

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        gateway = Gateway(self.log, self.manners, self.echoes)
        mail, web = self.ports
        self._public = [
            await loop.create_server(
                lambda: MailSession(self.log, self.manners, self.bounces), "127.0.0.1", mail
            ),
            await loop.create_server(lambda: Session(gateway), "127.0.0.1", web, backlog=512),
        ]
        self.ports = [_port(server) for server in self._public]

    def _steer(self, request: Request, session: Session) -> None:
        if request.method == "GET" and request.path == "/state":
            session.answer(200, json.dumps(self._state()), kind="application/json")
        elif request.method == "POST" and request.path == "/control":
            try:
                self.manners.change(json.loads(request.body or b"{}"))
            except (Unknown, ValueError, TypeError, AttributeError) as problem:
                session.answer(400, str(problem))
                return
            task = asyncio.create_task(self._shut_or_open(session))
            self._changing.add(task)
            task.add_done_callback(self._changing.discard)
        else:
            session.answer(404, "POST /control or GET /state")

    async def _shut_or_open(self, session: Session) -> None:
        if self.manners.closed and self._public:
            for server in self._public:
                server.close()
            self._public = []
        elif not self.manners.closed and not self._public:
            await self._listen()
        session.answer(200, json.dumps(self._state()), kind="application/json")

    def _state(self) -> dict[str, int]:
        return {
            "accepted": self.log.accepted,
            "echoes_waiting": self.echoes.waiting,
            "echoes_sent": self.echoes.sent,
            "echoes_failed": self.echoes.failed,
            "bounces_sent": self.bounces.sent,
            "bounces_failed": self.bounces.failed,
        }


def _port(server: asyncio.Server) -> int:
    port: int = server.sockets[0].getsockname()[1]
    return port
