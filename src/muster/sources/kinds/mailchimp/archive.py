"""The archive Mailchimp hands out, taken apart in memory bounds; nothing of it touches a disk of ours."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Final

from muster.sources.kinds.csv.problems import FileProblem

MOST_FILES: Final = 20
_PIECE: Final = 1 << 16
_LISTS: Final = (".csv", ".txt", ".tsv")
_ENCRYPTED: Final = 0x1


class Archive:
    """An open archive that holds lists and nothing else."""

    def __init__(self, packed: zipfile.ZipFile, lists: list[zipfile.ZipInfo]) -> None:
        self._packed = packed
        self._lists = lists

    def __iter__(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Each list by its name without folders, and its bytes piece by piece."""
        for info in self._lists:
            yield info.filename.rpartition("/")[2], self._pieces(info)

    def _pieces(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            with self._packed.open(info) as file:
                while piece := file.read(_PIECE):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
            raise FileProblem("archive_broken") from None


def opened(file: IO[bytes]) -> Archive | None:
    """The archive, or nothing where it is none of lists alone: a spreadsheet is packed in the same way."""
    try:
        packed = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    found = [info for info in packed.infolist() if not _beside(info)]
    if not found or not all(info.filename.lower().endswith(_LISTS) for info in found):
        return None
    if len(found) > MOST_FILES or any(info.flag_bits & _ENCRYPTED for info in found):
        return None
    return Archive(packed, found)


def _beside(info: zipfile.ZipInfo) -> bool:
    """Folders, and what a Mac packs beside every file."""
    name = info.filename.rpartition("/")[2]
    return info.is_dir() or name.startswith(".") or info.filename.startswith("__MACOSX/")
