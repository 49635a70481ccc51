"""The list by Spark, from the same files and the same tree: for a lake that one machine no longer answers from.

Needs the extra ``spark`` and Java 17. Nothing here is imported before Spark is asked for.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _

from muster.audiences.engines import nodes
from muster.audiences.lists.tables import Tables
from muster.kit.errors import Refused

if TYPE_CHECKING:
    from sqlglot import exp

HERE: Final = "local[*]"
# Meaning, not speed: moments as they are written, text as it is written, and an error where a sum overflows.
_MEANING: Final = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.variable.substitute": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.ansi.enabled": "true",
}
_QUIET: Final = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
# On one machine nobody else is to reach the engine; a cluster says by itself where its driver is.
_ALONE: Final = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
_FACTS: Final = (
    "kind SMALLINT, ref BIGINT, key BIGINT, moment TIMESTAMP_NTZ, source INT, amount BIGINT,"
    " currency STRING"
)


class NoSpark(Refused):
    """Spark or Java is not installed here."""


def missing() -> str:
    """Say what Spark lacks on this machine; empty if nothing."""
    if importlib.util.find_spec("pyspark") is None:
        return _("Spark is not installed here: pip install muster[spark]")
    java = os.environ.get("JAVA_HOME") or shutil.which("java")
    return "" if java else _("Spark needs Java 17, which is not installed here.")


@contextmanager
def opened(master: str = HERE, more: Mapping[str, str] | None = None) -> Iterator[Any]:
    """Open a session on a cluster or on this machine, with ``more`` of Spark’s own settings. Raises NoSpark."""
    lacking = missing()
    if lacking:
        raise NoSpark(lacking)
    from pyspark.sql import SparkSession

    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    logging.getLogger("py4j").setLevel(logging.WARNING)
    builder = SparkSession.builder.master(master).appName("muster audience")
    alone = _ALONE if master.startswith("local") else {}
    for name, value in {**(more or {}), **_QUIET, **alone, **_MEANING}.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


def told(session: Any, tables: Tables) -> None:
    """Give a session the lake’s tables by their names."""
    for name, files in tables.files.items():
        paths = [file.absolute().as_uri() for file in files]
        held = session.read.parquet(*paths) if paths else session.createDataFrame([], _FACTS)
        held.createOrReplaceTempView(name)


def members(session: Any, plan: exp.Select) -> npt.NDArray[np.int64]:
    """Return the numbers of the people of a plan, in order, all in this process."""
    rows = _answered(session, plan).collect()
    return np.sort(np.fromiter((row[0] for row in rows), dtype=np.int64))


def counted(session: Any, plan: exp.Select) -> int:
    """Count the people of a plan."""
    return int(_answered(session, plan).count())


def written(session: Any, plan: exp.Select, to: Path) -> int:
    """Let the executors write the numbers of the people into a new folder of Parquet files; count them."""
    found = _answered(session, plan)
    found.withColumnRenamed("id", "person").write.mode("error").parquet(to.absolute().as_uri())
    return int(session.read.parquet(to.absolute().as_uri()).count())


def _answered(session: Any, plan: exp.Select) -> Any:
    return session.sql(nodes.written(plan, "spark"))
