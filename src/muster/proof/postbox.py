"""Debian’s Dovecot on loopback: a real mail server that takes mail by LMTP and gives it out by IMAP.

Needs the packages dovecot-imapd and dovecot-lmtpd; whoever lacks them is told so by ``missing``.
"""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Self

WORD: Final = "pw"
_PROGRAM: Final = "/usr/sbin/dovecot"
_PARTS: Final = Path("/usr/lib/dovecot")
_PATIENCE: Final = 30.0
_CONF: Final = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
mail_max_userip_connections = 50
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u allow_all_users=yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
}}
"""


def missing() -> str:
    """What is not installed, in words; empty if all of it is."""
    if Path(_PROGRAM).exists() and (_PARTS / "imap").exists() and (_PARTS / "lmtp").exists():
        return ""
    return "Dovecot is not here (apt-get install dovecot-imapd dovecot-lmtpd)"


class Postbox:
    """A running mail server with a mailbox for whoever is named. Use it as a context manager."""

    def __init__(self) -> None:
        # Its processes run as somebody without rights, who must be able to come here.
        self.folder = Path(tempfile.mkdtemp(prefix="postbox-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.imap, self.lmtp = _free_ports(2)
        self._user, self._group = _unprivileged()
        mail = self.folder / "mail"
        mail.mkdir()
        self._give(mail)
        conf = _CONF.format(
            folder=self.folder, user=self._user, group=self._group, password=WORD,
            imap=self.imap, lmtp=self.lmtp,
        )  # fmt: skip
        (self.folder / "dovecot.conf").write_text(conf)
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, user: str) -> str:
        """What MUSTER_IMAP_URL becomes."""
        return f"imap://{user.replace('@', '%40')}:{WORD}@127.0.0.1:{self.imap}/INBOX"

    def deliver(self, raw: bytes, *, sender: str, to: str) -> None:
        """Hand over one message by LMTP, as a mail server does with what came for somebody."""
        with smtplib.LMTP("127.0.0.1", self.lmtp, timeout=_PATIENCE) as client:
            client.sendmail(sender, [to], raw)

    def fill(self, user: str, letters: Iterable[bytes], *, at: float) -> int:
        """Lay old mail into a mailbox, all of that moment; returns how many."""
        box = self.folder / "mail" / user
        for name in ("cur", "new", "tmp"):
            (box / name).mkdir(parents=True, exist_ok=True)
        number = 0
        for number, raw in enumerate(letters, 1):
            path = box / "cur" / f"{int(at)}.{number}.old:2,S"
            path.write_bytes(raw)
            os.utime(path, (at, at))
        self._give(box, whole=True)
        return number

    def start(self) -> None:
        """Start it, and come back when it takes mail and gives it out."""
        # Output goes to a file: a server that inherits a pipe would hold it open.
        with (self.folder / "out").open("ab") as out:
            self._process = subprocess.Popen(
                [_PROGRAM, "-F", "-c", str(self.folder / "dovecot.conf")],
                stdout=out,
                stderr=out,
                process_group=0,
            )
        for port in (self.imap, self.lmtp):
            _until_open(port, self.folder / "dovecot.log")

    def stop(self) -> None:
        """End it and every process of its own."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=_PATIENCE)
        self._kill()

    def restart(self) -> None:
        """Stop and start; whoever is connected is cut off."""
        self.stop()
        self.start()

    def renumber(self, user: str) -> None:
        """Let the mailbox forget its numbers, as after a repair: from now on another validity holds."""
        self._kill()
        box = self.folder / "mail" / user
        for path in [*box.glob("dovecot*"), *box.glob(".INBOX/dovecot*")]:
            path.unlink()
        # Validity is the second in which the numbers began.
        time.sleep(1.1)
        self.start()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        # Its kind end takes a second, and nothing of it is kept.
        self._kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _kill(self) -> None:
        # Who reads a mailbox is served on for ten seconds by a process that outlives the server.
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def _give(self, path: Path, *, whole: bool = False) -> None:
        if os.geteuid() == 0:
            for one in [path, *path.rglob("*")] if whole else [path]:
                shutil.chown(one, self._user, self._group)


def _unprivileged() -> tuple[str, str]:
    """Who it runs as: nobody where we could become anybody, else ourselves."""
    who = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    return who.pw_name, grp.getgrgid(who.pw_gid).gr_name


def _free_ports(number: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _one in range(number)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def _until_open(port: int, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as probe:
                probe.recv(1)
        except OSError:
            if time.monotonic() > until:
                said = log.read_text()[-2000:] if log.exists() else ""
                raise TimeoutError(f"Dovecot does not listen on {port}\n{said}") from None
            time.sleep(0.05)
        else:
            return
