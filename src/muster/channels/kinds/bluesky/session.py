"""Our account, signed in. Signing in is counted by the day, so its two tokens live as long as the process."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from muster.channels.base import NotSent
from muster.channels.calls import Answer, Line, Unanswered
from muster.channels.posts import Account

# What a server says of a token whose time is over.
_OVER: Final = frozenset({"ExpiredToken", "InvalidToken"})
_SIGN_IN: Final = "com.atproto.server.createSession"
_RENEW: Final = "com.atproto.server.refreshSession"


class Session:
    """Asks the server that keeps our account; threads may share it."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._line = Line(account.base)
        self._turn = threading.Lock()
        self._access = self._renewal = self._did = ""

    @property
    def did(self) -> str:
        """The name of our account that never changes. Raises NotSent."""
        if not self._did:
            self._renew(without="")
        return self._did

    def ask(
        self, method: str, name: str, *, params: Mapping[str, Any] | None = None, body: Any = None
    ) -> Answer:
        """Call one method. Raises NotSent where the call certainly changed nothing, else Unanswered."""
        if not self._access:
            self._renew(without="")
        used = self._access
        answer = self._call(method, name, used, params=params, body=body)
        if answer.status in {400, 401} and answer.fields.get("error") in _OVER:
            self._renew(without=used)
            answer = self._call(method, name, self._access, params=params, body=body)
        return answer

    def _call(
        self,
        method: str,
        name: str,
        token: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
    ) -> Answer:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self._line.ask(method, f"/xrpc/{name}", params=params, body=body, headers=headers)

    def _renew(self, *, without: str) -> None:
        """Get fresh tokens, unless another thread just did."""
        with self._turn:
            if self._access != without:
                return
            try:
                answer = self._call("POST", _RENEW, self._renewal) if self._renewal else None
                if answer is None or not answer.well:
                    answer = self._signed_in()
            except Unanswered as problem:
                # Nothing of ours was asked for yet.
                raise NotSent(str(problem)) from problem
            if not answer.well:
                raise NotSent(f"the account was not let in: {answer.words}")
            self._access = str(answer.fields.get("accessJwt") or "")
            self._renewal = str(answer.fields.get("refreshJwt") or "")
            self._did = str(answer.fields.get("did") or "")
            if not (self._access and self._did.startswith("did:")):
                raise NotSent("the server signs nobody in")

    def _signed_in(self) -> Answer:
        said = {"identifier": self.account.name, "password": self.account.secret}
        return self._call("POST", _SIGN_IN, "", body=said)


@lru_cache(maxsize=8)
def session(account: Account) -> Session:
    """The session of an account in this process."""
    return Session(account)
