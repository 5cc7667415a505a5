"""What is to be said of all read-outs together, and of the data behind them."""

from __future__ import annotations

from difflib import get_close_matches

from guanxi.book.contracts import Notice
from guanxi.book.contracts.troi import Readout
from guanxi.book.troi.programs import Known
from guanxi.kit.money import currency_sign, show_yuan
from guanxi.lake.engine import Session

STRAY_SQL = """
-- Grain: one row per program that cost pools name, with their money.
SELECT program_id, sum(amount_fen)::BIGINT FROM costs WHERE program_id <> '' GROUP BY program_id ORDER BY program_id
"""

ORDERS_SQL = """
-- Grain: one row: orders with an amount above and below zero.
SELECT count(*) FILTER (amount_fen > 0), count(*) FILTER (amount_fen < 0)
FROM events JOIN kinds USING (kind_id) WHERE kind IN ('order_paid', 'order_refunded')
"""

MOST_NAMED = 3
ALIKE = 0.6


def remarks(
    session: Session, known: tuple[Known, ...], readouts: tuple[Readout, ...], currency: str
) -> tuple[Notice, ...]:
    """Several comparisons at once, assets of two kinds, costs of programs that nobody knows, orders below zero."""
    return (
        *negative_orders(session),
        *stray_costs(session, known, currency),
        *several(readouts),
        *two_assets(readouts),
    )


def negative_orders(session: Session) -> tuple[Notice, ...]:
    """A warning when there are orders and none is above zero."""
    above, below = (int(each) for each in session.con.execute(ORDERS_SQL).fetchall()[0])
    if above or not below:
        return ()
    return (
        Notice(
            "data.negative_orders",
            f"All {below:,} orders have negative amounts, so they are read as refunds and every figure stands on its "
            "head. Write what was paid as a positive amount.",
            f"全部 {below:,} 笔订单的金额都是负数，会被当作退款，所有数字因此颠倒。请将实付金额写为正数。",
            severe=True,
        ),
    )


def stray_costs(session: Session, known: tuple[Known, ...], currency: str) -> tuple[Notice, ...]:
    """Costs that name a program which no assignment and no event names: perhaps a misspelling."""
    names = [each.program for each in known]
    rows = [(str(name), int(fen)) for name, fen in session.con.execute(STRAY_SQL).fetchall() if name not in names]
    return tuple(_stray(name, fen, names, currency) for name, fen in rows[:MOST_NAMED])


def _stray(name: str, fen: int, names: list[str], currency: str) -> Notice:
    near = next(iter(get_close_matches(name, names, n=1, cutoff=ALIKE)), None)
    en, zh = (show_yuan(fen, lang, currency_sign(currency)) for lang in ("en", "zh"))
    meant_en = f" Did you mean “{near}”?" if near else ""
    meant_zh = f"是否应为“{near}”？" if near else ""
    return Notice(
        "troi.stray_costs",
        f"Costs of {en} name the program “{name}”, which no assignment and no event names, so no read-out counts them."
        f"{meant_en} Correct the name in the costs if it is misspelt.",
        f"有 {zh} 的费用注明项目“{name}”，但没有任何分组或事件提到它，因此未计入任何读数。{meant_zh}"
        "若名称有误，请在费用表中更正。",
        severe=near is not None,
    )


def several(readouts: tuple[Readout, ...]) -> tuple[Notice, ...]:
    """Each interval holds by itself; of many one errs sooner."""
    shown = [each for each in readouts if each.returns is not None]
    if len(shown) < 2:
        return ()
    n, level = len(shown), shown[0].scope.level
    at_most = min(1.0, n * (1 - level))
    return (
        Notice(
            "troi.several",
            f"{n} comparisons were read at once. Each interval holds at {level:.0%} by itself; that at least one of "
            f"them misses has a probability of up to {at_most:.0%}. The best of many looks better than it is.",
            f"同时读取了 {n} 个比较。每个区间单独的把握为 {level:.0%}；至少有一个落空的概率最高可达 {at_most:.0%}。"
            "众多结果中最好的那个，往往好于实际。",
        ),
    )


def two_assets(readouts: tuple[Readout, ...]) -> tuple[Notice, ...]:
    """Trust capital stands in some figures and lifetime value in others: by the money test at each launch."""
    money = [each.scope.name for each in readouts if each.scope.asset == "trust_capital"]
    other = [each.scope.name for each in readouts if each.scope.asset != "trust_capital"]
    if not money or not other:
        return ()
    en, zh = (sep.join(f"“{name}”" for name in money[:MOST_NAMED]) for sep in (", ", "、"))
    return (
        Notice(
            "troi.two_assets",
            f"{en}{' and others' if len(money) > MOST_NAMED else ''} count the change of trust capital, which was "
            "money when they were launched; the others count lifetime value. Do not set the one beside the other.",
            f"{zh}{'等' if len(money) > MOST_NAMED else ''}以信任资本的变化计（启动时已通过货币检验），"
            "其余以客户终身价值计，两者不宜并列比较。",
        ),
    )
