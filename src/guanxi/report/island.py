"""What stands inside ``<script>``: data that cannot end its element, and code that is allowed by its hash."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from functools import cache
from importlib.resources import files
from typing import Any

from guanxi.kit.errors import GuanxiError
from guanxi.report.blocks import Option

_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class MissingAsset(GuanxiError):
    """The chart library has not been fetched."""

    code = "report.missing_asset"


def json_island(options: dict[str, Option]) -> str:
    """Chart options as JSON in which no character can open or close an element.

    What is no finite number becomes ``null``, which the library draws as a gap: the table twin says it in words, and
    one figure that nobody knows must not cost the reader the whole page.
    """
    text = json.dumps(_finite(options), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return text


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@cache
def chart_library() -> str:
    """Apache ECharts as ``make assets`` left it.

    Raises
    ------
    MissingAsset
        when the file is not there.
    """
    asset = files("guanxi.report").joinpath("assets", "echarts.min.js")
    if not asset.is_file():
        raise MissingAsset(
            "The chart library src/guanxi/report/assets/echarts.min.js is missing, so no report can be drawn. "
            "Run `make assets` once.",
            "缺少图表库 src/guanxi/report/assets/echarts.min.js，无法绘制报告。请先运行一次 `make assets`。",
        )
    return script(asset.read_text(encoding="utf-8"))


@cache
def page_file(name: str) -> str:
    """A file of the page's own folder."""
    return files("guanxi.report").joinpath("page", name).read_text(encoding="utf-8")


@cache
def block_file(name: str) -> str:
    """A file of the blocks, which the workspace serves as it is."""
    return files("guanxi.report").joinpath("static", "report", name).read_text(encoding="utf-8")


def script(text: str) -> str:
    """Script text as the browser will hash it: line feeds only, and no end of its own element inside."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("</script", "<\\/script")


def content_security_policy(*scripts: str) -> str:
    """A policy under which only ``scripts`` run and nothing is fetched.

    Inline style stays allowed: the charts set it, and without any outward request it can carry nothing away.
    """
    hashes = " ".join(f"'sha256-{_sha256(text)}'" for text in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
