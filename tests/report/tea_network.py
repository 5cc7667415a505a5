"""The tea brand's network, as the book would give it."""

from __future__ import annotations

import math

from guanxi.book import contracts as c
from guanxi.book.contracts import network as n
from guanxi.kit.clock import DAY_MS


def tea_network(as_of_ms: int) -> n.Network:
    """Growing slowly by referral, three advocates, two circles, a farm that was not ranked."""
    return n.Network(
        n_standing=3_630,
        n_bonds=600,
        density=c.Interval(0.165, 0.153, 0.178),
        clustering=0.072,
        velocity=c.Interval(0.00415, 0.00364, 0.00466),
        weeks=_weeks(as_of_ms),
        conversion=_conversion(),
        reproduction=(_reproduction("", 2_409, 52, 0.021), *(_cohort(k) for k in range(3)), _nothing()),
        advocates=tuple(_advocate(k) for k in range(3)),
        n_advocates=110,
        n_unverified_inviters=4,
        sources=(
            n.SourceReturn("advocates", 399, 283, 595_759, c.Interval(0.0475, 0.0456, 0.0494)),
            n.SourceReturn("staff", 903, 527, 13_538_298, c.Interval(0.0039, 0.0037, 0.0041)),
            n.SourceReturn("channel", 2_200, 1_200, 32_000_000, c.Interval(0.0038, 0.0037, 0.0039), "", "", "抖音投流"),
        ),
        circles=(_circle(0, 4), _circle(1, 12)),
        n_circles=2,
        n_circle_candidates=5,
        picture=_picture(),
        not_counted=n.NotCounted(6, 38, 2, 1, 279, 84, 5),
        velocity_change=c.Interval(0.48, 0.40, 0.58),
        concentration=n.Concentration(333, 120, 2, 0.11, 24, 24 / 333),
        referral_credit=2_915_000,
        growth_option=c.Interval(8_800_000, 6_900_000, 10_900_000),
        notices=(
            c.Notice("network.not_counted", "Not counted: 6 invitations of oneself.", "不计为推荐：邀请自己 6 次。"),
        ),
    )


def _weeks(as_of_ms: int) -> tuple[n.VelocityWeek, ...]:
    rates = [0.006 + 0.002 * math.sin(k / 4) - 0.00006 * k for k in range(52)]
    return tuple(
        n.VelocityWeek(
            as_of_ms - (51 - k) * 7 * DAY_MS, round(3_000 * rate), 3_000.0, c.Interval(rate, rate * 0.8, rate * 1.2)
        )
        for k, rate in enumerate(rates)
    )


def _conversion() -> n.Conversion:
    shares = ((24, 0.01), (72, 0.03), (168, 0.08), (336, 0.21), (720, 0.43), (1440, 0.61), (2160, 0.68))
    points = tuple(n.WaitPoint(hours, c.Interval(s, s * 0.95, s * 1.05)) for hours, s in shares)
    return n.Conversion(528, 333, 94, c.Interval(547, 506, 590), points)


def _reproduction(cohort: str, n_buyers: int, weeks: int, rate: float) -> n.Reproduction:
    points = tuple(
        n.ReproductionPoint(k + 1, rate * (k + 1), rate * (k + 1) * 0.8, rate * (k + 1) * 1.25, n_buyers - 20 * k)
        for k in range(weeks)
    )
    last = points[-1]
    growth = "self_growing" if last.low > 1 else "fading" if last.high < 1 else "open"
    return n.Reproduction(cohort, n_buyers, 329, weeks, c.Interval(last.value, last.low, last.high), growth, points)


def _cohort(k: int) -> n.Reproduction:
    return _reproduction(f"2025Q{k + 1}", 1_500 - 200 * k, 51 - 13 * k, 0.022 - 0.004 * k)


def _nothing() -> n.Reproduction:
    return n.Reproduction(
        "2025Q4", 361, 2, 12, None, "not_enough_evidence", (), "2 of the 10 conversions needed", "转化只有 2 次"
    )


def _advocate(k: int) -> n.Advocate:
    return n.Advocate(
        100 + k,
        f"M-{1000 + k}",
        685_244 - 100_000 * k,
        622_361,
        20 + k,
        16,
        15,
        14,
        "Brought 20; 16 bought within 90 days.",
        "带来 20 人，其中 16 人在 90 天内下单。",
    )


def _circle(k: int, size: int) -> n.Circle:
    ids = tuple(range(500 + 20 * k, 500 + 20 * k + size))
    shared = (n.SharedTrait("channel", "线下门店", 0.92, 0.31), n.SharedTrait("cohort", "2025Q1", 0.75, 0.25))
    return n.Circle(ids, tuple(f"M-{each}" for each in ids), 0.9 - 0.1 * k, 6 + 9 * k, 92_793, shared)


def _picture() -> n.Picture:
    nodes: list[n.Node] = []
    links: list[n.Link] = []
    for group, size in enumerate((20, 8, 3)):
        hub = len(nodes)
        nodes.append(n.Node(100 + group, f"M-{1000 + group}", "advocate", group))
        for k in range(size):
            links.append(n.Link(hub, len(nodes), "brought"))
            nodes.append(
                n.Node(200 + 30 * group + k, f"M-{2000 + 30 * group + k}", "verified" if k % 3 else "invitee", group)
            )
    for group, size in ((3, 4), (4, 6)):
        start = len(nodes)
        nodes += [n.Node(500 + 10 * group + k, f"M-{500 + 10 * group + k}", "circle", group) for k in range(size)]
        links += [n.Link(start + k, start + (k + 1) % size, "bond") for k in range(size)]
    return n.Picture(tuple(nodes), tuple(links))
