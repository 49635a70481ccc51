"""One page of the season: what counts, what was taken off, whether it helps, and what is told of the best."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from muster.kit import clock
from muster.rivalry import access, measuring, queries
from muster.web import frame, rivalling, words
from muster.web.gate import may
from muster.web.office.rivalry.forms import CardForm, ExperimentForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.accounts.models import Staff
    from muster.rivalry.effect import Effect
    from muster.rivalry.models import Experiment, Season
    from muster.web.gate import StaffRequest

WHYS = {
    "asked": gettext_lazy("a colleague asked for it"),
    "erased": gettext_lazy("somebody was erased"),
    "joined": gettext_lazy("records were joined or parted"),
    "taken": gettext_lazy("an import was taken back"),
    "corrected": gettext_lazy("who came to a shift was corrected"),
    "daily": gettext_lazy("once a day"),
    "week": gettext_lazy("a new week began"),
}


@may("rivalry.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The season that runs, or the last one."""
    return frame.page(request, "office/rivalry/index.html", context(request.staff))


def context(staff: Staff) -> dict[str, Any]:
    """What the page says; a form that was refused stands in it again."""
    season, now = queries.latest_season(), clock.now()
    runs = staff.may("rivalry.run") and staff.scope.everyone
    told: dict[str, Any] = {"title": _("The season"), "season": season, "may_run": runs}
    if season is None:
        return told
    teams = list(access.teams(by=staff).values_list("pk", flat=True))
    return told | {
        "title": _title(season),
        "ends": season.played[-1],
        "rules": rivalling.rules(queries.rules(season)),
        "taken": rivalling.taken_off(queries.taken_off(season, teams)),
        "recounts": [(one, WHYS.get(one.why, one.why)) for one in queries.recounts(season)],
        "experiments": _experiments(now),
        "experiment_form": ExperimentForm(auto_id="experiment_%s"),
        "cards": _cards(season),
        "may_tell": runs and staff.may("broadcasts.write"),
    }


def _title(season: Season) -> str:
    if season.ended_at is not None:
        return _("The season is over")
    return _("A season of %(n)s weeks since %(day)s") % {
        "n": words.number(season.weeks),
        "day": words.day(season.first),
    }


def _cards(season: Season) -> list[dict[str, Any]]:
    return [
        {
            "card": one,
            "title": rivalling.card_title(one),
            "made": rivalling.made_text(one),
            "form": CardForm(
                initial={"words": one.words, "left_out": one.left_out}, auto_id=f"card{one.pk}_%s"
            ),
        }
        for one in queries.news(season)
    ]


def _experiments(now: Any) -> list[dict[str, Any]]:
    told = []
    for one in queries.experiments():
        found = measuring.so_far(one, now)
        told.append(
            {
                "experiment": one,
                "said": verdict(found),
                "held_out": words.number(found.held_out),
                "playing": words.number(found.playing),
                "names": _names(one),
            }
        )
    return told


def _names(experiment: Experiment) -> list[str]:
    return [arm.group.name for arm in queries.sides(experiment) if arm.held_out]


def verdict(found: Effect) -> str:
    """What was measured, and how sure that is; nothing is said too early."""
    if found.verdict == "early":
        return _(
            "It is too early to say. At least three whole weeks and four teams on each side are needed."
        )
    facts = {
        "n": rivalling.each(abs(found.difference)),
        "low": rivalling.each(found.low),
        "high": rivalling.each(found.high),
    }
    between = _("in nineteen cases of twenty between %(low)s and %(high)s") % facts
    facts |= {"between": between}
    if found.verdict == "more":
        return _("The league adds %(n)s points per member and week, %(between)s.") % facts
    if found.verdict == "less":
        return (
            _("The league costs %(n)s points per member and week. Think about ending it.") % facts
        )
    return (
        _("No effect can be told from chance; it lies %(between)s points per member and week.")
        % facts
    )
