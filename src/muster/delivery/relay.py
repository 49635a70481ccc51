"""Whether there is a relay to send by, asked by ``muster check``."""

from __future__ import annotations

from django.conf import settings

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
            words="no relay is set; training needs none" if training else "no relay is set",
            fix="" if training else "set MUSTER_SMTP_URL=smtp://user:password@host:587?starttls=1",
        )
    try:
        target = parse(url)
    except NotARelay as problem:
        return Finding(NAME, ok=False, words=str(problem), fix="mend MUSTER_SMTP_URL")
    return Finding(NAME, ok=True, words=f"mail leaves by {target.host}:{target.port}")
