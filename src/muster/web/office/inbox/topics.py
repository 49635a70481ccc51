"""What people write about: topics with their words and kind, each leading to a team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from muster.inbox import access, actions, work
from muster.kit import clock
from muster.kit.errors import Refused
from muster.triage.kinds import Kind
from muster.web import frame
from muster.web.gate import may
from muster.web.office.inbox import kinds

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.inbox.models import Team, Topic
    from muster.web.gate import StaffRequest


class TopicForm(forms.Form):
    """What points to a topic, and whose work it then is."""

    name = forms.CharField(
        label=gettext_lazy("Name of the topic"),
        help_text=gettext_lazy("As it stands on the public form"),
        max_length=60,
    )
    words = forms.CharField(
        label=gettext_lazy("Words that point to it"),
        help_text=gettext_lazy(
            "In any language, one a line. A whole word counts; capitals and accents do not matter."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=5_000,
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("It also takes what seems to be"),
        help_text=gettext_lazy("Only where no word of any topic stands in the message"),
        required=False,
    )
    team = forms.TypedChoiceField(label=gettext_lazy("Team that answers"), coerce=int)
    place = forms.IntegerField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("The lowest is looked at first"),
        min_value=1,
        max_value=999,
        initial=100,
    )
    offered = forms.BooleanField(
        label=gettext_lazy("Offer it on the public form"), required=False, initial=True
    )

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {one.pk: one for one in teams}
        also = [(one.value, str(kinds.LABELS[one.value])) for one in Kind]
        self.fields["kind"].choices = [("", _("Nothing besides")), *also]  # type: ignore[attr-defined]
        self.fields["team"].choices = [(one.pk, one.name) for one in teams]  # type: ignore[attr-defined]


@may("inbox.teams")
@require_http_methods(["GET", "HEAD", "POST"])
def new_topic(request: StaffRequest) -> HttpResponse:
    """Write down what points to a topic."""
    return _topic(request, None)


@may("inbox.teams")
@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: StaffRequest, topic_id: int) -> HttpResponse:
    """Change what points to a topic, from the next message on."""
    return _topic(request, access.topic(topic_id, by=request.staff))


@may("inbox.teams")
@require_POST
def removal(request: StaffRequest, topic_id: int) -> HttpResponse:
    """Let a topic go."""
    found = access.topic(topic_id, by=request.staff)
    name = found.name
    actions.drop_topic(topic=found, by=request.staff, at=clock.now())
    messages.success(request, _("“%(name)s” is no topic any more.") % {"name": name})
    return HttpResponseRedirect(reverse("office:inbox-teams"))


def _topic(request: StaffRequest, topic: Topic | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = TopicForm(posted, teams=work.teams(), initial=_of(topic) if topic else None)
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            kept = actions.keep_topic(
                topic=topic, **given | {"team": form.teams[given["team"]]}, by=request.staff,
                at=clock.now(),
            )  # fmt: skip
        except Refused as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("“%(name)s” is kept.") % {"name": kept.name})
            return HttpResponseRedirect(reverse("office:inbox-teams"))
    context = {
        "title": topic.name if topic else _("A new topic"),
        "form": form,
        "topic": topic,
        "no_team": not form.teams,
    }
    status = 422 if form.is_bound else 200
    return frame.page(request, "office/inbox/topic.html", context, status=status)


def _of(topic: Topic) -> dict[str, Any]:
    return {
        "name": topic.name,
        "words": "\n".join(topic.words),
        "kind": topic.kind,
        "team": topic.team_id,
        "place": topic.place,
        "offered": topic.offered,
    }
