"""One thing and then another, as a tree over the lake’s facts: each later deed beside the last first one before."""

from sqlglot import exp

from muster.audiences.engines import nodes
from muster.audiences.engines.nodes import Node, among, column, known, number, people_of


def then(first: exp.Select | None, later: exp.Select | None, days: int) -> Node:
    """Tell whether this person has one of the later facts at most so many days after one of the first."""
    if first is None or later is None:
        return exp.false()
    marked = exp.union(_marked(first, is_first=1), _marked(later, is_first=0), distinct=False)
    before = column("o", "before")
    near = exp.GTE(this=exp.Add(this=before, expression=_days(days)), expression=column("o", "at"))
    return among(
        nodes.chosen(column("o", "person"))
        .from_(_ordered(_moments(marked)).subquery("o"))
        .where(column("o", "later").eq(number(1)), known(before, near))
        .distinct()
    )


def _marked(facts: exp.Select, *, is_first: int) -> exp.Select:
    return facts.select(
        exp.alias_(column("f", "moment"), "at", quoted=True),
        exp.alias_(number(is_first), "first", quoted=True),
        exp.alias_(number(1 - is_first), "later", quoted=True),
    )


def _moments(marked: exp.Union) -> exp.Select:
    """One row for a person and a moment, so that what happens at once is never before itself."""
    whose = column("k", "id").eq(column("m", "key"))
    return (
        people_of("keys", "k")
        .join(marked.subquery("m"), on=whose)
        .select(
            column("m", "at"),
            exp.alias_(exp.Max(this=column("m", "first")), "first", quoted=True),
            exp.alias_(exp.Max(this=column("m", "later")), "later", quoted=True),
        )
        .group_by(column("k", "person"), column("m", "at"))
    )


def _ordered(moments: exp.Select) -> exp.Select:
    at = column("d", "at")
    is_first = column("d", "first").eq(number(1))
    before = exp.Window(
        this=exp.Max(this=exp.Case(ifs=[exp.If(this=is_first, true=at)])),
        partition_by=[column("d", "person")],
        order=exp.Order(expressions=[exp.Ordered(this=at.copy(), nulls_first=True)]),
        spec=exp.WindowSpec(
            kind="ROWS", start="UNBOUNDED", start_side="PRECEDING",
            end=number(1), end_side="PRECEDING",
        ),
    )  # fmt: skip
    return nodes.chosen(
        column("d", "person"),
        at.copy(),
        column("d", "later"),
        exp.alias_(before, "before", quoted=True),
    ).from_(moments.subquery("d"))


def _days(days: int) -> Node:
    return exp.Interval(this=exp.Literal.string(str(days)), unit=exp.var("DAY"))
