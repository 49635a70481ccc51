"""How often a property is tried: a quarter of its full number every day, all of it under CI.

So is the matrix of permissions: every day each visitor asks at a sixth of the addresses, under CI at all of them.
So are the cases that every engine of audiences answers alike, and of pages that are built alike one is held to the rules.

``HYPOTHESIS_PROFILE=full make test`` looks as long as ``.ci/run`` does. Nothing else differs between the two.
"""

import os
import zlib

from hypothesis import HealthCheck, settings

FULL = os.environ.get("HYPOTHESIS_PROFILE", "full" if os.environ.get("CI") else "") == "full"
_USUAL = 100  # what Hypothesis itself tries where nobody says a number


def number(full: int) -> int:
    """How many examples of ``full`` are tried today."""
    return full if FULL else max(full // 4, 1)


def turn(*names: str) -> bool:
    """Whether one of many alike is tried today: a sixth of them, always the same ones."""
    return FULL or zlib.crc32(" ".join(names).encode()) % 6 == 0


def trials(full: int = _USUAL, **more: object) -> settings:
    """Settings for one property; what each example does may take its time."""
    return settings(**{"max_examples": number(full), "deadline": None} | more)


def beside_fixtures(full: int, **more: object) -> settings:
    """The same for a test whose examples share the fixtures and undo what they did themselves."""
    unworried = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return trials(full, **{"suppress_health_check": unworried} | more)


# No test fails because the machine was busy.
settings.register_profile(
    "muster",
    max_examples=number(_USUAL),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("muster")
