"""Whether there is a relay to send by, asked by ``muster check``."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from muster.accounts.queries import organisation
from muster.channels.kinds.email.target import NotARelay, parse
from muster.kit.health import Finding

NAME = "delivery: relay"


def question() -> Finding:
    """In training none is needed; live, none means that everything waits."""
    url = settings.MUSTER_SMTP_URL
    if not url:
        training = organisation().training
        return Finding(
            NAME,
            ok=training,
            words=_("No relay is set; training needs none.") if training else _("No relay is set."),
            fix="" if training else _("Set MUSTER_SMTP_URL; see docs/operations.md."),
        )
    try:
        target = parse(url)
    except NotARelay as problem:
        return Finding(NAME, ok=False, words=str(problem), fix=_("Mend MUSTER_SMTP_URL."))
    words = _("Mail leaves by %(relay)s.") % {"relay": f"{target.host}:{target.port}"}
    return Finding(NAME, ok=True, words=words)
