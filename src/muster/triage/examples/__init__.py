"""The examples that come with the product, so that the first message is sorted before anybody corrected one.

Each file is one language: “[kind]”, then a message a line. All are invented for this purpose.
"""

from functools import cache
from importlib.resources import files

from muster.triage.kinds import LANGUAGES, Kind


@cache
def load() -> tuple[tuple[str, Kind, str], ...]:
    """Return language, kind and message of every example. Raises ValueError for a kind nobody knows."""
    return tuple(
        (language, kind, line)
        for language in LANGUAGES
        for kind, line in _read(files(__name__).joinpath(f"{language}.txt").read_text("utf-8"))
    )


def _read(text: str) -> list[tuple[Kind, str]]:
    found: list[tuple[Kind, str]] = []
    kind = Kind.OTHER
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("["):
            kind = Kind(line.strip("[]"))
        elif not line.startswith("#"):
            found.append((kind, line))
    return found
