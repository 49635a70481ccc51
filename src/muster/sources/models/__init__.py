"""The tables of sources; nobody outside ``sources.actions`` writes them."""

from muster.sources.models.arrivals import Arrival, SeenMessage
from muster.sources.models.imports import Import, ImportQuerySet, UploadChunk
from muster.sources.models.journal import ImportChange, ImportRow, SeenGift
from muster.sources.models.pulls import Pull
from muster.sources.models.source import Refusal, Source, SourceQuerySet, WriteKey

__all__ = [
    "Arrival",
    "Import",
    "ImportChange",
    "ImportQuerySet",
    "ImportRow",
    "Pull",
    "Refusal",
    "SeenGift",
    "SeenMessage",
    "Source",
    "SourceQuerySet",
    "UploadChunk",
    "WriteKey",
]
