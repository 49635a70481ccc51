"""No door changes power by itself: it asks, and approvals decide whether one may act alone (A12)."""

import ast

from tests.rules.ladder import PACKAGE, sources

# What each of these does is offered in approvals/kinds or in the registry of its domain.
TAKES_TWO = {
    "change_roles",
    "reopen",
    "reset_factors",
    "invite",
    "describe",
    "change_mode",
    "set_periods",
    "set_policy",
    "add_key",
    "admit_key",
}
# A conversation is opened again by whoever answers it.
OF_OTHER_THINGS = {("keeping.py", "reopen")}
# The console stands outside the house: whoever runs the server names a second administrator there.
ROOMS = {"web", "config"}


def test_doors_ask_and_never_change_power_themselves() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} {node.func.attr}()"
        for path in sources()
        if path.relative_to(PACKAGE).parts[0] in ROOMS
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in TAKES_TWO
        and (path.name, node.func.attr) not in OF_OTHER_THINGS
    ]
    assert wrong == [], "ask with web/office/asking.py; the change is offered to approvals/registry"
