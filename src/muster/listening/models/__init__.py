"""What listening keeps. Rows are written by ``muster.listening.actions`` and by nothing else."""

from muster.listening.models.alarm import Alarm, Evidence
from muster.listening.models.curve import Companion, Count
from muster.listening.models.followers import Followers
from muster.listening.models.mention import Hearing, Mention
from muster.listening.models.source import Gap, Source
from muster.listening.models.topic import Rule, Term, Topic

__all__ = [
    "Alarm",
    "Companion",
    "Count",
    "Evidence",
    "Followers",
    "Gap",
    "Hearing",
    "Mention",
    "Rule",
    "Source",
    "Term",
    "Topic",
]
