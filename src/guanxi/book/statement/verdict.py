"""The verdict on the whole book, in a sentence that an owner understands."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.book.contracts import Interval, RoiBand, Statement, Verdict, VerdictCode
from guanxi.book.exact_sums import total
from guanxi.book.positions import Positions
from guanxi.book.statement.evidence import AggregateEvidence
from guanxi.kit.money import show_yuan

BAND_WORDS: dict[RoiBand, tuple[str, str]] = {
    RoiBand.PRIME_ASSET: ("a prime asset", "优质资产"),
    RoiBand.ASSET: ("an asset", "资产"),
    RoiBand.MARGINAL: ("marginal", "鸡肋"),
    RoiBand.TOXIC_LIABILITY: ("a toxic liability", "有毒负债"),
}


@dataclass(frozen=True, slots=True)
class Acquisition:
    """Return on acquisition of the whole book: (margin realised + clv) ÷ acquisition cost.

    Parameters
    ----------
    roi : ``None`` when the cost is 0 or not known. band : ``None`` when the interval spans more than two bands.
    """

    roi: Interval | None = None
    band: RoiBand | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence in both languages."""

    en: str
    zh: str


def build_verdict(
    statement: Statement, positions: Positions, acquisition: Acquisition, *, horizon_days: int, sign: str = "¥"
) -> Verdict:
    """Asset, marginal or liability: net trust equity above 0, its interval holds 0, below 0 (trust-economics §4).

    Net equity before maintenance is an upper bound. Below 0 it is a verdict all the same; above 0 it is none, because
    maintenance may eat it up: the sentence then says how much maintenance the book can carry.

    Parameters
    ----------
    sign : currency sign, see :func:`guanxi.kit.money.currency_sign`.
    """
    code = _code(statement, whole_book_evidence(statement, positions))
    words = _Words(statement, positions, horizon_days, sign)
    first = {
        VerdictCode.ASSET: words.asset,
        VerdictCode.MARGINAL: words.marginal,
        VerdictCode.LIABILITY: words.liability,
        VerdictCode.NOT_ENOUGH_EVIDENCE: words.not_enough,
    }[code]()
    second = _return(acquisition, sign)
    return Verdict(code, acquisition.band, acquisition.roi, f"{first.en} {second.en}", f"{first.zh}{second.zh}")


def whole_book_evidence(statement: Statement, positions: Positions) -> AggregateEvidence:
    """What stands behind the net equity of the whole book."""
    net = statement.net_equity
    assets = statement.trust_capital if statement.trust_capital_is_money else statement.clv
    serving = 0.0 if statement.maintenance is None else statement.maintenance.value
    return AggregateEvidence(
        positions.n,
        total(positions.n_orders),
        half_width=(net.high - net.low) / 2,
        larger_side=max(assets.value, serving + statement.promises),
    )


def _code(statement: Statement, evidence: AggregateEvidence) -> VerdictCode:
    if not evidence.is_enough:
        return VerdictCode.NOT_ENOUGH_EVIDENCE
    net = statement.net_equity
    if net.high < 0:
        return VerdictCode.LIABILITY
    if statement.is_before_maintenance:
        return VerdictCode.NOT_ENOUGH_EVIDENCE
    return VerdictCode.ASSET if net.low > 0 else VerdictCode.MARGINAL


