"""The lake is asked first. It is opened by the first question, so that nobody else pays for its libraries."""

from typing import Any

from muster.audiences.lake import layout


def of_lake(question: str, *asked: Any, **more: Any) -> Any:
    """Ask ``live`` a question by its name; None where there is no lake and PostgreSQL must answer."""
    if layout.current(layout.home()) is None:
        return None
    from muster.audiences import live

    return getattr(live, question)(*asked, **more)
