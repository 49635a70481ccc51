"""The only way to fetch a source or an import *for* a staff member: absent and not yours look the same."""

from __future__ import annotations

from muster.accounts.models import Staff
from muster.kit.errors import NotFound
from muster.sources.models import Import, Source, WriteKey


def made_import(number: int, *, by: Staff) -> Import:
    """An import, for staff who answer for every region: its rows name people of all of them."""
    found = (
        Import.objects.select_related("source").exclude(state="dropped").filter(pk=number).first()
    )
    if found is None or not by.every_region:
        raise NotFound
    return found


def source(number: int, *, by: Staff) -> Source:
    """A source, for staff who look after sources."""
    found = Source.objects.filter(pk=number).first()
    if found is None or not by.may("sources.manage"):
        raise NotFound
    return found


def key(number: int, *, of: Source) -> WriteKey:
    """A key of a source that was fetched for somebody."""
    found = WriteKey.objects.filter(pk=number, source=of).first()
    if found is None:
        raise NotFound
    return found
