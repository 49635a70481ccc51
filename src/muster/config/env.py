"""What an operator may set: environment variables that begin with MUSTER_, read once, typed."""

import os
import secrets
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

PREFIX: Final = "MUSTER_"
Role = Literal["owner", "web", "machine"]
Count = Annotated[int, msgspec.Meta(ge=0)]
# Other words for yes and no, as people write them.
_WORDS: Final = {"yes": "true", "on": "true", "no": "false", "off": "false"}


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting with its default; ``docs/operations.md`` lists them and a test keeps it so."""

    # Folder for database, keys, uploads and journals.
    home: Path = Path("var")
    # Folder of the lake of audiences; empty means one in the home folder.
    lake: Path | None = None
    # PostgreSQL 15 or later; empty means the embedded one.
    database_url: str = ""
    # The same database as the web role, if it has a login.
    database_url_web: str = ""
    # The same, as the machine role of the workers.
    database_url_machine: str = ""
    # Which role this process works as.
    database_role: Role = "machine"
    # 32 bytes in hex; empty means a file in the home folder.
    master_key: str = ""
    # Host names the site answers to, by comma.
    hosts: str = "localhost,127.0.0.1"
    # Where people reach the site.
    site_url: str = "http://localhost:8000"
    # smtp://user:password@host:port?starttls=1, for live mail.
    smtp_url: str = ""
    # Connections one sending worker keeps open.
    smtp_connections: int = 16
    # imaps://user:password@host/INBOX, a mailbox that answers are fetched from.
    imap_url: str = ""
    # The first day, such as 2026-11-28, whose mail is fetched; empty: today.
    imap_since: date | None = None
    # NAME=ADDRESS of a relay of our own that hands mail to the world; it is checked.
    own_relay: str = ""
    # How to call postsuper, to keep back what our own Postfix has after a halt.
    relay_hold: str = ""
    # Under which name the relay’s DKIM key is published; empty: as last seen.
    dkim_selector: str = ""
    # What our SPF record must hold, such as include:relay.example.
    spf_include: str = ""
    # Sender domains, by comma, that wrote to many before they came to us.
    warm_domains: str = ""
    # Mail providers that may call us, by comma: mailgun=KEY,postmark=USER:PASSWORD.
    mail_hooks: str = ""
    # Look whether the links of a live broadcast work while it is sent.
    link_check: bool = False
    # Mass mails one person gets in a week, at most; 0 means no cap.
    weekly_cap_email: Count = 7
    # Mass texts one person gets in a week, at most; 0 means no cap.
    weekly_cap_sms: Count = 3
    # kannel://user:password@127.0.0.1:13013 or twilio://account:token@host.
    sms_url: str = ""
    # Connections one worker keeps open to it.
    sms_connections: int = 32
    # The number or name registered with the gateway; texts come from it.
    sms_sender: str = ""
    # EUR 48=4.5 44=3.9 *=6: cents for one part, by country code.
    sms_prices: str = ""
    # Most that one broadcast may cost, in cents; 0: any.
    sms_budget: int = 0
    # Where the gateway reaches this site; empty means the site’s address.
    sms_hook_url: str = ""
    # Twenty letters or more in the path that Kannel calls.
    sms_hook_secret: str = ""
    # Addresses or networks Kannel may call from, by comma, besides loopback.
    sms_hook_peers: str = ""
    # bluesky://handle.example:app-password@host: our account, for posts.
    bluesky_url: str = ""
    # mastodon://access-token@server: our account there, for posts.
    mastodon_url: str = ""
    # In which currency gifts are asked for; empty: that of the country.
    currency: str = ""
    # Secret key of the card service Stripe.
    stripe_key: str = ""
    # Secret of its hook, whsec_…; two by comma while one replaces the other.
    stripe_hook_secret: str = ""
    # Where Stripe is called instead of at home: a stub on this computer.
    stripe_url: str = ""
    # The invented cast may sign in with one click.
    demo: bool = False
    # Replays and tests only: story time may shift.
    throw_away: bool = False
    # Django's debug pages; never on a reachable host.
    debug: bool = False
    # How much the log says.
    log_level: str = "INFO"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Read the environment once."""
    return read(os.environ)


def read(variables: Mapping[str, str]) -> Environment:
    """Return what these variables say; raises ValueError that names the first one that is wrong."""
    said: dict[str, str] = {}
    for field in msgspec.structs.fields(Environment):
        text = variables.get(PREFIX + field.name.upper())
        if text is None or (not text and not isinstance(field.default, str)):
            continue  # an empty number, day or folder is none
        said[field.name] = _WORDS.get(text.lower(), text) if type(field.default) is bool else text
    try:
        return msgspec.convert(said, Environment, strict=False, dec_hook=_folder)
    except msgspec.ValidationError as problem:
        words, _at, name = str(problem).rpartition(" - at `$.")
        raise ValueError(f"{PREFIX}{name.rstrip('`').upper()}: {words}") from problem


def _folder(kind: type, text: str) -> Path:
    # Folders are the only thing that msgspec does not know by itself.
    if kind is not Path:
        raise NotImplementedError(kind)
    return Path(text)


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
