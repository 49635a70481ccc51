"""Who brought whom: the tree of a drive, and the links that staff hand out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from muster.drives import access, actions, attribution, queries, trees
from muster.drives.models import Link
from muster.kit import clock
from muster.web import frame, qr, words
from muster.web.gate import may
from muster.web.office.drives import said

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.drives.models import Drive
    from muster.drives.trees import Branch
    from muster.web.gate import StaffRequest

KINDS: Final = {
    "person": gettext_lazy("A volunteer"),
    "asker": gettext_lazy("Whoever asks from the stage"),
    "place": gettext_lazy("A place of ours, such as a post"),
}
DRAWN: Final = 12
LISTED: Final = 400


@may("drives.view")
@require_safe
def tree(request: StaffRequest, number: int) -> HttpResponse:
    """Every branch, with what came through it."""
    drive = access.drive(number, by=request.staff)
    found = trees.of(drive)
    title = ngettext(
        "%(n)s gift came through somebody", "%(n)s gifts came through somebody", found.relayed
    )
    context = {
        "title": title % {"n": words.number(found.relayed)},
        "drive": drive,
        "intro": _intro(found),
        "rows": _rows(found, drive),
        "bars": _bars(found, drive),
        "links": [
            (one, _address(drive, one), qr.of(_address(drive, one)))
            for one in queries.handed_out(drive)
        ],
        "kinds": KINDS,
        "slices": said.slices(attribution.of(drive), drive),
        "may_run": request.staff.may("drives.run"),
    }
    return frame.page(request, "office/drives/tree.html", context)


@may("drives.run")
@require_POST
def links(request: StaffRequest, number: int) -> HttpResponse:
    """Make a link for a volunteer, the asker or a place."""
    drive = access.drive(number, by=request.staff)
    kind, label = request.POST.get("kind", ""), request.POST.get("label", "").strip()
    if kind in KINDS and label:
        made = actions.make_link(
            drive=drive, kind=kind, label=label, by=request.staff, at=clock.now()
        )
        messages.success(
            request, _("The link is ready: %(link)s") % {"link": _address(drive, made)}
        )
    else:
        messages.error(request, _("Say whose the link is."))
    return HttpResponseRedirect(reverse("office:drive-tree", args=[drive.pk]) + "#links")


def _intro(found: trees.Tree) -> str:
    told = ngettext(
        "People brought people in %(n)s generation.",
        "People brought people in %(n)s generations.",
        found.depth,
    ) % {"n": words.number(found.depth)}
    if not found.apart:
        return told
    apart = ngettext(
        "%(n)s gift came through one’s own link or circle and counts for nobody.",
        "%(n)s gifts came through one’s own link or circle and count for nobody.",
        found.apart,
    )
    return f"{told} {apart % {'n': words.number(found.apart)}}"


def _rows(found: trees.Tree, drive: Drive) -> list[dict[str, Any]]:
    """The branches in order, whole ones, as far as a page has room."""
    told: list[dict[str, Any]] = []
    for root in found.roots:
        if len(told) < LISTED:
            told += _walk(root, drive)
    return told


def _walk(branch: Branch, drive: Drive) -> list[dict[str, Any]]:
    own = {
        "open": True,
        "leaf": not branch.children,
        "name": _name(branch),
        "people": words.number(branch.people),
        "money": words.money(branch.money, drive.currency),
        "visits": words.number(branch.link.visits),
        "wide": branch.depth < 3,
    }
    if not branch.children:
        return [own]
    below = [row for child in branch.children for row in _walk(child, drive)]
    return [own, *below, {"open": False}]


def _name(branch: Branch) -> str:
    if branch.link.kind == Link.Kind.PLACE:
        return said.place(branch.link.label or branch.link.channel)
    return branch.name or _("Somebody")


def _bars(found: trees.Tree, drive: Drive) -> list[dict[str, Any]]:
    """The largest branches as bars; of the rest the table tells."""
    most = max((one.money for one in found.roots), default=0)
    return [
        {
            "name": _name(one),
            "width": f"{100 * one.money / most:.1f}" if most else "0",
            "money": words.money(one.money, drive.currency),
            "people": words.number(one.people),
        }
        for one in found.roots[:DRAWN]
        if one.money
    ]


def _address(drive: Drive, link: Link) -> str:
    path = reverse("site:drive", args=[drive.slug])
    return f"{settings.MUSTER_SITE_URL}{path}?by={link.code}"
