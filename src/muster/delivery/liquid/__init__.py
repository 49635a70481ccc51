"""The field syntax staff write, read by python-liquid and reduced to what is safe.

Only ``{{ field }}``, ``default`` and three letter-case filters, and ``{% if field %}`` pass;
every other node is refused with its line.
"""

from muster.delivery.liquid.nodes import Branches, Fields, Node, Output, Template, Test, Text
from muster.delivery.liquid.reading import MAX_IN, MAX_VERSIONS, TemplateProblem, parse, plain

__all__ = [
    "MAX_IN",
    "MAX_VERSIONS",
    "Branches",
    "Fields",
    "Node",
    "Output",
    "Template",
    "TemplateProblem",
    "Test",
    "Text",
    "parse",
    "plain",
]
