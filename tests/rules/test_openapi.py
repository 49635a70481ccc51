"""The OpenAPI document names exactly the addresses of our doors for machines, and each says what it answers."""

import re
from typing import Any

from muster.web.api import openapi
from tests.matrix import patterns

DOORS = ("muster.web.api.", "muster.web.hooks.")


def doors() -> list[tuple[str, dict[str, Any]]]:
    return [
        (address, door)
        for address, way in openapi.described()["paths"].items()
        for door in way.values()
    ]


def test_the_document_is_equal_to_the_routes_of_api_and_hooks() -> None:
    # A door answers with and without the slash; the document names one of the two.
    mounted = {
        "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
        for route, view in patterns()
        if view.__module__.startswith(DOORS)
    }
    told = {address for address, _door in doors()}
    assert {one.rstrip("/") for one in told} == {one.rstrip("/") for one in mounted}


def test_every_door_has_a_name_of_its_own_and_says_what_it_answers() -> None:
    names = [door["operationId"] for _address, door in doors()]
    assert len(names) == len(set(names))
    assert [address for address, door in doors() if "200" not in door["responses"]] == []


def test_every_part_of_an_address_is_explained() -> None:
    wrong = [
        address
        for address, door in doors()
        if set(re.findall(r"{(\w+)}", address))
        != {one["name"] for one in door.get("parameters", []) if one["in"] == "path"}
    ]
    assert wrong == []
