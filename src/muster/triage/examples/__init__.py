"""The examples that come with the product, so that the first message is sorted before anybody corrected one.

A folder for each language, a file for each kind, a message a line; “# ” begins a remark. All are invented for
this purpose: no line was written by a person to an organisation.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from muster.triage.kinds import LANGUAGES, Kind


@cache
def load() -> tuple[tuple[str, Kind, str], ...]:
    """Return language, kind and message of every example. Raises FileNotFoundError for a kind without any."""
    here = files(__name__)
    return tuple(
        (language, kind, line)
        for language in LANGUAGES
        for kind in Kind
        for line in _lines(here.joinpath(language, f"{kind}.txt").read_text("utf-8"))
    )


def _lines(text: str) -> Iterator[str]:
    for line in filter(None, map(str.strip, text.splitlines())):
        # A message may begin with a hashtag.
        if not line.startswith("# "):
            yield line
