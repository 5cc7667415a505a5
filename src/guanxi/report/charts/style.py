"""One look for every chart: palette, type, axes and units.

The palette separates blue from ochre, which every common form of colour blindness keeps apart, and steps in
lightness, which print keeps apart. Nothing is said by colour alone: each mark has a label or a row of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from guanxi.kit.money import FEN_PER_YUAN
from guanxi.report.blocks import Option
from guanxi.report.reader import Reader
from guanxi.report.scale import Scale
from guanxi.report.words import common

INK, MUTED, HAIRLINE = "#1b2530", "#52606d", "#d5dbe1"
TIER = {"core": "#123f52", "ordinary": "#5d8ea3", "doubtful": "#d3b67c", "none": "#b4bec7"}
CLAIM = {"maintenance": "#a8501f", "promises": "#7b6591", "equity": "#1c7468"}
RISE, FALL, LEVEL = "#1c7468", "#a8501f", "#123f52"
BAND = {"prime_asset": "#1c7468", "asset": "#2f6f96", "marginal": "#b98a2f", "toxic_liability": "#a8501f"}
WASH = {"prime_asset": "#e8f2ef", "asset": "#eef4f8", "marginal": "#f8f1e0", "toxic_liability": "#f8ebe4"}
PALE = "#e6ecf0"

FONT = '"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif'
TEXT_PX = 13
NARROW_PX = 520
NAME_PX, NAME_PX_NARROW = 184, 104
"""Room for a row's name; on a phone it takes two lines. What is longer is cut: tip and table hold it whole."""
AXIS_PX = 26
"""Room for the labels of a value axis under the plot."""
ROW_PX = 34


@dataclass(frozen=True, slots=True)
class Unit:
    """What one step of a money axis is: fen are divided by ``divisor``; ``label`` names the result."""

    divisor: float
    label: str

    def scale(self, amount_fen: float) -> float:
        """The figure that is plotted."""
        return round(amount_fen / self.divisor, 4)


def plotted(value: float | None, digits: int = 4) -> float | None:
    """``value`` as chart data: ``None``, which the library draws as a gap, for what nobody knows or has no bound."""
    return None if value is None or not math.isfinite(value) else round(value, digits)


def largest_known(values: Iterable[float]) -> float:
    """The largest of those that are finite, 0 where none is: the room that an axis needs."""
    return max((each for each in values if math.isfinite(each)), default=0.0)


def unit_for(reader: Reader, largest_fen: float, *, index: bool = False) -> Unit:
    """The unit in which amounts up to ``largest_fen`` read best."""
    steps = (
        ((1e8, "亿"), (1e4, "万"), (1, "")) if reader.lang == "zh" else ((1e9, "bn"), (1e6, "M"), (1e3, "k"), (1, ""))
    )
    size = abs(largest_fen) / FEN_PER_YUAN
    step, name = next(((step, name) for step, name in steps if size >= step), (1, ""))
    sign = "" if index else reader.sign
    if reader.lang == "zh" and sign == "¥":
        return Unit(step * FEN_PER_YUAN, f"{name}元")
    return Unit(step * FEN_PER_YUAN, f"{sign}{name}" or reader.say(common.UNIT_ONE))


def unit_of(scale: Scale, *, index: bool = False) -> Unit:
    """The unit of a chart whose labels are compared as a column is: they are written by ``scale.cell``."""
    return unit_for(scale.reader, scale.per * FEN_PER_YUAN, index=index)


def unit_text(reader: Reader, unit: Unit, *, index: bool = False) -> str:
    """``in ¥M`` for a subtitle."""
    return reader.say(common.UNIT_INDEX if index else common.UNIT_MONEY, unit=unit.label)


