"""A house without nights, so that no test depends on the hour it runs at."""

from datetime import time

import pytest

from muster.approvals.models import Policy


@pytest.fixture
def no_nights(db):
    """Every hour of every day is a working hour."""
    return Policy.objects.create(pk=1, day_from=time(0), day_to=time(0), weekends=False)
