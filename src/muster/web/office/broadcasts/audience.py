"""Choosing the people, once it is written down whom one means."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.audiences import access, queries, sentence
from muster.audiences.definition import load
from muster.broadcasts import actions, whom
from muster.broadcasts.declared import Sizes
from muster.broadcasts.models import Broadcast
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts.forms import Choice
from muster.web.office.broadcasts.shared import seen, session_mac


@may("broadcasts.write")
def audience(request: StaffRequest, number: int) -> HttpResponse:
    """The saved audiences, each as its sentence; taking one copies what it says today."""
    broadcast = seen(request, number).broadcast
    if whom.given(broadcast):
        return redirect("office:broadcast", broadcast.pk)
    form = Choice(request.POST if request.method == "POST" else None)
    refused = None
    if form.is_valid():
        chosen = access.audience(form.cleaned_data["audience"], by=request.staff)
        try:
            actions.choose_audience(
                broadcast_id=broadcast.pk,
                audience=chosen,
                by=request.staff,
                session_mac=session_mac(request),
            )
        except Refused as error:
            refused = error
        else:
            return redirect("office:broadcast", broadcast.pk)
    return _page(request, broadcast, form, refused)


def _page(
    request: StaffRequest, broadcast: Broadcast, form: Choice, refused: Refused | None
) -> HttpResponse:
    language = get_language() or "en"
    saved = access.audiences(by=request.staff).for_list()
    rows = [(one, sentence.in_words(load(one.definition), language)) for one in saved]
    context = {
        "title": _("Choose who gets it"),
        "form": form,
        "broadcast": broadcast,
        "audiences": rows,
        "chosen": broadcast.audience_id or _of_the_original(broadcast),
        "sizes": _sizes(request, broadcast),
        "refused": refused,
    }
    status = refused.status if refused else 422 if form.is_bound else 200
    return frame.page(request, "office/broadcasts/audience.html", context, status=status)


def _of_the_original(broadcast: Broadcast) -> int | None:
    """The audience a copied broadcast had is offered first; its people are chosen anew."""
    return broadcast.copied_from.audience_id if broadcast.copied_from else None


def _sizes(request: StaffRequest, broadcast: Broadcast) -> Sizes | None:
    if broadcast.definition is None:
        return None
    reached = queries.reachable(
        load(broadcast.definition), request.staff.scope, purpose=broadcast.purpose
    )
    return Sizes(declared=broadcast.declared_size, real=reached.get(broadcast.channel, 0))
