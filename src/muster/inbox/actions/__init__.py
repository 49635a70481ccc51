"""Everything that changes the inbox. One transaction each: the row, the audit entry and the fact."""

from muster.inbox.actions.answer import answer
from muster.inbox.actions.asking import ask, prove, take_asked
from muster.inbox.actions.cases import close_case, give_case, keep_lesson
from muster.inbox.actions.crowd import take_texts
from muster.inbox.actions.dialogue import conclude, lift
from muster.inbox.actions.directing import move
from muster.inbox.actions.doors import failed, heard, put_aside
from muster.inbox.actions.escalating import escalate
from muster.inbox.actions.forget import forget
from muster.inbox.actions.joining import join, part
from muster.inbox.actions.keeping import assign, close, note, reopen
from muster.inbox.actions.leaving import settle, take_back
from muster.inbox.actions.macros import drop_macro, keep_macro
from muster.inbox.actions.many import assign_many, close_many, snooze_many
from muster.inbox.actions.mentioning import ask_mention, take_mentions
from muster.inbox.actions.posting import take_posts
from muster.inbox.actions.presence import be_here
from muster.inbox.actions.proposing import give, let_go, send_back, withdraw_proposal
from muster.inbox.actions.purge import purge
from muster.inbox.actions.receive import let_in, receive
from muster.inbox.actions.rules import set_ladder, set_promise, set_rules
from muster.inbox.actions.settling import settle_chosen
from muster.inbox.actions.snoozing import snooze, wake
from muster.inbox.actions.sorting import resort, sort
from muster.inbox.actions.teams import drop_topic, end_team, keep_team, keep_topic
from muster.inbox.actions.texting import take_text
from muster.inbox.actions.together import answer_each, select
from muster.inbox.actions.watching import look, unwatch, watch

__all__ = [
    "answer",
    "answer_each",
    "ask",
    "ask_mention",
    "assign",
    "assign_many",
    "be_here",
    "close",
    "close_case",
    "close_many",
    "conclude",
    "drop_macro",
    "drop_topic",
    "end_team",
    "escalate",
    "failed",
    "forget",
    "give",
    "give_case",
    "heard",
    "join",
    "keep_lesson",
    "keep_macro",
    "keep_team",
    "keep_topic",
    "let_go",
    "let_in",
    "lift",
    "look",
    "move",
    "note",
    "part",
    "prove",
    "purge",
    "put_aside",
    "receive",
    "reopen",
    "resort",
    "select",
    "send_back",
    "set_ladder",
    "set_promise",
    "set_rules",
    "settle",
    "settle_chosen",
    "snooze",
    "snooze_many",
    "sort",
    "take_asked",
    "take_back",
    "take_mentions",
    "take_posts",
    "take_text",
    "take_texts",
    "unwatch",
    "wake",
    "watch",
    "withdraw_proposal",
]
