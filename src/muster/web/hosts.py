"""Whether a call names a host that we answer to, for the doors that answer before Django does."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http.request import split_domain_port, validate_host


def is_ours(headers: Mapping[bytes, bytes]) -> bool:
    """Tell whether it does; of another host Django says so itself."""
    domain, _port = split_domain_port(headers.get(b"host", b"").decode("latin-1"))
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
