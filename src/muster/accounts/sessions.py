"""Names for browser sessions: a fingerprint for logs and approvals, and words for people."""

import re

from django.contrib.sessions.backends.base import SessionBase

from muster.kit import secrets


def mac(session: SessionBase) -> str:
    """Return the fingerprint of a browser session; approvals and the log keep this and never the key."""
    return secrets.mac("session", session.session_key) if session.session_key else ""


def browser(agent: str) -> str:
    """Return "Firefox on Linux" from a browser's own long description."""
    names = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
    name = next((n for n in names if re.search(rf"{n}\w*/", agent)), "")
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
    system = next((s for s in systems if s in agent), "")
    shown = {"Edg": "Edge", "OPR": "Opera"}.get(name, name)
    return " on ".join(part for part in (shown, system) if part)
