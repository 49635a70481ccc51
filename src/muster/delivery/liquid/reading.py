"""Reads staff text with the python-liquid parser and refuses every node that is not on the short list.

Nothing here ever runs a template engine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from django.utils.translation import gettext as _
from liquid import Environment
from liquid.ast import BlockNode
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions.filtered import FilteredExpression
from liquid.builtin.expressions.logical import EqExpression, NeExpression
from liquid.builtin.expressions.path import Path
from liquid.builtin.expressions.primitive import Blank, Empty, Nil, StringLiteral
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.exceptions import LiquidError

from muster.delivery.liquid.nodes import Branches, Node, Output, Template, Test, Text
from muster.kit.errors import Refused

MAX_IN: Final = 64 * 1024
MAX_VERSIONS: Final = 64
_CASES: Final = frozenset({"capitalize", "upcase", "downcase"})


class TemplateProblem(Refused):
    """The text cannot be used as it is; ``line`` counts from one."""

    def __init__(self, words: str, *, line: int = 1, field: str | None = None) -> None:
        super().__init__(
            _("Line %(line)s: %(words)s") % {"line": line, "words": words}, field=field
        )
        self.line = line
        self.words = words


def parse(text: str, allowed: Collection[str]) -> Template:
    """Read ``text``; only fields in ``allowed`` may stand in it. Raises TemplateProblem."""
    if len(text.encode()) > MAX_IN:
        raise TemplateProblem(_("The text is too long: at most 64 KB."))
    try:
        nodes = _ENVIRONMENT.from_string(text).nodes
    except LiquidError as error:
        raise TemplateProblem(_reading(error), line=_line(error.token)) from error
    except RecursionError as error:
        raise TemplateProblem(_("The conditions are nested too deeply.")) from error
    template = Template(tuple(_nodes(nodes, frozenset(allowed), 0)))
    if template.versions > MAX_VERSIONS:
        raise TemplateProblem(
            _("The conditions make more than %(number)s different texts. Use fewer.")
            % {"number": MAX_VERSIONS}
        )
    return template


def plain(text: str) -> Template:
    """Take ``text`` as it stands, without reading any field in it."""
    return Template((Text(text),))


# Only "if" is known to the parser at all; the rest fails there, before anything looks at it.
_ENVIRONMENT = Environment()
_ENVIRONMENT.tags = {"if": _ENVIRONMENT.tags["if"]} | {
    # These belong to the parser itself: plain text, output, and refusing the rest.
    name: tag
    for name, tag in _ENVIRONMENT.tags.items()
    if name in {"content", "output", "illegal"}
}


def _nodes(found: Any, allowed: frozenset[str], depth: int) -> Iterator[Node]:
    if depth > 5:
        raise TemplateProblem(_("The conditions are nested too deeply."))
    for node in found:
        line = _line(node.token)
        if isinstance(node, ContentNode):
            yield Text(node.text)
        elif isinstance(node, OutputNode):
            yield _output(node.expression, allowed, line)
        elif isinstance(node, IfNode):
            yield _branches(node, allowed, depth)
        else:
            raise TemplateProblem(
                _("Only {{ field }} and {% if field %} can be used here."), line=line
            )


def _output(expression: Any, allowed: frozenset[str], line: int) -> Output:
    if not isinstance(expression, FilteredExpression):
        raise TemplateProblem(_("Put a field between the braces and nothing else."), line=line)
    field = _field(expression.left, allowed, line)
    fallback, case = None, None
    for each in expression.filters or []:
        arguments = [argument.value for argument in each.args]
        if (
            each.name == "default"
            and len(arguments) == 1
            and isinstance(arguments[0], StringLiteral)
        ):
            fallback = arguments[0].value
        elif each.name in _CASES and not arguments:
            case = each.name
        else:
            raise TemplateProblem(
                _(
                    '“%(name)s” cannot be used. Possible: default: "…", capitalize, upcase, downcase.'
                )
                % {"name": each.name},
                line=line,
            )
    return Output(field, fallback, case)


def _branches(node: IfNode, allowed: frozenset[str], depth: int) -> Branches:
    parts: list[tuple[Any, BlockNode]] = [(node.condition, node.consequence)]
    parts += [(each.expression, each.block) for each in node.alternatives]
    cases = tuple(
        (_test(condition.expression, allowed, _line(node.token)), _block(block, allowed, depth))
        for condition, block in parts
    )
    return Branches(cases, _block(node.default, allowed, depth) if node.default else ())


def _block(block: BlockNode, allowed: frozenset[str], depth: int) -> tuple[Node, ...]:
    return tuple(_nodes(block.nodes, allowed, depth + 1))


def _test(condition: Any, allowed: frozenset[str], line: int) -> Test:
    if isinstance(condition, Path):
        return Test(_field(condition, allowed, line))
    if isinstance(condition, EqExpression | NeExpression):
        field = _field(condition.left, allowed, line)
        negated = isinstance(condition, NeExpression)
        right = condition.right
        if isinstance(right, Blank | Empty | Nil) or getattr(right, "value", None) == "":
            return Test(field, None, negated=not negated)
        if isinstance(right, StringLiteral):
            return Test(field, right.value, negated=negated)
    raise TemplateProblem(
        _('A condition is {% if field %} or {% if field == "text" %}.'), line=line
    )


def _field(expression: Any, allowed: frozenset[str], line: int) -> str:
    if not isinstance(expression, Path) or len(expression.path) != 1:
        raise TemplateProblem(_("Only the name of a field can stand here."), line=line)
    name = str(expression.path[0])
    if name not in allowed:
        raise TemplateProblem(
            _("There is no field “%(name)s”. Possible: %(fields)s.")
            % {"name": name[:40], "fields": ", ".join(sorted(allowed))},
            line=line,
        )
    return name


def _line(token: Any) -> int:
    if token is None or token.start_index < 0:
        return 1
    return int(token.source.count("\n", 0, token.start_index)) + 1


def _reading(error: LiquidError) -> str:
    first = str(error).splitlines()[0] if str(error) else ""
    if "unexpected tag" in first or "unknown tag" in first:
        return _("Only {{ field }} and {% if field %} can be used here.")
    if "filter" in first:
        return _("That filter cannot be used. Possible: default, capitalize, upcase, downcase.")
    return _("The braces do not close or fit: check {{ … }} and {% if … %} … {% endif %}.")
