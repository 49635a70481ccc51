"""Files of 300 lines and functions of 40 at most; what needs more stands here with its reason."""

import ast

from tests.rules.ladder import PACKAGE, sources

FILE, FUNCTION = 300, 40
EXCEPTIONS: dict[str, str] = {}


def test_files_are_short() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}: {lines} lines"
        for path in sources()
        if (lines := len(path.read_text().splitlines())) > FILE
        and str(path.relative_to(PACKAGE)) not in EXCEPTIONS
    ]
    assert wrong == [], "split it by subject into a folder of the same name"


def test_functions_are_short() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > FUNCTION
    ]
    assert wrong == [], "give a step of it a name"
