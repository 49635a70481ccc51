"""The OpenAPI document names exactly the addresses of the JSON doors, and each door says what it answers."""

from muster.web.api import openapi, urls


def test_the_document_is_equal_to_the_routes() -> None:
    mounted = {"/" + str(entry.pattern).rstrip("/") for entry in urls.urlpatterns}
    assert set(openapi.described()["paths"]) == mounted


def test_every_door_has_a_name_of_its_own() -> None:
    told = [
        door["operationId"]
        for way in openapi.described()["paths"].values()
        for door in way.values()
    ]
    assert len(told) == len(set(told)) == len(openapi.described()["paths"])
