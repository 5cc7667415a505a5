"""What the charts of the network are drawn from: the network, the moment, the horizon."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.book.contracts.network import Network
from guanxi.report.blocks import Option
from guanxi.report.charts.style import MUTED, plotted

BAND = "#cfdde3"


@dataclass(frozen=True, slots=True)
class Look:
    """The network as at a moment."""

    network: Network
    as_of_ms: int
    horizon_days: int


def band(low: list[float], high: list[float]) -> list[Option]:
    """A pale band between two lines over a category axis: the lower one unseen, the rest stacked on it.

    Where either end is not known both have a gap: half of an interval would look like one that begins at 0.
    """
    base = {"type": "line", "stack": "band", "symbol": "none", "silent": True, "lineStyle": {"opacity": 0}, "z": 1}
    width = [plotted(top - bottom, 6) for bottom, top in zip(low, high, strict=True)]
    floor = [None if each is None else plotted(bottom, 6) for bottom, each in zip(low, width, strict=True)]
    return [
        {**base, "data": floor},
        {**base, "data": width, "areaStyle": {"color": BAND, "opacity": 0.8}},
    ]


def steps(labels: list[str], every: int, **parts: object) -> Option:
    """A category axis along the bottom with every so many labels."""
    return {
        "type": "category",
        "data": labels,
        "boundaryGap": False,
        "axisLabel": {"color": MUTED, "fontSize": 12, "interval": max(every - 1, 0), "hideOverlap": True},
        "axisLine": {"lineStyle": {"color": MUTED}},
        "axisTick": {"show": False},
        **parts,
    }
