"""The web server's entry point."""

import gc
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.config.settings")
os.environ.setdefault("MUSTER_DATABASE_ROLE", "web")
django.setup(set_prefix=False)

from muster.web.api.direct import Direct  # noqa: E402 -- its models can be read only now
from muster.web.handler import Pages  # noqa: E402
from muster.web.hooks.direct import Texts  # noqa: E402
from muster.web.hooks.direct_payments import Payments  # noqa: E402

application = Direct(Texts(Payments(Pages())))

# What was loaded stays, and calls live for a moment and never in circles: both need no search for some.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)

# A page asks the database two dozen times. After each answer it waits no longer than this for its turn, while
# another thread of this process takes in thousands of texts; Python’s own five thousandths add up to a long wait.
sys.setswitchinterval(0.001)
