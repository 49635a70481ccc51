"""Everything that changes the inbox. One transaction each: the row, the audit entry and the fact."""

from muster.inbox.actions.answer import answer
from muster.inbox.actions.asking import ask, prove, take_asked
from muster.inbox.actions.crowd import take_texts
from muster.inbox.actions.doors import failed, heard, put_aside
from muster.inbox.actions.forget import forget
from muster.inbox.actions.keeping import assign, close, note, reopen
from muster.inbox.actions.posting import take_posts
from muster.inbox.actions.purge import purge
from muster.inbox.actions.receive import let_in, receive
from muster.inbox.actions.rules import set_rules
from muster.inbox.actions.sorting import resort, sort
from muster.inbox.actions.texting import take_text

__all__ = [
    "answer",
    "ask",
    "assign",
    "close",
    "failed",
    "forget",
    "heard",
    "let_in",
    "note",
    "prove",
    "purge",
    "put_aside",
    "receive",
    "reopen",
    "resort",
    "set_rules",
    "sort",
    "take_asked",
    "take_posts",
    "take_text",
    "take_texts",
]