class _Words:
    """The first sentence of the verdict."""

    def __init__(self, statement: Statement, positions: Positions, horizon_days: int, sign: str) -> None:
        self.statement = statement
        self.positions = positions
        self.days = horizon_days
        self.sign = sign

    def asset(self) -> _Said:
        (net, low, high), (net_zh, low_zh, high_zh) = self._net("en"), self._net("zh")
        return _Said(
            f"Your private domain is an asset: over {self.days} days it is expected to bring {net} more than it costs"
            f" and owes (80% interval {low} to {high}).",
            f"您的私域是资产：未来 {self.days} 天预计带来的，比维系成本和未兑现的承诺多 {net_zh}"
            f"（80% 区间 {low_zh} 至 {high_zh}）。",
        )

    def marginal(self) -> _Said:
        (net, low, high), (net_zh, low_zh, high_zh) = self._net("en"), self._net("zh")
        return _Said(
            f"Your private domain is marginal: net trust equity over {self.days} days is {net}, and the 80% interval"
            f" from {low} to {high} holds 0. Whether it brings more than it costs is open.",
            f"您的私域处于临界：未来 {self.days} 天的净信任权益为 {net_zh}，80% 区间 {low_zh} 至 {high_zh} 包含 0，"
            "带来的是否多于花掉的，还不能断定。",
        )

    def liability(self) -> _Said:
        (net, low, high), (net_zh, low_zh, high_zh) = self._net("en"), self._net("zh")
        before = self.statement.is_before_maintenance
        return _Said(
            f"Your private domain is a liability: net trust equity over {self.days} days is {net} (80% interval {low}"
            f" to {high}){', even before maintenance, whose cost is not known' if before else ''}.",
            f"您的私域是负债：未来 {self.days} 天的净信任权益为 {net_zh}（80% 区间 {low_zh} 至 {high_zh}）"
            f"{'，而且还没有扣除未知的维系成本' if before else ''}。",
        )

    def not_enough(self) -> _Said:
        missing_en, missing_zh = whole_book_evidence(self.statement, self.positions).missing()
        if missing_en:
            net, net_zh = self._net("en")[0], self._net("zh")[0]
            return _Said(
                f"Not enough evidence for a verdict: {missing_en}. The books show {net}; do not build on it yet.",
                f"证据不足，暂不下结论：{missing_zh}。账面显示 {net_zh}，目前还不可靠。",
            )
        return self._cost_unknown()

    def _cost_unknown(self) -> _Said:
        (net, low, high), (net_zh, low_zh, high_zh) = self._net("en"), self._net("zh")
        en = (
            "Not enough evidence for a verdict: what maintaining these contacts costs is not known. Before maintenance,"
            f" net trust equity over {self.days} days is {net} (80% interval {low} to {high})."
        )
        zh = (
            f"证据不足，暂不下结论：不知道维系这些客户要花多少钱。扣除维系成本之前，未来 {self.days} 天的净信任权益为"
            f" {net_zh}（80% 区间 {low_zh} 至 {high_zh}）。"
        )
        n_held = self.positions.n - int(self.positions.is_broken.sum())
        room = self.statement.net_equity.low
        if room <= 0 or n_held == 0:
            return _Said(en, zh)
        each, each_zh = (self._amount(room / n_held, lang) for lang in ("en", "zh"))
        return _Said(
            f"{en} It is an asset as long as maintenance stays below {low} in that time, {each} per contact.",
            f"{zh}只要这段时间的维系成本低于 {low_zh}（每位客户 {each_zh}），它就是资产。",
        )

    def _net(self, lang: str) -> tuple[str, str, str]:
        net = self.statement.net_equity
        return self._amount(net.value, lang), self._amount(net.low, lang), self._amount(net.high, lang)

    def _amount(self, fen: float, lang: str) -> str:
        return show_yuan(round(fen), lang, self.sign)


def _return(acquisition: Acquisition, sign: str) -> _Said:
    """What a yuan of acquisition brings, with its band."""
    roi, band = acquisition.roi, acquisition.band
    if roi is None:
        return _Said(
            "No cost of acquisition is on record, so no return on it can be stated.",
            "没有获客成本记录，因此不计算获客回报。",
        )
    en = f"Every {sign}1 spent on acquisition has brought back or will bring back {sign}{roi.value:.2f}"
    zh = f"每花 {sign}1 获客，已经或将会带回 {sign}{roi.value:.2f}"
    between = f"{roi.low:.2f}", f"{roi.high:.2f}"
    if band is None:
        return _Said(
            f"{en}, but the 80% interval from {between[0]} to {between[1]} is too wide to call it good or bad.",
            f"{zh}，但 80% 区间 {between[0]} 至 {between[1]} 太宽，不能判断好坏。",
        )
    words_en, words_zh = BAND_WORDS[band]
    return _Said(
        f"{en} (80% interval {between[0]} to {between[1]}): by its return, acquisition is {words_en}.",
        f"{zh}（80% 区间 {between[0]} 至 {between[1]}）：按回报看，获客属于{words_zh}。",
    )
