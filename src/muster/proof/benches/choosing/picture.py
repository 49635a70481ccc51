"""The growth of a run as a small picture: a line for each question, and a line for growing as the facts do."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

_WIDE, _HIGH, _EDGE = 720, 400, 60
_INKS: Final = ("#1b6e8a", "#a3480f", "#3f7a2a", "#7a3f8a", "#8a6d1b", "#444444")
_WORDS: Final = "How long a whole definition takes, by the number of facts"


def draw(file: str, growth: list[tuple[int, dict[str, float]]]) -> None:
    """Draw it. The figure ``growth`` of the run says the same in numbers."""
    if growth:
        Path(file).write_text(svg(growth), encoding="utf-8")


def svg(growth: list[tuple[int, dict[str, float]]]) -> str:
    """The picture as text."""
    most = max(ms for _facts, times in growth for ms in times.values())
    widest = growth[-1][0]
    parts = [_frame(), *_marks(growth, most)]
    for ink, name in zip(_INKS, growth[0][1], strict=False):
        points = [(facts / widest, times[name] / most) for facts, times in growth]
        parts.append(_line(points, ink))
        across, up = _place(*points[-1])
        parts.append(
            f'<text x="{across + 6:.0f}" y="{up + 4:.0f}" fill="{ink}">{escape(name)}</text>'
        )
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" role="img"'
        f' font-family="sans-serif" font-size="12">\n<title>{_WORDS}</title>\n{body}\n</svg>\n'
    )


def _frame() -> str:
    left, low = _place(0, 0)
    right, high = _place(1, 1)
    return (
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="#ffffff"/>\n'
        f'<path d="M{left:.0f} {high:.0f}V{low:.0f}H{right:.0f}" fill="none" stroke="#777777"/>'
    )


def _marks(growth: list[tuple[int, dict[str, float]]], most: float) -> list[str]:
    found = [f'<text x="8" y="20">{_WORDS}</text>']
    for facts, _times in growth:
        across, low = _place(facts / growth[-1][0], 0)
        found.append(
            f'<text x="{across:.0f}" y="{low + 18:.0f}" text-anchor="middle">{facts / 1e6:.0f} M</text>'
        )
    for share in (0.0, 0.5, 1.0):
        left, up = _place(0, share)
        found.append(
            f'<text x="{left - 6:.0f}" y="{up + 4:.0f}" text-anchor="end">{most * share:.0f} ms</text>'
        )
    return found


def _line(points: list[tuple[float, float]], ink: str) -> str:
    told = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_place(*one) for one in points))
    return f'<polyline points="{told}" fill="none" stroke="{ink}" stroke-width="2"/>'


def _place(across: float, up: float) -> tuple[float, float]:
    wide, high = _WIDE - 3 * _EDGE - 20, _HIGH - 2 * _EDGE
    return _EDGE + across * wide, _HIGH - _EDGE - up * high
