"""Interests: what the organisation says shows that somebody cares, who does, and what nobody named yet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.audiences import access, actions, caring, interests, lookup, queries, sentence
from muster.audiences.definition import EMPTY, Cares, Group, dump
from muster.audiences.gaps import gaps
from muster.kit.errors import NotFound, Refused
from muster.people import queries as people
from muster.web import frame, words
from muster.web.gate import StaffRequest, may
from muster.web.office import people_columns
from muster.web.office.interest_form import InterestForm

if TYPE_CHECKING:
    from muster.audiences.models import Interest


EXAMPLE: Final = ("region", "yes")


@may("audiences.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every interest with its sentence and how many care, and what many turn to that none counts yet."""
    found = caring.known()
    language, scope = get_language() or "en", request.staff.scope
    told = {one.pk: queries.definition_of(one) for one in found}
    world = lookup.world(told.values(), language=language)
    sizes = caring.sizes(found, scope, world=world)
    count = ngettext(
        "%(n)s interest is written down", "%(n)s interests are written down", len(found)
    )
    context = {
        "title": count % {"n": words.number(len(found))}
        if found
        else _("No interest is written down yet"),
        "rows": [
            {
                "interest": one,
                "sentence": sentence.in_parts(told[one.pk], language, world),
                "size": sizes[one.pk],
            }
            for one in found
        ],
        "suggested": [_offer(one) for one in caring.suggested(scope, world=world)],
    }
    return frame.page(request, "office/interests/list.html", context)


@may("audiences.view")
@require_safe
def show(request: StaffRequest, number: int) -> HttpResponse:
    """Who cares, how many, ten of them, and what to do with it."""
    interest = access.interest(number, by=request.staff)
    return _show(request, interest)


@may("audiences.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Write down what shows one interest more; an address may bring the first words."""
    return _form(request, None)


@may("audiences.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, number: int) -> HttpResponse:
    """Say it otherwise; every audience that names it follows."""
    return _form(request, access.interest(number, by=request.staff))


@may("audiences.edit")
@require_POST
def count(request: StaffRequest) -> HttpResponse:
    """The sentence and its number while it is being written; changes nothing."""
    form = InterestForm(request.POST)
    form.is_valid()
    return frame.page(request, "office/interests/count.html", _preview(request, form))


@may("audiences.edit")
@require_POST
def removal(request: StaffRequest, number: int) -> HttpResponse:
    """Let go of an interest no audience names."""
    interest = access.interest(number, by=request.staff)
    name = interest.name
    try:
        actions.drop_interest(interest=interest, by=request.staff)
    except Refused as refused:
        return _show(request, interest, refused=refused.message, status=refused.status)
    messages.success(
        request, _("“%(name)s” is no interest any more. What people did stays.") % {"name": name}
    )
    return HttpResponseRedirect(reverse("office:interests"))


@may("broadcasts.write")
@require_POST
def broadcasts(request: StaffRequest, number: int) -> HttpResponse:
    """Begin a broadcast to those who care; whom it is for is still written down before any count."""
    interest = access.interest(number, by=request.staff)
    if not request.staff.may("audiences.edit"):
        raise NotFound
    audience = actions.audience_of(interest=interest, by=request.staff)
    return HttpResponseRedirect(f"{reverse('office:broadcast-new')}?audience={audience.pk}")


def _show(
    request: StaffRequest, interest: Interest, *, refused: str = "", status: int = 200
) -> HttpResponse:
    told = Group("all", (Cares(interest.pk),))
    language, scope = get_language() or "en", request.staff.scope
    world = lookup.world([told], language=language)
    fit, drawn = caring.sample(interest, scope, world=world)
    draft = {"draft": json.dumps(dump(told)), "name": actions.audience_name(interest)}
    context = {
        "title": interest.name,
        "interest": interest,
        "sentence": sentence.in_parts(queries.definition_of(interest), language, world),
        "fit": fit,
        "gaps": gaps(told, world),
        "examples": people_columns.rows(people.numbered(drawn, scope), EXAMPLE),
        "heads": people_columns.heads(EXAMPLE),
        "as_audience": reverse("office:audience-new") + "?" + urlencode(draft),
        "refused": refused,
    }
    return frame.page(request, "office/interests/show.html", context, status=status)


def _form(request: StaffRequest, interest: Interest | None) -> HttpResponse:
    initial = InterestForm.of(interest) if interest else InterestForm.begun(request.GET)
    form = InterestForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.keep_interest(
                interest=interest,
                name=form.cleaned_data["name"],
                meaning=form.meaning(),
                by=request.staff,
            )
        except Refused as refused:
            form.add_error(refused.field, refused.message)
        else:
            messages.success(request, _("Kept. Audiences can ask for it from now on."))
            return HttpResponseRedirect(reverse("office:interest", args=[kept.pk]))
    context = {
        "title": _("Change “{name}”").format(name=interest.name)
        if interest
        else _("A new interest"),
        "form": form,
        "interest": interest,
        **_preview(request, form),
    }
    return frame.page(
        request, "office/interests/edit.html", context, status=422 if form.errors else 200
    )


def _preview(request: StaffRequest, form: InterestForm) -> dict[str, Any]:
    """How many care as written. Words never met yet count nobody and are named; the others count."""
    language = get_language() or "en"
    told = interests.definition(form.meaning())
    world = lookup.world([told], language=language)
    known = [one for one in interests.turnings(told) if interests.meant(one, world.turned)]
    heard = Group("any", tuple(known)) if known else EMPTY
    return {
        "sentence": sentence.in_parts(told, language, world),
        "fit": queries.count(heard, request.staff.scope, world=world),
        "unheard": [gap.words for gap in gaps(told, world)] if told.items else [],
    }


def _offer(topic: caring.Topic) -> dict[str, Any]:
    query = {"name": topic.ref.strip("/").replace("-", " ")[:80], topic.how: topic.ref}
    return {"topic": topic, "url": reverse("office:interest-new") + "?" + urlencode(query)}


urlpatterns = [
    path("interests/", index, name="interests"),
    path("interests/new/", new, name="interest-new"),
    path("interests/count/", count, name="interest-count"),
    path("interests/<int:number>/", show, name="interest"),
    path("interests/<int:number>/edit/", edit, name="interest-edit"),
    path("interests/<int:number>/broadcasts/", broadcasts, name="interest-broadcasts"),
    path("interests/<int:number>/removal/", removal, name="interest-removal"),
]
