"""Every room says what it is: a module docstring in each file, a README in each domain."""

import ast

from tests.rules.ladder import PACKAGE, rungs, sources

NOT_DOMAINS = {"web", "config", "proof"}


def test_every_module_says_what_it_is() -> None:
    wrong = [
        str(path.relative_to(PACKAGE))
        for path in sources()
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert wrong == []


def test_every_domain_has_a_readme() -> None:
    assert [
        name
        for name in rungs()
        if name not in NOT_DOMAINS and not (PACKAGE / name / "README.md").exists()
    ] == []


def test_no_vague_rooms() -> None:
    vague = {"utils", "core", "common", "services", "helpers", "misc"}
    # Where the house itself stands is not its business.
    ours = [path.relative_to(PACKAGE) for path in sources()]
    assert [
        str(path) for path in ours if vague & {part.removesuffix(".py") for part in path.parts}
    ] == []
