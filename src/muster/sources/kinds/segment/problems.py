"""Why an event was dropped, in words; the code is what is counted and stored."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muster.sources.kinds.gifts import report

WORDS: dict[str, Promise] = {
    "not_object": _("An event must be a JSON object."),
    "large": _("The event is larger than 32 KB."),
    "type": _("“type” must be identify, track, page, screen, group or alias."),
    "no_id": _("An event needs a userId or an anonymousId."),
    "id_kind": _("“%(detail)s” must be text or a number."),
    "id_long": _("“%(detail)s” is longer than 255 characters."),
    "missing": _("This event lacks “%(detail)s”, which its type needs."),
    "not_map": _("“%(detail)s” must be a JSON object."),
    "timestamp": _("“timestamp” is not an ISO 8601 date."),
    "paused": _("This source is paused."),
    "no_key": _("It has no e-mail address, phone number or identity number."),
    "no_person": _("It is about somebody who is not known here."),
    "unreadable": _("It lacks a number, a person, a day or a plain amount."),
    "turned_away": _("This person asked to be erased; nothing was kept."),
    "broken": _("The event could not be stored; see the log."),
}


def in_words(code: str, detail: str = "") -> str:
    """The sentence for a code, which may carry its detail (“missing:event”); an unknown one is shown."""
    code, _colon, told = code.partition(":")
    detail = detail or told
    words = WORDS.get(code) or report.WORDS.get(code)
    return str(words) % {"detail": detail} if words else code
