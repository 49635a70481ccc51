"""Settings for tools that read the code and never open a database: types, catalogues."""

import os

os.environ |= {
    "MUSTER_DATABASE_URL": "postgresql://nobody@localhost/none",
    "MUSTER_MASTER_KEY": "00" * 32,
}

from muster.config.settings import *  # noqa: F403
