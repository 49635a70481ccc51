"""Turns a letter row into a mail: its template, in its language, in the frame of the organisation."""

from __future__ import annotations

from django.template import Context, TemplateDoesNotExist
from django.template.engine import Engine
from django.utils.translation import override

from muster.accounts.models import Organisation
from muster.delivery import tokens
from muster.delivery.models import LetterRow
from muster.delivery.single import Single, words_of_text


def single(row: LetterRow, house: Organisation) -> Single:
    """Render ``templates/mail/<kind>.txt`` (its first line is the subject) and ``.html`` if there is one."""
    values = {"organisation": house, "language": row.language, **row.context}
    with override(row.language or "en"):
        whole = _render(f"mail/{row.kind}.txt", values, escape=False)
        title, _line, text = whole.lstrip().partition("\n")
        try:
            html = _render(f"mail/{row.kind}.html", values, escape=True)
        except TemplateDoesNotExist:
            html = ""
    return Single(
        token=tokens.make(tokens.LETTER, row.pk),
        address=row.address,
        title=title.strip(),
        text=text.strip() + "\n",
        html=html,
        sender_name=house.sender_name or house.name,
        at=row.created_at,
        automatic=bool(row.context.get("automatic")),
    )


def text(row: LetterRow, house: Organisation) -> bytes:
    """Render ``templates/text/<kind>.txt``: a letter to a telephone is nothing but its words."""
    values = {"organisation": house, "language": row.language, **row.context}
    with override(row.language or "en"):
        return words_of_text(_render(f"text/{row.kind}.txt", values, escape=False))


def _render(name: str, values: dict[str, object], *, escape: bool) -> str:
    # Plain text must not turn an apostrophe into an entity; a page must.
    template = Engine.get_default().get_template(name)
    return str(template.render(Context(values, autoescape=escape)))
