"""Our own web tracker: a small script for any site, which stores nothing in the browser before somebody agrees."""

from functools import cache
from importlib.resources import files

# Where the script stands on our own host; pages of others name this address, so it never changes.
ADDRESS = "tracker.js"


@cache
def script() -> bytes:
    """The script as it is handed out."""
    return files(__name__).joinpath("tracker.js").read_bytes()
