"""Everything that may change a source, an import or what a tracking call left."""

from muster.sources.actions.absorbing import SECONDS_AT_ONCE, absorb, sweep
from muster.sources.actions.examining import choose, examine
from muster.sources.actions.ingesting import Receipt, ingest
from muster.sources.actions.keeping import (
    add_key,
    add_source,
    admit_key,
    draft_key,
    pause,
    purge,
    resume,
    revoke_key,
    source_named,
)
from muster.sources.actions.pulling import ask_now, connect, pull_due
from muster.sources.actions.reporting import Reported, report_gifts
from muster.sources.actions.running import confirm, go_on, resume_stopped, run
from muster.sources.actions.undoing import ask_undo, undo
from muster.sources.actions.uploading import drop, upload, upload_archive

__all__ = [
    "SECONDS_AT_ONCE",
    "Receipt",
    "Reported",
    "absorb",
    "add_key",
    "add_source",
    "admit_key",
    "ask_now",
    "ask_undo",
    "choose",
    "confirm",
    "connect",
    "draft_key",
    "drop",
    "examine",
    "go_on",
    "ingest",
    "pause",
    "pull_due",
    "purge",
    "report_gifts",
    "resume",
    "resume_stopped",
    "revoke_key",
    "run",
    "source_named",
    "sweep",
    "undo",
    "upload",
    "upload_archive",
]
