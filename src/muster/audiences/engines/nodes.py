"""The few kinds of node that a portable tree is made of, each with one type in every dialect."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlglot import exp

Node = exp.Expr


def table(name: str, alias: str) -> exp.Table:
    """Return a table of the lake under a short name."""
    return exp.to_table(name, alias=alias)


def column(alias: str, name: str) -> exp.Column:
    """Return a column, quoted: some of our names are words of a dialect."""
    return exp.column(name, alias, quoted=True)


def chosen(*columns: Node) -> exp.Select:
    """Return a SELECT of some columns."""
    return exp.select(*columns)


def written(tree: Node, dialect: str) -> str:
    """Write a tree out in a dialect, "duckdb" or "spark", with every name quoted."""
    return tree.sql(dialect=dialect, identify=True)


def word(text: str) -> Node:
    """Return text as data."""
    return exp.Literal.string(text)


def number(whole: int) -> Node:
    """Return a whole number."""
    return exp.Literal.number(whole)


def people_of(name: str, alias: str) -> exp.Select:
    """Select people out of a table that names them. A row of nobody would make “not among them” unknown."""
    person = column(alias, "person")
    return chosen(person).from_(table(name, alias)).where(exp.not_(person.copy().is_(exp.null())))


def among(people: exp.Select) -> Node:
    """Tell whether this person is one of some."""
    return exp.In(this=column("p", "id"), query=people.subquery())


def real(value: float) -> Node:
    """Return a number with a point exactly as it is held; written plainly it would be a decimal of few places."""
    return exp.cast(exp.Literal.string(repr(float(value))), exp.DataType.Type.DOUBLE)


def moment(at: datetime) -> Node:
    """Return a moment in UTC that names no zone, so that no session’s zone can move it."""
    plain = at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
    return exp.cast(exp.Literal.string(plain), exp.DataType.Type.TIMESTAMPNTZ)


def either(value: Node, options: Iterable[Node]) -> Node:
    """Tell whether a value is one of some; there is at least one."""
    return exp.In(this=value, expressions=list(options))


def known(value: Node, answer: Node) -> Node:
    """Return an answer about a value that may be missing: then it does not hold, and is never unknown."""
    return exp.and_(exp.not_(value.copy().is_(exp.null())), answer)


def total(amount: Node) -> Node:
    """Return a sum in whole numbers; a missing amount counts as none, and none sum up to nothing."""
    whole = exp.DataType.Type.BIGINT
    return exp.cast(exp.Sum(this=exp.Coalesce(this=amount, expressions=[number(0)])), whole)


def kilometres(here: tuple[float, float], there: tuple[Node, Node], double_radius: float) -> Node:
    """Return the great-circle distance by the haversine, step by step as PostgreSQL takes it."""
    (latitude, longitude), (to_latitude, to_longitude) = here, there
    half_north = _half_sine_squared(exp.Sub(this=to_latitude, expression=real(latitude)))
    half_east = _half_sine_squared(exp.Sub(this=to_longitude, expression=real(longitude)))
    scale = exp.Mul(
        this=_of("cos", _of("radians", real(latitude))),
        expression=_of("cos", _of("radians", to_latitude.copy())),
    )
    chord = exp.Add(this=half_north, expression=exp.Mul(this=scale, expression=half_east))
    # A rounding above one has no arc sine: one dialect would answer nothing, the other fail.
    capped = exp.Least(this=real(1.0), expressions=[chord], ignore_nulls=True)
    arc = _of("asin", _of("sqrt", capped))
    return exp.Mul(this=real(double_radius), expression=arc)


def _half_sine_squared(degrees: Node) -> Node:
    half = exp.Div(this=_of("radians", exp.Paren(this=degrees)), expression=real(2.0))
    return exp.Pow(this=_of("sin", half), expression=real(2.0))


def _of(function: str, value: Node) -> Node:
    return exp.func(function, value)
