"""Template words for drives: ``{{ told|get:"as-of" }}`` reads a live name that is no Python name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def get(told: Mapping[str, Any], name: str) -> Any:
    """The value under a name, or nothing."""
    return told.get(name, "")
