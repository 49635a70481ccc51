"""How often a property is tried: a quarter of its full number every day, all of it under CI.

``HYPOTHESIS_PROFILE=full make test`` looks as long as ``.ci/run`` does. Nothing else differs between the two.
"""

import os

from hypothesis import HealthCheck, settings

FULL = os.environ.get("HYPOTHESIS_PROFILE", "full" if os.environ.get("CI") else "") == "full"
_USUAL = 100  # what Hypothesis itself tries where nobody says a number


def number(full: int) -> int:
    """How many examples of ``full`` are tried today."""
    return full if FULL else max(full // 4, 1)


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