def frame(**parts: Any) -> Option:
    """An option with the house's type and no animation, so that paper and screen show the same."""
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "fontSize": TEXT_PX, "color": INK},
        "grid": {"left": 4, "right": 20, "top": 12, "bottom": AXIS_PX + 4, "containLabel": True},
        "tooltip": {
            "trigger": "item",
            "confine": True,
            "borderColor": HAIRLINE,
            "textStyle": {"color": INK, "fontSize": TEXT_PX},
        },
        **parts,
    }


def values(**parts: Any) -> Option:
    """A value axis: hairline grid, no line of its own."""
    return {
        "type": "value",
        "axisLabel": {"color": MUTED, "fontSize": 12, "hideOverlap": True},
        "splitLine": {"lineStyle": {"color": HAIRLINE}},
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "splitNumber": 4,
        **parts,
    }


def percents(**parts: Any) -> Option:
    """A value axis from 0 to 100."""
    return values(min=0, max=100, interval=25, **parts)


def names(labels: list[str], **parts: Any) -> Option:
    """A category axis read from the top down; long names break into lines."""
    return {
        "type": "category",
        "data": labels,
        "inverse": True,
        "axisLabel": {"color": INK, "fontSize": TEXT_PX, "lineHeight": 16, "overflow": "break", "interval": 0},
        "axisLine": {"lineStyle": {"color": MUTED}},
        "axisTick": {"show": False},
        **parts,
    }


def legend(**parts: Any) -> Option:
    """A legend under the chart."""
    return {
        "bottom": 0,
        "itemWidth": 14,
        "itemHeight": 10,
        "itemGap": 18,
        "textStyle": {"color": INK, "fontSize": TEXT_PX},
        "selectedMode": False,
        **parts,
    }


def on_phones(option: Option, narrow: Option) -> Option:
    """``option`` with what differs below 520 px, and the way back: the library does not undo by itself."""
    return {
        "baseOption": option,
        "media": [{"query": {"maxWidth": NARROW_PX}, "option": narrow}, {"option": _same_paths(option, narrow)}],
    }


def _same_paths(option: Any, narrow: Any) -> Any:
    """The values of ``option`` at the places that ``narrow`` changes."""
    if isinstance(narrow, dict):
        return {key: _same_paths(option[key], inner) for key, inner in narrow.items()}
    if isinstance(narrow, list):
        base = option if isinstance(option, list) else [option]
        return [_same_paths(each, inner) for each, inner in zip(base, narrow, strict=True)]
    return option


def in_rows(option: Option, **narrow: Any) -> Option:
    """A chart of named rows: room for the longest name up to a limit, and less of it on a phone.

    The room is reckoned here and not left to the library, which cuts names that it has to break.
    """
    axes = option["yAxis"] if isinstance(option["yAxis"], list) else [option["yAxis"]]
    labels = [_cut(label) for label in axes[0]["data"]]
    longest = max((_width_px(label) for label in labels), default=0)
    wide, slim = min(longest, NAME_PX), min(longest, NAME_PX_NARROW)
    label = {**axes[0]["axisLabel"], "width": wide}
    named = [{**axes[0], "data": labels, "axisLabel": label}, *axes[1:]]
    placed = {
        **option,
        "grid": {**option["grid"], "left": wide + 14, "containLabel": False, "outerBoundsMode": "none"},
        "yAxis": named,
    }
    slimmer = [{"axisLabel": {"width": slim}}, *({} for _ in axes[1:])]
    grid = {"left": slim + 14, **narrow.pop("grid", {})}
    return on_phones(placed, {"grid": grid, "yAxis": slimmer, **narrow})


def _cut(label: str) -> str:
    """``label`` as long as there is room for."""
    if _width_px(label) <= NAME_PX:
        return label
    kept = next(n for n in range(len(label), 0, -1) if _width_px(label[:n]) + TEXT_PX <= NAME_PX)
    return label[:kept] + "…"


def _width_px(text: str) -> int:
    """About how wide ``text`` will be: a Chinese character is as wide as it is high, a Latin one half as wide."""
    return 6 + sum(TEXT_PX if ord(character) > 0x2E7F else 7 for character in text)
