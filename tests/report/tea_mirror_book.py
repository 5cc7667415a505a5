"""The tea brand's mirror, as the book would give it: some figures good, some bad, two not measured."""

from __future__ import annotations

from guanxi.book import contracts as c
from guanxi.book.contracts import mirror as m
from guanxi.kit.clock import DAY_MS


def share(value: float) -> c.Interval:
    return c.Interval(value, value - 0.01, value + 0.01)


def figure(code: str, value: c.Interval | None, before: float | None = None, **more: object) -> m.MirrorFigure:
    made: dict[str, object] = {
        "unit": "share",
        "numerator": 300,
        "denominator": 1_000,
        "n_contacts": 800,
        "from_ms": 0,
        "until_ms": 0,
        "good": "high",
        "behind": f"mirror.{code}",
    }
    if value is None:
        made |= {"missing_en": "Not measured: nobody logs it.", "missing_zh": "没有测量：没有记录。"}
    changes = []
    for against in ("quarter", "year"):
        known = value is not None and before is not None
        difference = value.value - before if known else 0.0  # type: ignore[union-attr, operator]
        changes.append(
            m.MirrorChange(
                against,
                share(before) if known else None,  # type: ignore[arg-type]
                c.Interval(difference, difference - 0.014, difference + 0.014) if known else None,
            )
        )
    return m.MirrorFigure(code=code, value=value, changes=tuple(changes), **(made | more))  # type: ignore[arg-type]


def tea_mirror(as_of_ms: int, zone: str) -> m.MirrorBook:
    when = {"from_ms": as_of_ms - 365 * DAY_MS, "until_ms": as_of_ms}
    tool = figure("tool_worship", share(0.73), 0.6, good="low", n_unknown=27, **when)
    return m.MirrorBook(
        definition_version="3",
        as_of_ms=as_of_ms,
        zone=zone,
        currency="CNY",
        n_contacts=4_000,
        n_events=193_379,
        leading=(
            figure("repurchase", share(0.62), 0.7, **when),
            figure("recommendation", share(0.05), 0.02, **when),
            figure("promises", None, **when),
            figure("listening", share(0.81), 0.81, **when),
            figure("wait", c.Interval(0.5, 0.4, 0.6), 0.45, unit="hours", numerator=None, good="low", **when),
        ),
        misalignments=(
            tool,
            figure("cashing_in", share(0.31), 0.2, good="low", reference=0.25, **when),
            figure("habit", share(0.4), 0.3, good="low", behind="", **when),
        ),
        traps=(
            figure("billboard", share(0.35), 0.36, good="low", **when),
            figure(
                "acquisition_spend",
                c.Interval(1.7, 1.7, 1.7, 1.0),
                unit="ratio",
                good="low",
                numerator=30_781_005,
                denominator=17_784_646,
                **when,
            ),
            figure("care", c.Interval(2.4, 2.3, 2.5), 2.2, unit="per_contact", **when),
            tool,
        ),
        habits=(
            m.HabitRow("promotion_sent", 500, 60, 0.5, 0.6, 0.4, 0.5),
            m.HabitRow("content:product", 300, 10, 0.3, 0.1, 0.3, None),
            m.HabitRow("content:<b>茶</b>", 200, 30, 0.2, 0.3, None, None),
        ),
        people=tuple(person(k) for k in range(5)),
        candidates=(),
    )


def person(k: int, key: str = "") -> m.PersonToday:
    return m.PersonToday(
        contact_id=k + 1,
        source_key=key or f"TEA{k:06d}",
        staff_id="小林",
        score=1_000.0 - k,
        potential=48_000,
        trust=0.5,
        trust_before=None if k == 4 else 0.8,
        has_promise=k == 0,
        is_silent_buyer=k == 3,
        is_new=k == 4,
        reasons=(m.SaidReason("fall", "T fell from 0.80 to 0.50", "信任从 0.80 降到 0.50"),),
        todo=m.SaidReason("ask_after", "Ask how they are.", "问候近况。"),
    )
