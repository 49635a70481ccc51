"""The field syntax: what passes, what is refused with its line, and what a person must have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.delivery import liquid
from tests.trials import trials

ALLOWED = {"first_name", "region"}


def _text(source: str, **merge: str) -> str:
    nodes = liquid.parse(source, ALLOWED).flat(merge)
    return "".join(n.text if isinstance(n, liquid.Text) else n.value(merge) for n in nodes)


@pytest.mark.parametrize(
    ("source", "merge", "text"),
    [
        ("Hi {{ first_name }}", {"first_name": "Ana"}, "Hi Ana"),
        ('Hi {{ first_name | default: "you" }}', {}, "Hi you"),
        ("{{ first_name | upcase }}", {"first_name": "ana"}, "ANA"),
        ("{{first_name|downcase}}{{ first_name | capitalize }}", {"first_name": "ANA"}, "anaAna"),
        ("{% if region %}a{% else %}b{% endif %}", {}, "b"),
        ('{% if region == "x" %}a{% elsif region %}b{% endif %}', {"region": "y"}, "b"),
        ('{% if region != "x" %}a{% endif %}', {"region": "x"}, ""),
        ("{% if region == blank %}a{% else %}b{% endif %}", {}, "a"),
        ("{{ first_name }}", {"first_name": "{{ region }}"}, "{{ region }}"),
    ],
)
def test_reading(source: str, merge: dict[str, str], text: str) -> None:
    assert _text(source, **merge) == text


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("{{ secret }}", 1),
        ("\n\n{{ first_name.__class__ }}", 3),
        ("{{ first_name[0] }}", 1),
        ("{{ 'x' | upcase }}", 1),
        ("a\n{% for x in region %}{% endfor %}", 2),
        ("{% assign x = 1 %}", 1),
        ("{% include 'x' %}{% render 'x' %}", 1),
        ("{% if region contains 'x' %}{% endif %}", 1),
        ("{% if region and first_name %}{% endif %}", 1),
        ("{{ first_name | replace: 'a', 'b' }}", 1),
        ("{{ first_name | default: region }}", 1),
        ("{% if region %}never closed", 1),
        ("{{ first_name", 1),
        ("{% unless region %}x{% endunless %}", 1),
        ("{% liquid\necho region %}", 1),
        ("x" * (liquid.MAX_IN + 1), 1),
        ("{% if region %}a{% else %}b{% endif %}" * 7, 1),
        ("{% if region %}" * 9 + "{% endif %}" * 9, 1),
    ],
)
def test_refusing(source: str, line: int) -> None:
    with pytest.raises(liquid.TemplateProblem) as problem:
        liquid.parse(source, ALLOWED)
    assert problem.value.line == line
    assert "Liquid" not in problem.value.message


@pytest.mark.parametrize(
    ("source", "required"),
    [
        ("{{ first_name }}", {"first_name"}),
        ('{{ first_name | default: "x" }}', set()),
        ("{% if first_name %}{{ first_name }}{% endif %}", set()),
        ("{% if first_name %}x{% else %}{{ first_name }}{% endif %}", {"first_name"}),
        ("{% if first_name == blank %}x{% else %}{{ first_name }}{% endif %}", set()),
        ("{% if region %}{{ first_name }}{% endif %}", {"first_name"}),
    ],
)
def test_what_a_person_must_have(source: str, required: set[str]) -> None:
    assert liquid.parse(source, ALLOWED).fields.required == required


@given(st.text(alphabet="{}%|. \n'\"a[]firstname_regoxlu=!", max_size=80))
@trials(400)
def test_any_text_is_read_or_refused(source: str) -> None:
    try:
        template = liquid.parse(source, ALLOWED)
    except liquid.TemplateProblem as problem:
        line = problem.line
    else:
        line = 1
        assert template.fields.used <= ALLOWED
    assert line >= 1
