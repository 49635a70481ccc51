"""Who is told about somebody who still waits: only staff who may answer and may see that conversation."""

from __future__ import annotations

from dataclasses import dataclass, field

from muster.accounts.models import Staff
from muster.inbox import access
from muster.inbox.ladder import Rung
from muster.inbox.models import Conversation, Member, Rules


@dataclass
class Roster:
    """The staff who may answer, and the teams, read once for many conversations."""

    staff: list[Staff] = field(default_factory=list)
    members: dict[int, list[Member]] = field(default_factory=dict)
    strangers_to_all: bool = False

    @classmethod
    def now(cls, rules: Rules) -> Roster:
        """Read who answers today."""
        active = Staff.objects.active().prefetch_related("grants", "regions").order_by("name", "id")
        found: dict[int, list[Member]] = {}
        for one in Member.objects.order_by("id"):
            found.setdefault(one.team_id, []).append(one)
        able = [one for one in active if one.may("inbox.answer")]
        return cls(able, found, rules.strangers_to_all)

    def told(self, rung: Rung, conversation: Conversation) -> list[Staff]:
        """Return who is told at a rung; where nobody stands on it, whoever stands on the next."""
        able = {one.pk: one for one in self.staff if self._sees(one, conversation)}
        team = self.members.get(conversation.team_id or 0, [])
        if rung == Rung.ASSIGNEE:
            if conversation.assignee_id in able:
                return [able[conversation.assignee_id]]
            named = [one.staff_id for one in team]
            return [able[number] for number in named if number in able]
        leads = [able[one.staff_id] for one in team if one.leads and one.staff_id in able]
        if rung == Rung.LEAD and leads:
            return leads
        return [one for one in able.values() if one.every_region]

    def _sees(self, staff: Staff, conversation: Conversation) -> bool:
        if staff.every_region:
            return True
        region = access.region_of(conversation)
        if region is None:
            return conversation.person is None and self.strangers_to_all
        return staff.scope.holds(region)
