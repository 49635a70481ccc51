"""Pictures that mail may show: read with suspicion, made anew by us, the same for everybody who looks.

Nothing of the file that came in is kept, neither its metadata nor a byte of its form; so what is
served can hold nothing but what is seen. An address names a picture and never who looks at it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext as _

from muster.delivery.models.picture import SHOWN_WIDTH
from muster.kit.errors import Refused

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES: Final = 8 * 1024 * 1024
# A file of a few kilobytes can unfold to gigabytes; its head says how large it would be.
MOST_PIXELS: Final = 40_000_000
# As wide as the sheet of a mail, and twice that for fine screens.
KEPT_WIDTH: Final = 2 * SHOWN_WIDTH
KEPT_HEIGHT: Final = 4 * SHOWN_WIDTH
TYPES: Final = {"jpg": "image/jpeg", "png": "image/png"}
_FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP")
# What Pillow raises for files that are broken or lie about themselves.
_BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    EOFError,
    struct.error,
)


class NotAPicture(Refused):
    """The file is too large, or is no picture we know."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="file")


@dataclass(frozen=True, slots=True)
class Made:
    """A picture of our own making."""

    content: bytes
    extension: str
    width: int
    height: int


def remade(content: bytes) -> Made:
    """Make a picture anew from what somebody brought. Raises NotAPicture."""
    # Loaded by who takes a picture in; a process that sends only names them.
    from PIL import Image, ImageOps

    if len(content) > MOST_BYTES:
        raise NotAPicture(too_large())
    broken = (*_BROKEN, Image.DecompressionBombError, Image.DecompressionBombWarning)
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                raise NotAPicture(_("This picture has too many points. Make it smaller first."))
            upright = ImageOps.exif_transpose(found)
            upright.thumbnail((KEPT_WIDTH, KEPT_HEIGHT))
            return _encoded(upright)
    except broken as error:
        raise NotAPicture(
            _("This is no picture we can read. Use a JPEG, PNG, GIF or WebP file.")
        ) from error


def too_large() -> str:
    return _("This file is larger than %(n)s MB. Make it smaller first.") % {
        "n": MOST_BYTES // (1024 * 1024)
    }


def folder() -> Path:
    """Where pictures lie; every web process of an installation has to see it."""
    return Path(settings.MUSTER_HOME) / "pictures"


def path_of(digest: str, extension: str) -> Path:
    """Where one picture lies, under the digest of its bytes."""
    return folder() / digest[:2] / f"{digest}.{extension}"


def address(site_url: str) -> str:
    """The beginning of the address of every picture; its name follows."""
    return f"{site_url.rstrip('/')}/pictures/"


def _encoded(picture: Image.Image) -> Made:
    from PIL import Image

    # A new image takes over the points alone: no profile, no place where it was taken, no text.
    clear = _has_clear_parts(picture)
    mode = "RGBA" if clear else "RGB"
    fresh = Image.new(mode, picture.size)
    fresh.paste(picture.convert(mode))
    out = BytesIO()
    if clear or picture.mode in {"P", "1", "L"}:
        fresh.save(out, "PNG", optimize=True)
        extension = "png"
    else:
        fresh.save(out, "JPEG", quality=85, progressive=True, optimize=True)
        extension = "jpg"
    return Made(out.getvalue(), extension, fresh.width, fresh.height)


def _has_clear_parts(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
