"""What the description says of the hook for gifts is what the hook answers, signed or not."""

from __future__ import annotations

import json
import time

import jsonschema_rs
import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from muster.sources import actions
from muster.sources.kinds.gifts import signing
from muster.web.api import openapi

ADDRESS = "/hooks/gifts/{slug}/"
BOUNDED = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(cast):
    source = actions.add_source(kind="segment", name="Shop", by=cast.olga)
    return actions.add_key(source=source, power="gifts", by=cast.olga)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_hook_for_gifts_answers_as_it_is_described(key, mode):
    document = Client().get(f"/{openapi.ADDRESS}").json()
    door = document["paths"][ADDRESS]["post"]

    @BOUNDED
    @given(
        schemathesis.openapi.from_dict(document)[ADDRESS]["POST"].as_strategy(generation_mode=mode),
        st.booleans(),
    )
    def asked(case, known):
        body = json.dumps(case.body, default=str).encode()
        header = signing.sign(key if known else "another", body, at=int(time.time()))
        answer = Client().post(
            ADDRESS.format(slug="shop"),
            body,
            content_type="application/json",
            headers={signing.HEADER: header},
        )
        told = door["responses"][str(answer.status_code)]["content"]
        kind = answer["Content-Type"].partition(";")[0]
        assert kind in told
        if kind == "application/json":
            wanted = told[kind]["schema"] | {"components": document["components"]}
            jsonschema_rs.validate(wanted, answer.json())
        assert known == (answer.status_code != 404)

    asked()
