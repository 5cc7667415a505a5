"""Words of the backtest on a terminal."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

CONCLUSION = Phrase("结论", "Conclusion")
SENTENCE = Phrase("{outcome}：{status}。", "{outcome}: {status}.")
ALL_WINDOWS = Phrase("全部窗口合并", "all windows together")
TEST = Phrase("{outcome} · {day} · {contacts}", "{outcome} · {day} · {contacts}")
IN_USE = Phrase("* 本报告采用；括号内为 ECE 的上限", "* used in the report; in brackets: the ECE allowed")
NONE_IN_USE = Phrase(
    "没有一种方法计入信任分；括号内为 ECE 的上限", "no method is part of the trust score; in brackets: the ECE allowed"
)
CAPITAL = Phrase(
    "信任资本与实际毛利之比（90% 区间）；各十分位之比，信任资本最高的一成在前",
    "Trust capital to realised margin (90 % interval), and by decile, the tenth with most trust capital first",
)
PURCHASES = Phrase(
    "购买模型在留出期：平均绝对误差（次），预计购买总数与实际之比（90% 区间）",
    "Purchase models on a holdout: mean absolute error (purchases), expected to realised purchases (90 % interval)",
)
SHIPS = Phrase("启用情况", "What is used")
ERROR = Phrase("误差 {mae}", "error {mae}")
