"""Numbers of people in a file: one column, ``person``, as CSV or as Parquet by the name’s ending.

Only who ran the command may read it.
"""

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from django.utils.translation import gettext as _

from muster.kit.errors import Refused


class AlreadyThere(Refused):
    """A list is never written over another."""


def refuse_existing(to: Path) -> None:
    """Raise AlreadyThere where something has this name already."""
    if to.exists():
        raise AlreadyThere(_("“{name}” is there already; name another file.").format(name=to.name))


def keep(people: npt.NDArray[np.int64], to: Path | None) -> int:
    """Write the numbers, if a file is named, and count them."""
    if to is not None:
        table = pa.table({"person": people})
        write = pa.parquet.write_table if to.suffix == ".parquet" else pa.csv.write_csv
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            write(table, file)
    return len(people)
