"""Settings of a process that only sends: it may ask for a job, and never does one."""

from muster.config.settings import *  # noqa: F403

# Every domain’s jobs, and all that they call, would be a tenth of its memory.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
