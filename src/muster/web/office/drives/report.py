"""What a drive came to, beside earlier ones: time to the goal, money online and in cash apart, and its sources.

The page says in words what cannot be concluded from it; the same figures go out as a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muster.drives import access, attribution, counting, pace, trees
from muster.kit import clock
from muster.kit.sheets import whole
from muster.web import frame, words
from muster.web.gate import may
from muster.web.office.drives import charts, said

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from muster.drives.counting import Count
    from muster.drives.models import Drive
    from muster.drives.trees import Tree
    from muster.web.gate import StaffRequest


@may("drives.view")
@require_safe
def show(request: StaffRequest, number: int) -> HttpResponse:
    """The report; while the drive runs it says so and counts what is there."""
    drive, now = access.drive(number, by=request.staff), clock.now()
    counted = counting.count(counting.purposes(drive), drive.currency)
    took = pace.time_to(drive, drive.goal.minor)
    tree = trees.of(drive)
    context = {
        "title": _title(drive, counted, took),
        "intro": _intro(drive, counted, now),
        "drive": drive,
        "state": drive.state(now),
        "compared": _compared(drive, took),
        "chart": charts.pace(drive, now),
        "online": words.money(counted.online, drive.currency),
        "cash": words.money(counted.cash, drive.currency),
        "people": words.number(counted.people),
        "gifts": words.number(counted.gifts),
        "slices": said.slices(attribution.of(drive), drive),
        "depth": words.number(tree.depth),
        "cannot": cannot(drive, tree, counted),
        "may_thank": request.staff.may("broadcasts.write") and request.staff.may("drives.run"),
    }
    return frame.page(request, "office/drives/report.html", context)


@may("drives.view")
@require_safe
def file(request: StaffRequest, number: int) -> HttpResponse:
    """The same as a file, amounts in minor units so that nothing is rounded."""
    drive = access.drive(number, by=request.staff)
    counted = counting.count(counting.purposes(drive), drive.currency)
    rows: list[tuple[object, ...]] = [
        ("online", "", counted.gifts, counted.online, drive.currency),
        ("cash", "", "", counted.cash, drive.currency),
        *(
            (one.sort, one.name, one.gifts, one.minor, drive.currency)
            for one in attribution.of(drive)
        ),
    ]
    took = pace.time_to(drive, drive.goal.minor)
    rows.append(("seconds to the goal", "", "", int(took.total_seconds()) if took else "", ""))
    head = ("what", "name", "gifts", "minor units", "currency")
    response = HttpResponse(whole(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="drive-{drive.slug}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _title(drive: Drive, counted: Count, took: timedelta | None) -> str:
    facts = {
        "total": words.money(counted.online, drive.currency),
        "goal": words.money(drive.goal.minor, drive.currency),
    }
    if took is not None:
        return _("%(total)s online; the goal of %(goal)s after %(span)s") % {
            **facts, "span": words.span(took)
        }  # fmt: skip
    return _("%(total)s online of %(goal)s") % facts


def _intro(drive: Drive, counted: Count, now: datetime) -> str:
    told = []
    if drive.state(now) == "live":
        told.append(_("It still runs; these are the figures so far."))
    if counted.cash:
        told.append(
            _("The hat brought %(money)s more in cash, counted apart.")
            % {"money": words.money(counted.cash, drive.currency)}
        )
    return " ".join(told)


def _compared(drive: Drive, took: timedelta | None) -> list[dict[str, Any]]:
    """This drive and earlier ones: what each came to, and how long until this goal and until its own."""
    return [
        _row(one, drive, here=one.pk == drive.pk, took=took if one.pk == drive.pk else None)
        for one in [drive, *pace.earlier(drive)]
    ]


def _row(one: Drive, drive: Drive, *, here: bool, took: timedelta | None) -> dict[str, Any]:
    counted = counting.count(counting.purposes(one), one.currency)
    same = took if here else pace.time_to(one, drive.goal.minor)
    own = took if here else pace.time_to(one, one.goal.minor)
    return {
        "drive": one,
        "here": here,
        "when": words.day(one.starts_at),
        "online": words.money(counted.online, one.currency),
        "cash": words.money(counted.cash, one.currency) if counted.cash else "–",
        "lasted": words.span(pace.ended(one) - one.starts_at),
        "same": words.span(same) if same is not None else _("never"),
        "own": words.span(own) if own is not None else _("never"),
    }


def cannot(drive: Drive, tree: Tree, counted: Count) -> list[str]:
    """What these figures do not say, in words, before anybody copies the drive."""
    told = [
        _(
            "A link says through whom somebody came, not why they gave. Some would have given without it."
        ),
        _(
            "“Unknown” came without a link: typed from the wall, told aloud, sent on without it."
            " It is no leftover to be shared out."
        ),
        _(
            "The asker’s passion, the occasion and who the asker knows carry a drive."
            " Another asker with the same page may get less, or more."
        ),
    ]
    if pace.earlier(drive):
        told.append(
            _(
                "Earlier drives had other people, other weather and other news."
                " Faster than last year is not faster because of this tool."
            )
        )
    else:
        told.append(_("There is no earlier drive beside it, so nothing says whether it was fast."))
    if counted.cash:
        told.append(_("Who put cash into the hat is not known; some of them gave online as well."))
    if tree.apart:
        told.append(_("Gifts through one’s own link stand in the total and in nobody’s branch."))
    return told
