"""What a new broadcast takes over from kept words or from an earlier one: words and hours, never people or a day."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from muster.broadcasts import kept
from muster.broadcasts.errors import NotUsable
from muster.broadcasts.models import Broadcast, TemplateVersion

# A copy leaves by hand and to people chosen anew: a day that is over would come again.
COPIED: Final = (
    "purpose",
    "subject",
    "body",
    "language",
    "sender_name",
    "reply_to",
    "window_from",
    "window_to",
    "not_after_hours",
    "plan",
)


def words(
    channel: str, *, template: TemplateVersion | None, copied_from: Broadcast | None
) -> dict[str, Any]:
    """The fields to begin with. Raises NotUsable for words that may not be used here."""
    found: dict[str, Any] = {}
    if copied_from is not None:
        found = {field: getattr(copied_from, field) for field in COPIED}
    if template is not None:
        _demand_usable(channel, template)
        found |= {
            "subject": template.subject,
            "body": template.body,
            "language": template.template.language,
        }
    if channel == "sms":
        found.pop("subject", None)
    return found


def _demand_usable(channel: str, version: TemplateVersion) -> None:
    offered = kept.version(version.pk)
    if offered is None:
        raise NotUsable(_("These words were changed or retired. Choose from the list again."))
    if offered.template.channel != channel:
        raise NotUsable(_("These words were kept for another way of sending."))
    if not offered.usable:
        raise NotUsable(_("A second person has to approve words for corrections first."))
