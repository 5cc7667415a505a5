"""The marks that several charts share. The page's script draws ``whisker``, ``pole`` and ``span`` by name."""

from __future__ import annotations

import math
from collections.abc import Sequence

from guanxi.report.blocks import Option
from guanxi.report.charts.style import MUTED, PALE


def dot(x: float | None, y: float | None, tip: str, color: str, *, hollow: bool = False) -> Option:
    """A point; hollow where the evidence is thin or the figure is the second of its row; ``None``: it is not drawn."""
    style = {"color": "#ffffff" if hollow else color, "borderColor": color, "borderWidth": 2, "opacity": 1}
    return {"value": [x, y], "tip": tip, "itemStyle": style}


def dots(data: Sequence[Option], name: str = "", **parts: object) -> Option:
    """A series of points above everything else."""
    return {"type": "scatter", "name": name, "data": list(data), "symbolSize": 11, "z": 5, **parts}


def whiskers(data: Sequence[tuple[float, float, float]], color: str = MUTED, shift: float = 0.0) -> Option:
    """Horizontal intervals: (low, high, row). ``shift`` moves them by that share of a row."""
    shown = [{"value": list(item), "shift": shift} for item in data if all(map(math.isfinite, item))]
    return _custom("whisker", shown, {"x": [0, 1], "y": 2}, color, z=4)


def poles(data: Sequence[tuple[float, float, float]], color: str = MUTED) -> Option:
    """Vertical intervals: (x, low, high)."""
    shown = [{"value": list(item)} for item in data if all(map(math.isfinite, item))]
    return _custom("pole", shown, {"x": 0, "y": [1, 2]}, color, z=4)


def spans(data: Sequence[Option], name: str = "", thickness: float = 0.56, z: int = 3) -> Option:
    """Horizontal bars from one value to another: see :func:`span`."""
    return {**_custom("span", list(data), {"x": [0, 1], "y": 2}, PALE, z=z), "name": name, "thickness": thickness}


def span(start: float, end: float, row: int, color: str, *, tip: str = "", text: str = "") -> Option:
    """One bar from ``start`` to ``end`` in ``row``, with ``text`` after its right end."""
    return {"value": [start, end, row], "tip": tip, "text": text, "itemStyle": {"color": color}}


def area(start: float, end: float, color: str) -> list[Option]:
    """A vertical band of background between two values of the x axis, for ``markArea``."""
    return [{"xAxis": start, "itemStyle": {"color": color}}, {"xAxis": end}]


def areas(data: Sequence[list[Option]]) -> Option:
    """The ``markArea`` of a series."""
    return {"silent": True, "data": list(data), "label": {"show": False}}


def lines(*positions: Option, dashed: bool = True, label: bool = False) -> Option:
    """The ``markLine`` of a series."""
    style = {"color": MUTED, "type": "dashed" if dashed else "solid", "width": 1}
    return {
        "silent": True,
        "symbol": "none",
        "lineStyle": style,
        "label": {"show": label, "color": MUTED, "fontSize": 12},
        "data": list(positions),
    }


def _custom(drawn_by: str, data: list[Option], encode: Option, color: str, z: int) -> Option:
    return {
        "type": "custom",
        "renderItem": drawn_by,
        "data": data,
        "encode": encode,
        "itemStyle": {"color": color},
        "z": z,
        "silent": drawn_by != "span",
    }
