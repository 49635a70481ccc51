"""Schemathesis reads our description and asks every door things right and wrong: none answers with a fault."""

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from muster.sources import actions
from muster.web.api import openapi, tracking
from tests.trials import trials

BOUNDED = trials(
    12,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(cast):
    source = actions.add_source(kind="segment", name="Website", by=cast.olga)
    return actions.add_key(source=source, power="browser", by=cast.olga)


@pytest.fixture
def schema(settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    # These would close the test’s connection between two requests, as Django’s own client knows too.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(f"/{openapi.ADDRESS}", WSGIHandler())
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("name", tracking.NAMES)
def test_no_door_answers_with_a_fault(schema, key, name, mode):
    @BOUNDED
    @given(schema[f"/v1/{name}"]["POST"].as_strategy(generation_mode=mode), st.booleans())
    def asked(case, known):
        auth = (key, "") if known else None
        case.call_and_validate(
            auth=auth,
            checks=[
                not_a_server_error,
                checks.status_code_conformance,
                checks.content_type_conformance,
                checks.response_schema_conformance,
            ],
        )

    asked()
    actions.absorb()


def test_the_document_is_for_everybody():
    answer = Client().get(f"/{openapi.ADDRESS}")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "*")
    assert answer.json() == openapi.described()
