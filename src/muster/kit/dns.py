"""The one way this system asks the DNS; tests put a zone in its place and never touch a network.

A name that does not exist is an empty answer. That nobody could be asked is an error: it says nothing
about the name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, Protocol

PATIENCE: Final = 3.0


class CannotAsk(OSError):
    """No name server answered in time; the question stays open."""


class Resolver(Protocol):
    """What is asked of the DNS here."""

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name, the pieces of each put together."""

    def addresses(self, name: str) -> list[str]:
        """Its IPv4 and IPv6 addresses."""

    def names(self, address: str) -> list[str]:
        """The names an address points back to, without the final dot, in small letters."""


class World:
    """The DNS of the world, through the name servers of this computer."""

    def texts(self, name: str) -> list[str]:
        found = self._ask(name, "TXT")
        return [b"".join(one.strings).decode("utf-8", "replace") for one in found]

    def addresses(self, name: str) -> list[str]:
        return [one.to_text() for kind in ("A", "AAAA") for one in self._ask(name, kind)]

    def names(self, address: str) -> list[str]:
        import dns.exception
        import dns.reversename

        try:
            turned = dns.reversename.from_address(address).to_text()
        except (dns.exception.SyntaxError, ValueError):
            return []
        return [one.target.to_text().rstrip(".").lower() for one in self._ask(turned, "PTR")]

    @staticmethod
    def _ask(name: str, kind: str) -> list[Any]:
        import dns.exception
        import dns.resolver

        try:
            return list(dns.resolver.resolve(name, kind, lifetime=PATIENCE, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.resolver.YXDOMAIN):
            return []
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            raise CannotAsk(f"the DNS did not answer about {name}") from error


class Zone:
    """A DNS in a dictionary: {"example.org": {"TXT": […], "A": […]}, "203.0.113.5": {"PTR": […]}}.

    ``silent`` names are those nobody answers for.
    """

    def __init__(
        self, records: Mapping[str, Mapping[str, Sequence[str]]], silent: Sequence[str] = ()
    ) -> None:
        self._records, self._silent = records, silent

    def texts(self, name: str) -> list[str]:
        return self._of(name, "TXT")

    def addresses(self, name: str) -> list[str]:
        return [*self._of(name, "A"), *self._of(name, "AAAA")]

    def names(self, address: str) -> list[str]:
        return self._of(address, "PTR")

    def _of(self, name: str, kind: str) -> list[str]:
        if name in self._silent:
            raise CannotAsk(f"the DNS did not answer about {name}")
        return list(self._records.get(name.rstrip(".").lower(), {}).get(kind, ()))


_resolver: list[Resolver] = [World()]


def current() -> Resolver:
    """Whoever answers now."""
    return _resolver[-1]


@contextmanager
def using(resolver: Resolver) -> Iterator[None]:
    """Let ``resolver`` answer for the length of a block."""
    _resolver.append(resolver)
    try:
        yield
    finally:
        _resolver.pop()
