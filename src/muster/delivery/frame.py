"""What stands around every mass mail: the mark of training, who writes, and the way to stop.

The foot is never optional: a message without a name, an address and a stop link cannot be made.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Final

import css_inline
from django.utils.translation import gettext as _
from django.utils.translation import override

STOP: Final = "slotq7xstopx7q"  # where the token of a stop link goes
_STYLE: Final = """
body { margin: 0; padding: 0; background: #ffffff; color: #1c2733; }
.sheet { max-width: 600px; margin: 0 auto; padding: 24px 16px; font: 16px/1.5 Arial, sans-serif; }
h2 { font-size: 22px; line-height: 1.25; margin: 24px 0 8px; }
h3 { font-size: 18px; line-height: 1.3; margin: 20px 0 8px; }
p, ul, ol { margin: 0 0 16px; }
a { color: #0b4f9e; }
img { display: block; max-width: 100%; height: auto; border: 0; }
.training { background: #ffd479; color: #3a2a00; padding: 8px 16px; font: 14px/1.4 Arial, sans-serif; }
.foot { border-top: 1px solid #c9d1d9; margin-top: 32px; padding-top: 16px; font-size: 13px; color: #4a5763; }
"""
_INLINER: Final = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)


@dataclass(frozen=True, slots=True)
class Framed:
    """A whole message text in its two forms, slots still inside."""

    text: str
    html: str


def subject_prefix(mode: str, language: str) -> str:
    """What marks the subject line of anything that is not live (C4)."""
    if mode == "live":
        return ""
    with override(language):
        return f"[{_('Training')}] "


def around(
    *,
    text: str,
    body_html: str,
    identity: str,
    sender: str,
    stop: str,
    mode: str,
    language: str,
) -> Framed:
    """Put the frame around one body; ``stop`` is the stop link with STOP in it."""
    with override(language):
        stop_words = _("Stop these messages")
        why = _("You get this because you asked %(sender)s to write to you.") % {"sender": sender}
        warning = _("Training. This is not a real message.") if mode != "live" else ""
    lines = [warning] if warning else []
    lines += [text, f"-- \n{why}\n{stop_words}: {stop}\n{identity}"]
    banner = f'<div class="training">{html.escape(warning)}</div>' if warning else ""
    lawful = "<br>".join(html.escape(line) for line in identity.splitlines())
    page = (
        f'<!DOCTYPE html><html lang="{html.escape(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        f'{banner}<div class="sheet">{body_html}<div class="foot"><p>{html.escape(why)}<br>'
        f'<a href="{html.escape(stop)}">{html.escape(stop_words)}</a></p><p>{lawful}</p></div></div></body></html>'
    )
    return Framed("\n\n".join(lines) + "\n", str(_INLINER.inline(page)) + "\n")
