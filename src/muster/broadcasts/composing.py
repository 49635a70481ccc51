"""From a broadcast and its frozen recipients to the document that decides what is sent (A2)."""

import re
from typing import Final

from muster.accounts.models import Organisation
from muster.accounts.queries import site_url
from muster.audiences import lookup
from muster.audiences.definition import Definition, Everyone, Group, Member, Node, load
from muster.audiences.world import World
from muster.broadcasts import corrections, following, timing, whom
from muster.broadcasts.models import Broadcast
from muster.delivery import fields, liquid, markup, texts
from muster.delivery import queries as delivery
from muster.delivery.documents import DocumentBody, Wording
from muster.delivery.models import Snapshot

_LINK: Final = re.compile(r"https?://[^\s<>\"'()\[\]]+")


def document_body(
    broadcast: Broadcast, organisation: Organisation, snapshot: Snapshot | None
) -> DocumentBody:
    """Everything of A2, in the form delivery seals. Without recipients it serves previews only."""
    words = wording(broadcast)
    body = DocumentBody(
        subject=broadcast.reference,
        channel=broadcast.channel,
        purpose=broadcast.purpose,
        mode=broadcast.mode,
        texts=(words,),
        sender_name=broadcast.sender_name or organisation.sender_name or organisation.name,
        sender_address=organisation.sender_address,
        reply_to=broadcast.reply_to,
        identity=identity(organisation),
        site_url=site_url(),
        return_domain=organisation.reply_domain,
        snapshot=(snapshot.pk or 0) if snapshot else 0,
        size=snapshot.size if snapshot else 0,
        per_region=snapshot.per_region if snapshot else {},
        audience=whom.in_document(broadcast),
        links=tuple(sorted(set(_LINK.findall(words.text)))),
        # Nobody is spared what is urgent, sets right what reached them, or answers them (D14).
        capped=broadcast.purpose != broadcast.Purpose.URGENT and not whom.given(broadcast),
        attachments=_pictures(broadcast),
        **timing.parts(broadcast, snapshot.size if snapshot else 0),
        extra={
            "title": broadcast.title,
            "declared_text": broadcast.declared_text,
            "declared_size": broadcast.declared_size,
            "zone": broadcast.zone,
            "template": broadcast.template_id,
            **corrections.in_document(broadcast),
            **(whom.in_numbers(broadcast) if snapshot else {}),
        },
    )
    return texts.complete(body, snapshot)


def _pictures(broadcast: Broadcast) -> tuple[str, ...]:
    """The hashes of the pictures it shows; those that do not exist are found by pre-flight."""
    shown = {delivery.picture(name) for _said, name in markup.pictures(broadcast.body)}
    return tuple(sorted(one.digest for one in shown if one is not None))


def wording(broadcast: Broadcast) -> Wording:
    # A text has no subject line; what stood there before the channel changed does not go along.
    subject = "" if broadcast.channel == "sms" else broadcast.subject
    text = following.named(broadcast.body, broadcast.pk)
    return Wording(language=broadcast.language, subject=subject, text=text)


def identity(organisation: Organisation) -> str:
    """Who writes, as it stands at the foot of every message."""
    return ", ".join(part for part in (organisation.name, organisation.legal_address) if part)


def fields_used(broadcast: Broadcast) -> liquid.Fields:
    """Which personal values its subject and text use. Raises TemplateProblem."""
    words = wording(broadcast)
    return (
        liquid.parse(words.subject, fields.NAMES).fields
        | liquid.parse(words.text, fields.NAMES).fields
    )


def everyone(broadcast: Broadcast) -> bool:
    """Whether it reaches the whole base; the rest of a broadcast to everyone is judged as everyone."""
    if broadcast.selection_id is not None:
        return False
    if broadcast.corrects is not None:
        return broadcast.aim == Broadcast.Aim.REST and everyone(broadcast.corrects)
    return reaches_everyone(load(broadcast.definition or {}))


def reaches_everyone(definition: Definition) -> bool:
    """Whether nothing but exceptions narrows it: then it is the whole base, however it is said."""
    return _unbounded(definition, lookup.world([definition]))


def _unbounded(node: Definition | Node, world: World) -> bool:
    if isinstance(node, Everyone):
        return True
    if isinstance(node, Member):
        saved = world.audiences.get(node.audience or 0)
        return saved is not None and _unbounded(saved.definition, world)
    if not isinstance(node, Group) or not node.items:
        return False
    if node.mode == "none":
        return True
    bounds = [_unbounded(item, world) for item in node.items]
    return any(bounds) if node.mode == "any" else all(bounds)
