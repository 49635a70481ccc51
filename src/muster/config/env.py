"""What an operator may set: environment variables that begin with MUSTER_, read once, typed."""

import os
import secrets
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

Role = Literal["owner", "web", "machine"]


class Environment(BaseSettings):
    """Every setting with its default; ``docs/operations.md`` lists them and a test keeps it so."""

    model_config = SettingsConfigDict(env_prefix="MUSTER_", extra="ignore")

    home: Path = Field(Path("var"), description="Folder for database, keys, uploads and journals.")
    lake: Path | None = Field(
        None, description="Folder of the lake of audiences; empty means one in the home folder."
    )
    database_url: str = Field(
        "", description="PostgreSQL 15 or later; empty means the embedded one."
    )
    database_url_web: str = Field(
        "", description="The same database as the web role, if it has a login."
    )
    database_url_machine: str = Field(
        "", description="The same, as the machine role of the workers."
    )
    database_role: Role = Field("machine", description="Which role this process works as.")
    master_key: str = Field(
        "", description="32 bytes in hex; empty means a file in the home folder."
    )
    hosts: str = Field(
        "localhost,127.0.0.1", description="Host names the site answers to, by comma."
    )
    site_url: str = Field("http://localhost:8000", description="Where people reach the site.")
    smtp_url: str = Field(
        "", description="smtp://user:password@host:port?starttls=1, for live mail."
    )
    smtp_connections: int = Field(16, description="Connections one sending worker keeps open.")
    imap_url: str = Field(
        "", description="imaps://user:password@host/INBOX, a mailbox that answers are fetched from."
    )
    imap_since: date | None = Field(
        None, description="The first day, such as 2026-11-28, whose mail is fetched; empty: today."
    )
    own_relay: str = Field(
        "",
        description="NAME=ADDRESS of a relay of our own that hands mail to the world; it is checked.",
    )
    relay_hold: str = Field(
        "", description="How to call postsuper, to keep back what our own Postfix has after a halt."
    )
    dkim_selector: str = Field(
        "", description="Under which name the relay’s DKIM key is published; empty: as last seen."
    )
    spf_include: str = Field(
        "", description="What our SPF record must hold, such as include:relay.example."
    )
    warm_domains: str = Field(
        "", description="Sender domains, by comma, that wrote to many before they came to us."
    )
    mail_hooks: str = Field(
        "",
        description="Mail providers that may call us, by comma: mailgun=KEY,postmark=USER:PASSWORD.",
    )
    link_check: bool = Field(
        default=False,
        description="Look whether the links of a live broadcast work while it is sent.",
    )
    weekly_cap_email: int = Field(
        7, ge=0, description="Mass mails one person gets in a week, at most; 0 means no cap."
    )
    weekly_cap_sms: int = Field(
        3, ge=0, description="Mass texts one person gets in a week, at most; 0 means no cap."
    )
    sms_url: str = Field(
        "", description="kannel://user:password@127.0.0.1:13013 or twilio://account:token@host."
    )
    sms_connections: int = Field(32, description="Connections one worker keeps open to it.")
    sms_sender: str = Field(
        "", description="The number or name registered with the gateway; texts come from it."
    )
    sms_prices: str = Field(
        "", description="EUR 48=4.5 44=3.9 *=6: cents for one part, by country code."
    )
    sms_budget: int = Field(0, description="Most that one broadcast may cost, in cents; 0: any.")
    sms_hook_url: str = Field(
        "", description="Where the gateway reaches this site; empty means the site’s address."
    )
    sms_hook_secret: str = Field(
        "", description="Twenty letters or more in the path that Kannel calls."
    )
    sms_hook_peers: str = Field(
        "", description="Addresses or networks Kannel may call from, by comma, besides loopback."
    )
    bluesky_url: str = Field(
        "", description="bluesky://handle.example:app-password@host: our account, for posts."
    )
    mastodon_url: str = Field(
        "", description="mastodon://access-token@server: our account there, for posts."
    )
    currency: str = Field(
        "", description="In which currency gifts are asked for; empty: that of the country."
    )
    stripe_key: str = Field("", description="Secret key of the card service Stripe.")
    stripe_hook_secret: str = Field(
        "", description="Secret of its hook, whsec_…; two by comma while one replaces the other."
    )
    stripe_url: str = Field(
        "", description="Where Stripe is called instead of at home: a stub on this computer."
    )
    demo: bool = Field(default=False, description="The invented cast may sign in with one click.")
    throw_away: bool = Field(
        default=False, description="Replays and tests only: story time may shift."
    )
    debug: bool = Field(
        default=False, description="Django's debug pages; never on a reachable host."
    )
    log_level: str = Field("INFO", description="How much the log says.")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Read the environment once."""
    return Environment()  # type: ignore[call-arg]  # defaults and variables fill every field


def master_key(env: Environment) -> bytes:
    """Return the 32-byte master key; on first use write it to a file only we can read."""
    if env.master_key:
        return _checked(env.master_key)
    path = env.home / "secret" / "master.key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_once(path, secrets.token_hex(32))
    return _checked(path.read_text().strip())


def _write_once(path: Path, text: str) -> None:
    # Two processes may start together: the first to link its file in place wins.
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _checked(text: str) -> bytes:
    raw = bytes.fromhex(text)
    if len(raw) != 32:
        raise ValueError("the master key must be 32 bytes, written as 64 hex digits")
    return raw
