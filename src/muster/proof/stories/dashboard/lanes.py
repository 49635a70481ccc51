"""Work done beside each other: processes that are forked for it, each with its own line to the database."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Iterator

LANES: Final = 2
Job = TypeVar("Job")
Done = TypeVar("Done")


class Running:
    """Jobs under way; ``results`` waits for them."""

    def __init__(self, results: Any) -> None:
        self._results = results

    def results(self) -> list[Any]:
        """What each gave; an error of one is raised here."""
        found: list[Any] = self._results.get()
        return found


@contextmanager
def beside(do: Callable[[Job], Done], jobs: Sequence[Job]) -> Iterator[Running]:
    """Let each job be done in a process of its own while the block goes on with something else."""
    # A line that two processes hold would be closed for both by the first that ends.
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(LANES) as pool:
        yield Running(pool.map_async(do, jobs, chunksize=1))
        pool.close()
        pool.join()


def share(things: Sequence[Job]) -> list[list[Job]]:
    """About the same number for each lane."""
    return [list(things[place::LANES]) for place in range(LANES)]
