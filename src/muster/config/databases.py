"""Which database this process speaks to, and as which role."""

from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from muster.config.env import Environment, Role

# Of a web process: whoever finds all of them taken waits a little.
_POOL: Final = {"min_size": 1, "max_size": 20, "timeout": 2.0, "reconnect_timeout": 2.0}


def settings_for(env: Environment) -> dict[str, Any]:
    """Return Django's DATABASES entry for the role of this process."""
    return django_entry(address(env, env.database_role), env.database_role)


def address(env: Environment, role: Role) -> str:
    """Return the connection address for ``role``, starting the embedded server if nobody gave one."""
    if not env.database_url:
        from muster.config import embedded

        return embedded.urls(env.home)[role]
    own = {"web": env.database_url_web, "machine": env.database_url_machine, "owner": ""}[role]
    return own or env.database_url


def django_entry(url: str, role: Role) -> dict[str, Any]:
    """Translate an address; with one shared login, the session steps into the role by itself."""
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    options: dict[str, Any] = {
        # Compiling a query costs more than any of ours takes.
        "options": f"-c role=muster_{role} -c jit=off",
        "application_name": f"muster {role}",
    }
    options |= {name: value for name, value in query.items() if name not in {"host", "port"}}
    # A page has a thread of its own, and a new connection would cost it as much as all that it asks.
    kept = role == "web"
    if kept:
        options["pool"] = dict(_POOL)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": query.get("port", str(parts.port or "")),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 0,
        # A kept connection that broke meanwhile is noticed before a page relies on it.
        "CONN_HEALTH_CHECKS": kept,
        "OPTIONS": options,
        # A throw-away cluster holds a migrated database to copy; no other installation runs tests.
        "TEST": {"TEMPLATE": unquote(parts.path.lstrip("/"))},
    }
