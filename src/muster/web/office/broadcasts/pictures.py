"""Adding a picture to the words of a broadcast: made anew by us, with words for those who do not see it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from muster.broadcasts import actions
from muster.broadcasts.models import Broadcast
from muster.delivery import actions as delivery
from muster.delivery import markup, pictures, queries
from muster.delivery.pictures import NotAPicture
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts.forms import NewPicture
from muster.web.office.broadcasts.shared import home_of, seen, session_mac

PAGE = "office/broadcasts/picture.html"
SHOWN = 8


@may("broadcasts.write")
def add(request: StaffRequest, number: int) -> HttpResponse:
    """Take a file, make it anew, and put it at the end of the words."""
    state = seen(request, number)
    broadcast, refused = state.broadcast, None
    if state.status.released or broadcast.cancelled_at or broadcast.channel != "email":
        return home_of(state)
    form = NewPicture(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            _add(request, broadcast, form)
        except Refused as error:
            refused = error
        else:
            messages.success(
                request, _("Added at the end of the words. Move its line as you like.")
            )
            return redirect("office:broadcast", number)
    context = {
        "title": _("Add a picture"),
        "form": form,
        "broadcast": broadcast,
        "most": pictures.MOST_BYTES // (1024 * 1024),
        "refused": refused,
    }
    status = refused.status if refused else 422 if form.is_bound else 200
    return frame.page(request, PAGE, context, status=status)


def offered() -> list[dict[str, object]]:
    """The pictures added last, for the compose page: each as it is written and where it is seen."""
    return [
        {"picture": one, "address": f"/pictures/{one.name}", "written": written(one.name, "")}
        for one in queries.latest_pictures(SHOWN)
    ]


def written(name: str, said: str) -> str:
    """How a text shows a picture."""
    return f"![{said or _('what it shows')}]({markup.PICTURE}{name})"


def _add(request: StaffRequest, broadcast: Broadcast, form: NewPicture) -> None:
    file = form.cleaned_data["file"]
    if file.size > pictures.MOST_BYTES:
        raise NotAPicture(pictures.too_large())
    kept = delivery.add_picture(content=file.read(), by=request.staff)
    line = written(kept.name, form.cleaned_data["said"])
    body = f"{broadcast.body.rstrip()}\n\n{line}\n".lstrip()
    actions.edit(
        broadcast_id=broadcast.pk,
        changes={"body": body},
        by=request.staff,
        session_mac=session_mac(request),
    )
