"""A house that can send, people who said yes, and a broadcast in each stage of its life."""

import pytest

from tests.domains.broadcasts.stages import Stages


@pytest.fixture
def stages(cast, make):
    return Stages(cast, make)
