"""Random names that nobody can guess."""

import secrets
import uuid


def token() -> str:
    """Return 128 random bits as 22 URL-safe characters."""
    return secrets.token_urlsafe(16)


def uuid4() -> str:
    """Return a random UUID as text."""
    return str(uuid.uuid4())
