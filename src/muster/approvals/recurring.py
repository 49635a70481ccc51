"""What a standing clearance stands for (A19): one digest over version, entry rule, texts and caps. Pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """Everything approvers agree to; a change of any part is something else."""

    subject: str
    version: str
    entry: Mapping[str, Any]
    texts: Mapping[str, Any]
    per_day: int
    total: int
    days: int

    @property
    def digest(self) -> str:
        whole = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sha256(whole.encode()).hexdigest()

    @property
    def holds(self) -> timedelta:
        return timedelta(days=self.days)
