"""Messages as real people will read them: of the audience while writing, of the frozen list after.

Only people inside the scope of who looks are ever shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import nh3
from django.db import connection
from django.db.models import IntegerField
from django.db.models.expressions import RawSQL
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.accounts.queries import site_url
from muster.audiences.sql import Sql
from muster.channels.kinds.sms.gsm import Measure
from muster.delivery import documents, fields, pictures, preview, texts
from muster.delivery.documents import DocumentBody
from muster.delivery.models import Document, Recipient
from muster.delivery.press import Press
from muster.delivery.preview import Rendered
from muster.delivery.textpress import TextPress
from muster.kit.scope import Scope
from muster.people.models import Person
from muster.places.models import Region

_SHOWN_TAGS = {
    "p",
    "br",
    "a",
    "strong",
    "em",
    "b",
    "i",
    "ul",
    "ol",
    "li",
    "h2",
    "h3",
    "hr",
    "blockquote",
    "img",
}
DRAWN = 3
MEMBERS = 24


@dataclass(frozen=True, slots=True)
class Preview:
    """One message, whose it is, and why this one is shown."""

    who: str
    why: str
    rendered: Rendered
    gaps: tuple[str, ...] = ()
    # What it costs as a text message; None for mail.
    measure: Measure | None = None

    @property
    def letter(self) -> SafeString:
        """The HTML twin without its clothes: the policy of our pages lets no foreign style in."""
        return mark_safe(  # noqa: S308 - cleaned by an allow-list in this very line
            nh3.clean(
                self.rendered.html,
                tags=_SHOWN_TAGS,
                attributes={"a": {"href"}, "img": {"src", "alt", "width"}},
                attribute_filter=_ours,
                clean_content_tags={"script", "style", "head", "title"},
                link_rel="noopener noreferrer external",
                url_schemes={"http", "https", "mailto"},
            )
        )


def _ours(tag: str, attribute: str, value: str) -> str | None:
    """A picture of ours by its path here, whatever address its readers know us by; no other one."""
    if (tag, attribute) != ("img", "src"):
        return value
    _site, ours, name = value.partition("/pictures/")
    return f"/pictures/{name}" if ours and value.startswith(pictures.address(site_url())) else None


def members(chosen: Sql) -> list[int]:
    """Some people of those chosen in an order that looks random and stays the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM ({chosen.text}) AS chosen(id) ORDER BY md5(id::text), id LIMIT {MEMBERS}",
            cast("list[str]", list(chosen.params)),
        )
        return [row[0] for row in cursor.fetchall()]


def as_member(body: DocumentBody, person_id: int) -> Preview:
    """The words as they stand now, as this person would read them."""
    person = Person.objects.select_related("region").get(pk=person_id)
    merge = merge_values([person_id])[person_id]
    rendered = preview.render(body, merge, language=person.language)
    return Preview(
        _who(person.given_name, person.region),
        _("a real member"),
        rendered,
        measure=_measured(body, merge, person.language),
    )


def as_nobody(body: DocumentBody) -> Preview:
    """The words with invented values, while no audience is chosen."""
    return Preview(
        _("Invented person"),
        _("no audience yet"),
        preview.render(body, fields.examples()),
        measure=_measured(body, fields.examples(), body.texts[0].language),
    )


def of_recipients(document: Document, scope: Scope, *, draw: int = 0) -> list[Preview]:
    """Three at random, the shortest and the longest of the frozen list (A9)."""
    body = documents.read(document)
    used = sorted(body.merge_fields().used)
    inside = _inside(document.snapshot_id, scope)
    drawn = inside.annotate(turn=RawSQL("md5(id::text || %s)", [str(draw)]))
    picked = [(row, _("random")) for row in drawn.order_by("turn", "id")[:DRAWN]]
    if used:
        sized = inside.annotate(letters=_length(used))
        picked += [(row, _("shortest")) for row in sized.order_by("letters", "id")[:1]]
        picked += [(row, _("longest")) for row in sized.order_by("-letters", "id")[:1]]
    names = _names(row.person_id for row, _why in picked)
    press = preview.press_of(body)
    return [_shown(body, row, why, names, used, press=press) for row, why in picked]


def merge_values(person_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """The personal values of some people as delivery would freeze them."""
    columns = ", ".join(f"coalesce({field.sql}, '')" for field in fields.FIELDS.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person.id, {columns} FROM people_person person"
            " LEFT JOIN places_region region ON region.code = person.region_id"
            " WHERE person.id = ANY(%s)",
            [list(person_ids)],
        )
        return {row[0]: dict(zip(fields.FIELDS, row[1:], strict=True)) for row in cursor.fetchall()}


def people(person_ids: Iterable[int]) -> dict[int, Person]:
    """Those of some people whom the door’s scope lets through, by number."""
    return Person.objects.in_bulk(list(person_ids))


def _shown(
    body: DocumentBody,
    row: Recipient,
    why: str,
    names: Mapping[int, str],
    used: Sequence[str],
    *,
    press: Press | TextPress,
) -> Preview:
    merge: dict[str, Any] = row.merge
    return Preview(
        who=names.get(row.person_id, _("Erased person")),
        why=why,
        rendered=preview.render(body, merge, language=row.language, press=press),
        gaps=tuple(name for name in used if not merge.get(name)),
        measure=_measured(body, merge, row.language),
    )


def _measured(body: DocumentBody, merge: Mapping[str, str], language: str) -> Measure | None:
    return texts.meter(body, merge, language=language) if body.channel == "sms" else None


def _inside(snapshot_id: int, scope: Scope) -> Any:
    rows = Recipient.objects.filter(snapshot_id=snapshot_id)
    return rows if scope.everyone else rows.filter(region__in=scope.regions)


def _length(used: Sequence[str]) -> RawSQL:
    # Only these fields differ between two messages, so their letters decide which is longest.
    parts = " + ".join("length(coalesce(merge ->> %s, ''))" for _field in used)
    return RawSQL(parts, list(used), output_field=IntegerField())  # noqa: S611


def _names(person_ids: Iterable[int]) -> dict[int, str]:
    found = Person.objects.filter(pk__in=list(person_ids)).select_related("region")
    return {one.pk: _who(one.given_name, one.region) for one in found}


def _who(given_name: str, region: Region | None) -> str:
    name = given_name or _("No first name")
    return f"{name}, {region.name_in(get_language() or 'en')}" if region else name
