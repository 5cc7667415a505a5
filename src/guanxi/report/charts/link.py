"""The link g: from the trust score to the share of the potential that comes true."""

from __future__ import annotations

from guanxi.book.contracts import Book, TrustStatus
from guanxi.report.blocks import Chart, Column, Option, Table, rows
from guanxi.report.charts.style import LEVEL, MUTED, frame, values
from guanxi.report.reader import Reader
from guanxi.report.words import belief as words
from guanxi.report.words import common


def link_chart(book: Book, reader: Reader) -> Chart | None:
    """The learnt map; ``None`` while T is an uncalibrated index."""
    trust = book.trust
    if trust.status is not TrustStatus.CALIBRATED or len(trust.link_score) < 2:
        return None
    return Chart(
        key="link",
        title=reader.say(words.LINK, trust=reader.number(_at(0.5, trust.link_score, trust.link_trust))),
        subtitle=reader.say(
            words.LINK_SUBTITLE, buyers=reader.whole(trust.link_n_buyers), orders=reader.whole(trust.link_n_orders)
        ),
        option=_option(trust.link_score, trust.link_trust, reader),
        table=Table(
            caption=reader.say(words.SCORE),
            columns=(Column(reader.say(words.SCORE)), Column(reader.say(common.TRUST))),
            rows=rows(
                *(
                    (reader.number(score), reader.number(trust_))
                    for score, trust_ in zip(trust.link_score, trust.link_trust, strict=True)
                )
            ),
        ),
        height=300,
    )


def _at(score: float, scores: tuple[float, ...], trusts: tuple[float, ...]) -> float:
    """Linear between knots, flat beyond them."""
    if score <= scores[0]:
        return trusts[0]
    for i in range(1, len(scores)):
        if score <= scores[i]:
            width = scores[i] - scores[i - 1]
            part = (score - scores[i - 1]) / width if width else 1.0
            return trusts[i - 1] + part * (trusts[i] - trusts[i - 1])
    return trusts[-1]


def _option(scores: tuple[float, ...], trusts: tuple[float, ...], reader: Reader) -> Option:
    data = [
        {"value": [score, trust], "tip": f"{reader.number(score)} → T {reader.number(trust)}"}
        for score, trust in zip(scores, trusts, strict=True)
    ]
    titled = {"nameLocation": "middle", "nameTextStyle": {"color": MUTED, "fontSize": 12}}
    return frame(
        grid={"left": 24, "right": 20, "top": 12, "bottom": 30, "containLabel": True},
        xAxis=values(min=0, max=1, interval=0.25, name=reader.say(words.SCORE), nameGap=28, **titled),
        yAxis=values(min=0, max=1, interval=0.25, name=reader.say(common.TRUST), nameGap=36, **titled),
        series=[
            {
                "type": "line",
                "data": data,
                "symbol": "circle",
                "symbolSize": 7,
                "lineStyle": {"color": LEVEL, "width": 2},
                "itemStyle": {"color": LEVEL},
            }
        ],
    )
