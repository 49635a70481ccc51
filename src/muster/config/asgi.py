"""The web server's entry point."""

import gc
import os
import sys

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.config.settings")
os.environ.setdefault("MUSTER_DATABASE_ROLE", "web")
_django = get_asgi_application()

from muster.web.api.direct import Direct  # noqa: E402 -- its models can be read only now
from muster.web.hooks.direct import Texts  # noqa: E402
from muster.web.hooks.direct_payments import Payments  # noqa: E402

application = Direct(Texts(Payments(_django)))

# What was loaded stays, and calls live for a moment and never in circles: both need no search for some.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)

# A page asks the database two dozen times. After each answer it waits no longer than this for its turn, while
# another thread of this process takes in thousands of texts; Python’s own five thousandths add up to a long wait.
sys.setswitchinterval(0.001)
