"""``guanxi troi``: what programs changed, and whether they may go on."""

from __future__ import annotations

import argparse
from pathlib import Path

from guanxi.book.contracts import Interval
from guanxi.book.contracts.troi import RandomisedReadout, Readout
from guanxi.cli.progress import TerminalProgress
from guanxi.cli.run_audit import (
    QUARANTINE,
    brand_of,
    check_data,
    is_of_import,
    notice_lines,
    refused_lines,
    take_in,
)
from guanxi.facade.auditing import open_lake
from guanxi.facade.quality import write_quarantine
from guanxi.facade.reading_out import TroiBook, TroiQuestion, ask_troi, check_troi_question
from guanxi.kit.money import FEN_PER_YUAN, currency_sign, show_yuan

LABELS = {"html": ("Report", "报告"), "json": ("Figures", "数据")}


def run(options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Import, read out, write, and say each verdict and where everything lies."""
    check_data(options)
    out: Path = options.out
    question = TroiQuestion(options.program, options.as_of, options.days)
    check_troi_question(question, brand_of(options))
    with open_lake(out) as lake:
        brand, staged = take_in(lake, options, progress)
        n_refused = write_quarantine(lake, out / QUARANTINE)
        book = ask_troi(lake, brand, question, progress, staged)
        progress.step("Writing the report", "正在生成报告")
        written = book.write(out, options.format, options.lang)
    progress.close()
    print("\n".join([_summary(book, written, options.lang), *refused_lines(n_refused, out, options.lang)]))
    return 0


def _summary(book: TroiBook, written: dict[str, Path], lang: str) -> str:
    sign = currency_sign(book.currency)
    lines = ["", *notice_lines(book.notices, lang)]
    for readout in book.readouts:
        lines += [*_lines(readout, sign, lang), ""]
    lines += [f"· {each.zh if lang == 'zh' else each.en}" for each in book.notices if not is_of_import(each)]
    lines += [f"{LABELS[name][1 if lang == 'zh' else 0]}: {path.resolve()}" for name, path in written.items()]
    return "\n".join(lines)


def _lines(readout: Readout, sign: str, lang: str) -> list[str]:
    zh, returns = lang == "zh", readout.returns
    if isinstance(readout, RandomisedReadout):
        said = readout.verdict.zh if zh else readout.verdict.en
    else:
        said = "观察性估计，不作判定。" if zh else "Observational, no verdict."
    lines = [f"“{readout.scope.name}” · {said}"]
    if returns is not None:
        each, effect = _money(returns.effect_per_contact, sign, lang), _money(returns.effect, sign, lang)
        line = _line(readout, sign, lang)
        lines.append(
            f"  每位客户 {each}{line}；合计 Δ {effect}" if zh else f"  per contact {each}{line}; in all Δ {effect}"
        )
    if returns is not None and returns.net is not None and returns.gross is not None:
        spend, one = (show_yuan(fen, lang, sign) for fen in (readout.spend.total, FEN_PER_YUAN))
        net, gross = (_amount(each.value * FEN_PER_YUAN, sign, lang) for each in (returns.net, returns.gross))
        lines.append(
            f"  花费 {spend}；每花 {one}：净回报 {net}，TROI 毛值（只计资产变化，不含毛利）{gross}"
            if zh
            else f"  spend {spend}; per {one} spent: net {net}, gross (the asset only, without margin) {gross}"
        )
    if returns is not None and returns.why_no_ratio_en:
        spend = show_yuan(readout.spend.total, lang, sign)
        why = returns.why_no_ratio_zh if zh else returns.why_no_ratio_en
        lines.append(f"  花费 {spend}；{why}" if zh else f"  spend {spend}; {why}")
    lines += [f"  · {notice.zh if zh else notice.en}" for notice in readout.notices]
    return lines


def _line(readout: Readout, sign: str, lang: str) -> str:
    """What each contact must bring, where a spend says so."""
    line = readout.effect_to_clear if isinstance(readout, RandomisedReadout) else None
    if line is None:
        return ""
    shown = _amount(line, sign, lang)
    return f"，需达到 {shown}" if lang == "zh" else f", needed {shown}"


def _money(figure: Interval, sign: str, lang: str) -> str:
    value, low, high = (_amount(fen, sign, lang) for fen in (figure.value, figure.low, figure.high))
    return f"{value} [{low}, {high}]"


def _amount(fen: float, sign: str, lang: str) -> str:
    return show_yuan(round(fen), lang, sign).replace("-", "\N{MINUS SIGN}")
