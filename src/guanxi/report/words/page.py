"""Words of the page around the chapters."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

SKIP = Phrase("跳到正文", "Skip to the report")
CONTENTS = Phrase("目录", "Contents")
TO_TOP = Phrase("结论", "Verdict")
TABLE_TWIN = Phrase("查看数据表", "Show the figures as a table")
NOTICES = Phrase("阅读前请知悉", "Before you rely on these figures")
SEVERE = Phrase("重要：", "Important: ")
KEY_FIGURES = Phrase("关键数字", "Key figures")
SCROLL_HINT = Phrase("表格比屏幕宽：左右滑动看其余各列 →", "Wider than the screen: swipe sideways for more columns →")
RAISES = Phrase("拉高信任", "raises trust")
LOWERS = Phrase("拉低信任", "lowers trust")
NO_SCRIPT = Phrase(
    "浏览器关闭了脚本，图表不会绘制；每张图下方的数据表仍然完整。",
    "Scripts are switched off, so no chart is drawn; the table under each of them is complete.",
)
COLOPHON = Phrase(
    "由 guanxi 生成。每个数字都注明截至日、口径与不确定性；定义版本 {version}。",
    "Made by guanxi. Every figure states its date, its definition and its uncertainty; definitions {version}.",
)
