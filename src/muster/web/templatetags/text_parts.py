"""Template words for what a text message costs."""

from __future__ import annotations

from django import template

from muster.web.office.broadcasts import parts

register = template.Library()

register.filter("measured", parts.said)
register.filter("costly", parts.costly)
