"""The grammar of the text form, which stands beside this file, and the words it keeps for itself."""

from functools import cache
from importlib import resources
from typing import Final

from lark import Lark
from lark.lexer import PatternStr

GAP: Final = "?"


@cache
def parser() -> Lark:
    """Return the parser; made once a process, on first use."""
    folder = resources.files("muster.audiences.definition")
    grammar = folder.joinpath("grammar.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", maybe_placeholders=True)


@cache
def keywords() -> frozenset[str]:
    """Return the words that mean something to the grammar; as a value they stand in quotes."""
    patterns = (one.pattern for one in parser().terminals)
    return frozenset(one.value for one in patterns if isinstance(one, PatternStr))
