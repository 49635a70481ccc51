"""A definition as one sentence in plain words. What it says is exactly what the compiler selects."""

from functools import reduce

from django.utils.translation import gettext as _
from django.utils.translation import override

from muster.audiences import lookup, marks
from muster.audiences.definition import Definition, Everyone, Group, Node
from muster.audiences.marks import Part
from muster.audiences.phrases import say
from muster.audiences.speaker import Speaker
from muster.audiences.world import World


def in_words(definition: Definition, language: str, world: World | None = None) -> str:
    """Say a definition: “People who live in Łódzkie and gave at least 10 EUR in the last 90 days”."""
    return marks.plain(_said(definition, language, world))


def in_parts(definition: Definition, language: str, world: World | None = None) -> list[Part]:
    """Say a definition in parts, so that a page can set its values in bold."""
    return marks.parts(_said(definition, language, world))


def node_in_parts(node: Node, language: str, world: World) -> list[Part]:
    """Say one condition or group alone: “live in Łódzkie”."""
    with override(language):
        return marks.parts(_node(node, Speaker(language, world)))


def _said(definition: Definition, language: str, world: World | None) -> str:
    known = world or lookup.world([definition], language=language)
    with override(language):
        return _whole(definition, Speaker(language, known))


def _whole(definition: Definition, by: Speaker) -> str:
    if isinstance(definition, Everyone):
        return _("Everyone")
    if not definition.items:
        return _("People who {conditions}").format(
            conditions=marks.marked(_("choose a condition"), marks.EMPTY)
        )
    if definition.mode == "none":
        return _("Everyone but people who {exceptions}").format(
            exceptions=_either(definition.items, by)
        )
    if definition.mode == "any":
        return _("People who {conditions}").format(conditions=_either(definition.items, by))
    return _but_not(definition, by)


def _but_not(definition: Group, by: Speaker) -> str:
    """Say what holds first and what must not hold after it, as people do."""
    wanted = [item for item in definition.items if not _is_none(item)]
    unwanted = [item for item in definition.items if _is_none(item)]
    if wanted:
        said = _("People who {conditions}").format(conditions=_both(tuple(wanted), by))
    else:
        said, unwanted = _whole(_as_group(unwanted[0]), by), unwanted[1:]
    for item in unwanted:
        words = _("{people}, but not people who {exceptions}")
        said = words.format(people=said, exceptions=_either(_as_group(item).items, by))
    return said


def _node(node: Node, by: Speaker) -> str:
    if not isinstance(node, Group):
        return say(node, by)
    if not node.items:
        return marks.marked(_("choose a condition"), marks.EMPTY)
    if node.mode == "none":
        return _("are none of the people who {conditions}").format(
            conditions=_bracketed(_either(node.items, by), node)
        )
    joined = _both(node.items, by) if node.mode == "all" else _either(node.items, by)
    return _bracketed(joined, node)


def _both(items: tuple[Node, ...], by: Speaker) -> str:
    return _joined(_("{first} and {second}"), items, by)


def _either(items: tuple[Node, ...], by: Speaker) -> str:
    return _joined(_("{first} or {second}"), items, by)


def _joined(words: str, items: tuple[Node, ...], by: Speaker) -> str:
    said = (_node(item, by) for item in items) if items else [marks.marked("…", marks.EMPTY)]
    return reduce(lambda first, second: words.format(first=first, second=second), said)


def _bracketed(said: str, group: Group) -> str:
    # Brackets are dull and never ambiguous; a sentence that selects people must be the latter.
    return _("({conditions})").format(conditions=said) if len(group.items) > 1 else said


def _is_none(node: Node) -> bool:
    return isinstance(node, Group) and node.mode == "none"


def _as_group(node: Node) -> Group:
    return node if isinstance(node, Group) else Group("all", (node,))
