"""The mailbox of the visitors."""

from __future__ import annotations

from tests.web.site.letters import mailbox

__all__ = ["mailbox"]
