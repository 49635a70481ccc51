"""Reading kept words: which are offered, which version counts, whether a second person has read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from muster.broadcasts.models import Template, TemplateApproval, TemplateVersion
from muster.kit import clock


@dataclass(frozen=True, slots=True)
class Kept:
    """A template with its newest words and the approval that holds for them now."""

    template: Template
    version: TemplateVersion
    approval: TemplateApproval | None

    @property
    def usable(self) -> bool:
        """Whether it may be used: words for corrections need a second person’s yes (C1)."""
        return not self.template.is_correction or self.approval is not None

    @property
    def until(self) -> datetime | None:
        return self.approval.expires_at if self.approval else None


def templates(*, channel: str = "", kind: str = "") -> list[Kept]:
    """Everything that is offered, by name."""
    found = Template.objects.filter(retired_at=None)
    found = found.filter(channel=channel) if channel else found
    found = found.filter(kind=kind) if kind else found
    return _read(found.order_by("name", "id"))


def template(template_id: int) -> Kept | None:
    """One of them, retired or not."""
    return next(iter(_read(Template.objects.filter(pk=template_id))), None)


def version(version_id: int) -> Kept | None:
    """The template whose newest words these are; None for older words and retired templates."""
    found = TemplateVersion.objects.filter(pk=version_id, template__retired_at=None).first()
    kept = template(found.template_id) if found else None
    return kept if kept and kept.version.pk == version_id else None


def _read(found: QuerySet[Template]) -> list[Kept]:
    now, kept = clock.db_now(), []
    for each in found.prefetch_related(_versions()):
        newest = each.versions.all()[0]
        holding = [yes for yes in newest.approvals.all() if yes.expires_at > now]
        kept.append(Kept(each, newest, max(holding, key=lambda yes: yes.expires_at, default=None)))
    return kept


def _versions() -> Prefetch[str, QuerySet[TemplateVersion], str]:
    rows = TemplateVersion.objects.select_related("staff").order_by("-number")
    return Prefetch("versions", queryset=rows.prefetch_related("approvals__staff"))
