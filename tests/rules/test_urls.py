"""Every address declares who may pass, and the matrix says of everybody whether they do (T11).

``tests/web/test_matrix.py`` asks every cell through HTTP; here the file itself is held to the law.
"""

from muster.accounts.roles import PERMISSIONS, ROLES
from muster.web.gate import gate_of
from tests import matrix
from tests.cast import ROLES as CAST
from tests.matrix import patterns

REMEDY = (
    "run `pytest tests/web/test_matrix.py --rewrite-matrix=new`, read the rows it adds to"
    " tests/rules/matrix.csv as somebody who may not be let in, and commit them"
)
EXTRA = {"rene": "organiser", "adela": "administrator"}


def test_every_url_has_a_gate() -> None:
    assert [route for route, view in patterns() if gate_of(view) is None] == []


def test_every_permission_named_by_a_gate_exists() -> None:
    named = {gate_of(view).permission for _, view in patterns()} - {""}
    assert named <= PERMISSIONS, "a gate asks for a permission no role can hold"


def test_every_permission_is_documented() -> None:
    from tests.rules.ladder import ROOT

    text = (ROOT / "docs" / "accounts.md").read_text()
    assert [name for name in sorted(PERMISSIONS) if f"`{name}`" not in text] == []


def test_every_address_has_its_rows_in_the_matrix() -> None:
    known, wanted = set(matrix.read()), set(matrix.names())
    assert sorted(wanted - known) == [], f"a new address has no row: {REMEDY}"
    gone = sorted(known - wanted)
    assert gone == [], f"the matrix tells of addresses that are no more: {REMEDY}"


def test_every_cell_is_filled() -> None:
    empty = [
        (*name, visitor)
        for name, row in matrix.read().items()
        for visitor in matrix.VISITORS
        if not row[visitor] and (visitor not in matrix.KEYS or name[0].startswith("v1/"))
    ]
    assert empty == [], REMEDY


def test_nobody_meets_a_fault_or_learns_that_something_is_forbidden() -> None:
    # A hook answers 403 to a machine that has no secret; people never see the difference.
    wrong = [
        (*name, visitor, row[visitor])
        for name, row in matrix.read().items()
        for visitor in matrix.VISITORS
        if (row[visitor] >= "500" and row[visitor].isdigit())
        or (row[visitor] == "403" and name[0].startswith("office/"))
    ]  # fmt: skip
    assert wrong == []


def test_another_region_looks_like_nothing_at_all() -> None:
    rows = matrix.read()
    wrong = [
        (route, method, thing, visitor, row[visitor])
        for (route, method, thing), row in rows.items()
        for visitor, region in matrix.REGIONAL.items()
        if matrix.is_regional(route)
        and thing in {matrix.HOME, matrix.AWAY} - {region}
        and row[visitor] not in {"404", "405"}
    ]
    assert wrong == [], "somebody of one region may learn of a person or thread of another"


def test_strangers_are_asked_to_sign_in() -> None:
    staff_only = {route for route, view in patterns() if gate_of(view).staff_only}
    wrong = [
        name
        for name, row in matrix.read().items()
        for visitor in ("anonymous", matrix.MEMBER)
        if name[0] in staff_only and row[visitor] != "sign in"
    ]
    assert wrong == []


def test_nobody_passes_without_the_permission() -> None:
    held = {name: ROLES[role].permissions if role else set() for name, role in _roles().items()}
    needed = {route: gate_of(view).permission for route, view in patterns()}
    wrong = [
        (*name, visitor, row[visitor])
        for name, row in matrix.read().items()
        for visitor, member in matrix.STAFF.items()
        if needed.get(name[0])
        and needed[name[0]] not in held[member]
        and row[visitor] != "404"
    ]  # fmt: skip
    assert wrong == []


def _roles() -> dict[str, str]:
    return {name: role for name, (role, _every, _regions) in CAST.items()} | EXTRA
